"""What a Spark session refuses before it starts anything."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from mangnon.config.cli import main
from mangnon.domain.worklist.spark_session import SECRET_FILE, SparkMissingError, check_spark
from mangnon.vocab.errors import UsageError


@pytest.fixture
def java(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine with Spark and Java as far as the check looks."""
    pytest.importorskip("pyspark", reason="Spark is not installed: tools/spark")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "java").touch(0o755)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))


def test_spark_when_pyspark_is_missing_then_one_sentence_and_exit_2(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "pyspark", None)
    words = ["--snapshot", str(tmp_path), "--out", str(tmp_path / "out")]
    assert main(["dues", "--engine", "spark", *words]) == 2
    told = capsys.readouterr().err
    assert "chưa có Spark" in told
    assert told.count("\n") == 1


def test_spark_when_java_is_missing_then_refused(java: None, tmp_path: Path) -> None:
    (tmp_path / "bin" / "java").unlink()
    with pytest.raises(SparkMissingError, match="chưa có Java"):
        check_spark("local[2]")


@pytest.mark.parametrize("master", ["yarn", "http://may-chu:7077", "local[2", ""])
def test_spark_when_the_master_is_none_then_refused(java: None, master: str) -> None:
    with pytest.raises(UsageError, match="phải viết như"):
        check_spark(master)


def test_cluster_when_it_has_no_secret_then_refused(java: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(SECRET_FILE, raising=False)
    with pytest.raises(UsageError, match="khóa chung"):
        check_spark("spark://127.0.0.1:7077")


@pytest.mark.parametrize(
    ("secret", "mode", "told"),
    [("a" * 40, 0o644, "Người khác đọc được"), ("short", 0o600, "ít nhất 32"), (f"{'a' * 40} b", 0o600, "ít nhất 32")],
)
def test_cluster_when_its_secret_is_none_then_refused(
    java: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, secret: str, mode: int, told: str
) -> None:
    file = tmp_path / "secret"
    file.write_text(secret)
    file.chmod(mode)
    monkeypatch.setenv(SECRET_FILE, str(file))
    with pytest.raises(UsageError, match=told):
        check_spark("spark://127.0.0.1:7077")


def test_cluster_when_its_secret_is_well_kept_then_accepted(
    java: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "secret"
    file.write_text("0123456789abcdef" * 4 + "\n")
    file.chmod(0o600)
    monkeypatch.setenv(SECRET_FILE, str(file))
    check_spark("spark://127.0.0.1:7077")
