from __future__ import annotations

from pathlib import Path

import pytest

from mangnon.core.content import immunization
from mangnon.core.content.immunization import load_cdsi, load_schedule, read_content
from mangnon.engines.immunization.cells import ScheduleContentError
from mangnon.vocab.errors import MangnonError, UnreadableInputError, UsageError

SCHEDULE = b"""<scheduleSupportingData><vaccineGroups><vaccineGroup><name>Pox</name></vaccineGroup></vaccineGroups>
<vaccineGroupToAntigenMap><vaccineGroupMap><name>Pox</name><antigen>Pox</antigen></vaccineGroupMap>
</vaccineGroupToAntigenMap><cvxToAntigenMap><cvxMap><cvx>01</cvx><association><antigen>Pox</antigen></association>
</cvxMap></cvxToAntigenMap></scheduleSupportingData>"""
ANTIGEN = b"""<antigenSupportingData><series><seriesName>Pox 1-dose</seriesName><targetDisease>Pox</targetDisease>
<vaccineGroup>Pox</vaccineGroup><seriesType>Standard</seriesType><selectSeries><defaultSeries>Yes</defaultSeries>
<seriesGroup>1</seriesGroup></selectSeries><seriesDose><doseNumber>Dose 1</doseNumber></seriesDose></series>
</antigenSupportingData>"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    found = tmp_path / "data"
    found.mkdir()
    (found / "schedule.xml").write_bytes(SCHEDULE)
    (found / "pox.xml").write_bytes(ANTIGEN)
    return found


@pytest.mark.parametrize("name", ["", "vn@2020.01", "vietnam", "/no/such/folder", "vn@"])
def test_load_schedule_when_there_is_none_of_that_name_then_one_sentence(name: str) -> None:
    with pytest.raises(MangnonError) as refused:
        load_schedule(name or "./none")
    assert refused.value.sentence.endswith(".")


def test_load_schedule_when_a_version_is_named_then_only_that_one() -> None:
    assert [one.name for one in load_schedule("vn@2026.02").versions] == ["vn@2026.02"]
    assert len(load_schedule("vn").versions) == 3


def test_load_cdsi_when_loaded_again_then_read_from_the_cache(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MANGNON_DATA", str(tmp_path / "store"))
    first = load_cdsi(folder)
    (kept,) = (tmp_path / "store").rglob("*.json")

    def fail(**_: object) -> None:
        raise AssertionError("compiled again")

    with monkeypatch.context() as patched:
        patched.setattr(immunization, "compile_supporting_data", fail)
        assert load_cdsi(folder) == first
    kept.write_bytes(b"half a file")
    assert load_cdsi(folder) == first
    assert kept.read_bytes() != b"half a file"


def test_load_cdsi_when_a_file_changes_then_compiled_anew(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MANGNON_DATA", str(tmp_path / "store"))
    load_cdsi(folder)
    (folder / "pox.xml").write_bytes(ANTIGEN.replace(b"Pox 1-dose", b"Pox one dose"))
    assert load_cdsi(folder).series[0].name == "Pox one dose"


def test_load_cdsi_when_the_cache_cannot_be_written_then_it_works_all_the_same(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocked = tmp_path / "blocked"
    blocked.write_text("a file where a folder should be", encoding="utf-8")
    monkeypatch.setenv("MANGNON_DATA", str(blocked))
    assert load_cdsi(folder).series[0].name == "Pox 1-dose"


def test_load_cdsi_when_the_folder_holds_no_xml_then_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInputError, match="không có tệp XML"):
        load_cdsi(tmp_path)


def test_load_schedule_when_the_path_is_a_file_then_refused(tmp_path: Path) -> None:
    file = tmp_path / "vn.yaml"
    file.write_text("schedule: vn", encoding="utf-8")
    with pytest.raises(UsageError):
        load_schedule(str(file))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a: 1\na: 2\n", "ghi hai lần"),
        ("a: [1, 2\n", "dòng"),
        ("a: !!python/object/apply:os.system [ls]\n", "vietnam.yaml"),
    ],
)
def test_read_content_when_the_file_is_no_plain_yaml_then_refused(tmp_path: Path, text: str, words: str) -> None:
    file = tmp_path / "vietnam.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ScheduleContentError, match=words):
        read_content(file)


def test_read_content_when_the_file_is_missing_then_refused(tmp_path: Path) -> None:
    with pytest.raises(ScheduleContentError, match="Không đọc được"):
        read_content(tmp_path / "none.yaml")
