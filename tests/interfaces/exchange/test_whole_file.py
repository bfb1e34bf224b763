"""Files written whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from mangnon.interfaces.exchange.whole_file import whole_file
from mangnon.vocab.errors import UsageError


def test_file_when_written_then_in_place_with_ordinary_rights(tmp_path: Path) -> None:
    target = tmp_path / "o.csv"
    with whole_file(target) as stream:
        stream.write(b"x")
        assert not target.exists()
    plain = tmp_path / "plain"
    plain.write_bytes(b"")
    assert target.read_bytes() == b"x"
    assert target.stat().st_mode == plain.stat().st_mode
    assert len(os.listdir(tmp_path)) == 2


def test_file_when_interrupted_then_the_old_one_stays(tmp_path: Path) -> None:
    target = tmp_path / "o.csv"
    target.write_bytes(b"old")

    def interrupted() -> None:
        with whole_file(target) as stream:
            stream.write(b"new")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert target.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["o.csv"]


def test_file_when_a_link_then_what_it_points_to_is_written(tmp_path: Path) -> None:
    (tmp_path / "real.csv").write_bytes(b"old")
    (tmp_path / "link.csv").symlink_to(tmp_path / "real.csv")
    with whole_file(tmp_path / "link.csv") as stream:
        stream.write(b"new")
    assert (tmp_path / "link.csv").is_symlink()
    assert (tmp_path / "real.csv").read_bytes() == b"new"


def test_file_when_a_device_then_written_to_directly() -> None:
    with whole_file(Path(os.devnull)) as stream:
        stream.write(b"x")
    assert not Path(os.devnull).is_file()


@pytest.mark.parametrize("name", ["", "absent/o.csv", "file/o.csv"])
def test_file_when_it_cannot_be_written_then_one_sentence(name: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(UsageError), whole_file(tmp_path / name) as stream:
        stream.write(b"x")
    assert os.listdir(tmp_path) == ["file"]


def test_file_when_a_named_pipe_then_the_pipe_stays_and_carries_it(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    with whole_file(pipe) as stream:
        stream.write(b"new")
    assert pipe.is_fifo()
    assert os.read(reader, 10) == b"new"
    os.close(reader)


def test_file_when_standard_output_is_a_pipe_then_written_to_it() -> None:
    reader, writer = os.pipe()
    with whole_file(Path(f"/dev/fd/{writer}")) as stream:
        stream.write(b"new")
    os.close(writer)
    assert os.read(reader, 10) == b"new"
    os.close(reader)


def test_file_when_the_folder_is_missing_then_the_reason_is_vietnamese(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="không có tệp hoặc thư mục này"), whole_file(tmp_path / "no" / "o.csv"):
        pass
