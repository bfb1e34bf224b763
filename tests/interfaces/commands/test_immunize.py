from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mangnon.config.cli import main
from mangnon.core.content.immunization import load_schedule
from mangnon.interfaces.commands import immunize
from mangnon.interfaces.commands.immunize_lines import PROBLEMS, answer_lines

CHILD: dict[str, Any] = {
    "id": "trẻ 1",
    "sex": "f",
    "birth_date": "2026-01-10",
    "assess_on": "2026-11-24",
    "doses": [{"on": "2026-01-10", "product": "vn:HEPB0"}, {"on": "2026-01-12", "product": "vn:BCG"}],
}


def answered(*lines: bytes, schedule: str = "vn") -> list[dict[str, Any]]:
    written = answer_lines(lines=list(lines), schedule=load_schedule(schedule))
    return [json.loads(line) for line in written.decode().splitlines()]


def one(**changes: Any) -> dict[str, Any]:
    (answer,) = answered(json.dumps(CHILD | changes).encode())
    return answer


def run(tmp_path: Path, content: bytes, schedule: str = "vn") -> tuple[int, list[str]]:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_bytes(content)
    code = main(["immunize", "--schedule", schedule, str(source), str(target)])
    return code, target.read_text(encoding="utf-8").splitlines() if target.exists() else []


def test_immunize_when_lines_are_good_and_bad_then_each_is_answered_in_its_place(tmp_path: Path) -> None:
    child = json.dumps(CHILD).encode()
    lines = [b"\xef\xbb\xbf" + child + b"\r", b"", b"{", b"[]", b"\xff\xfe", b"[" * 200_000, b"NaN", child]
    code, out = run(tmp_path, b"\n".join(lines))
    answers = [json.loads(line) for line in out]
    assert code == 0
    assert [answer["id"] for answer in answers] == ["trẻ 1", *[None] * 6, "trẻ 1"]
    problems = [answer.get("problem", "").split(":")[0] for answer in answers]
    assert problems == ["", "blank", "json", "object", "json", "json", "json", ""]
    assert answers[0] == answers[7]


def test_immunize_when_the_file_is_empty_then_so_is_the_output(tmp_path: Path) -> None:
    assert run(tmp_path, b"") == (0, [])


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"birth_date": None}, "birth_date"),
        ({"birth_date": "10/01/2026"}, "birth_date"),
        ({"birth_date": "2026-02-30"}, "birth_date"),
        ({"birth_date": "2026-1-1"}, "birth_date"),
        ({"birth_date": "0000-01-01"}, "birth_date"),
        ({"birth_date": "10000-01-01"}, "birth_date"),
        ({"birth_date": "２０２６-01-10"}, "birth_date"),
        ({"birth_date": 20260110}, "birth_date"),
        ({"birth_date": ["2026-01-10"]}, "birth_date"),
        ({"assess_on": None}, "assess_on"),
        ({"assess_on": "today"}, "assess_on"),
        ({"assess_on": "2026-01-09"}, "before_birth"),
        ({"birth_date": "2020-01-01", "assess_on": "2024-07-31"}, "before_schedule"),
        ({"sex": "x"}, "sex"),
        ({"sex": 1}, "sex"),
        ({"sex": []}, "sex"),
        ({"doses": {}}, "doses"),
        ({"doses": "none"}, "doses"),
        ({"doses": [{}] * 401}, "too_many_doses"),
        ({"observations": {}}, "observations"),
        ({"observations": ["007"]}, "observations"),
        ({"observations": [{"code": None}]}, "observations"),
        ({"observations": [{"code": "007", "on": "soon"}]}, "observations"),
    ],
)
def test_immunize_when_the_line_cannot_be_evaluated_then_a_problem_in_its_place(
    changes: dict[str, Any], problem: str
) -> None:
    assert one(**changes) == {"id": "trẻ 1", "problem": f"{problem}: {PROBLEMS[problem]}"}


@pytest.mark.parametrize(
    ("dose", "status", "reason"),
    [
        ({"on": "2026-03-10", "product": "vn:XYZ"}, "not_valid", "unknown_product"),
        ({"on": "2026-03-10", "product": "cvx:20"}, "not_valid", "unknown_product"),
        ({"on": "2026-03-10", "product": None}, "not_valid", "unknown_product"),
        ({"on": "2026-03-10", "product": ["vn:BCG"]}, "not_valid", "unknown_product"),
        ({"on": "2026-03-10", "product": "\ud800"}, "not_valid", "unknown_product"),
        ({"on": "2026-03-10"}, "not_valid", "unknown_product"),
        ({"on": "2026-11-25", "product": "vn:BCG"}, "extraneous", "after_assessment"),
        ({"on": "9999-12-31", "product": "vn:BCG"}, "extraneous", "after_assessment"),
        ({"on": "2026-01-09", "product": "vn:BCG"}, "not_valid", "before_birth"),
        ({"on": "0001-01-01", "product": "vn:BCG"}, "not_valid", "before_birth"),
        ({"on": None, "product": "vn:BCG"}, "not_valid", "no_date"),
        ({"on": 5, "product": "vn:BCG"}, "not_valid", "no_date"),
        ({"on": {}, "product": "vn:BCG"}, "not_valid", "no_date"),
        ({"product": "vn:BCG", "maker": 5}, "not_valid", "no_date"),
    ],
)
def test_immunize_when_a_dose_cannot_count_then_it_says_why(dose: dict[str, Any], status: str, reason: str) -> None:
    answer = one(doses=[dose])
    assert [(row["index"], row["status"]) for row in answer["doses"]] == [(0, status)]
    assert reason in answer["doses"][0]["reasons"]
    assert answer["forecasts"] == one(doses=[])["forecasts"]


@pytest.mark.parametrize("dose", [None, 5, "vn:BCG", []])
def test_immunize_when_a_dose_is_no_object_then_it_is_still_listed(dose: object) -> None:
    (row,) = one(doses=[dose])["doses"]
    assert row["status"] == "not_valid"
    assert row["reasons"] == ["unknown_product", "no_date"]


def test_immunize_when_the_same_dose_is_given_twice_then_the_second_is_extraneous() -> None:
    twice = one(doses=[{"on": "2026-01-12", "product": "vn:BCG"}] * 2)["doses"]
    assert [(row["index"], row["status"]) for row in twice] == [(0, "valid"), (1, "extraneous")]


@pytest.mark.parametrize(("value", "name"), [(7, 7), (1.5, 1.5), (None, None), ({"a": 1}, None), ("\ud800", "\ud800")])
def test_immunize_when_the_id_is_odd_then_copied_or_null(value: object, name: object) -> None:
    assert one(id=value)["id"] == name


def test_immunize_when_the_id_is_beyond_all_numbers_then_null() -> None:
    (answer,) = answered(json.dumps(CHILD).replace('"tr\\u1ebb 1"', "1e999").encode())
    assert answer["id"] is None
    assert answer["forecasts"]


@pytest.mark.parametrize("year", ["0001", "0002", "1600", "9998"])
def test_immunize_when_the_year_is_absurd_then_dates_stay_in_the_calendar(year: str) -> None:
    answers = answered(
        json.dumps({"id": 1, "birth_date": f"{year}-01-01", "assess_on": f"{year}-12-31"}).encode(),
        json.dumps({"id": 2, "birth_date": f"{year}-01-01", "assess_on": "9999-12-31"}).encode(),
    )
    for answer in answers:
        for forecast in answer.get("forecasts", ()):
            for key in ("earliest", "recommended", "past_due"):
                assert forecast[key] is None or len(forecast[key]) == 10


def test_immunize_when_assessed_under_two_versions_then_each_by_its_own_date() -> None:
    child = json.dumps(CHILD | {"birth_date": "2025-01-10"})
    before, after = answered(child.replace("2026-11-24", "2026-06-30").encode(), child.encode())
    assert "HPV" not in {row["group"] for row in before["forecasts"]}
    assert "HPV" in {row["group"] for row in after["forecasts"]}


@pytest.mark.parametrize("schedule", ["xx", "vn@1999.01", "/nowhere"])
def test_immunize_when_there_is_no_such_schedule_then_one_sentence_and_exit_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], schedule: str
) -> None:
    code, out = run(tmp_path, b"{}", schedule)
    said = capsys.readouterr().err
    assert (code, out, said.count("\n")) == (2, [], 1)
    assert "Traceback" not in said


def test_immunize_when_input_or_output_cannot_be_used_then_exit_2_and_nothing_left(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "in.jsonl"
    source.write_bytes(b"{}\n")
    assert main(["immunize", "--schedule", "vn", str(tmp_path / "none"), str(tmp_path / "o")]) == 2
    assert main(["immunize", "--schedule", "vn", str(tmp_path), str(tmp_path / "o")]) == 2
    assert main(["immunize", "--schedule", "vn", str(source), str(tmp_path / "no" / "o")]) == 2
    (tmp_path / "taken").mkdir()
    assert main(["immunize", "--schedule", "vn", str(source), str(tmp_path / "taken")]) == 2
    assert capsys.readouterr().err.count("\n") == 4
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.jsonl", "taken"]


def test_immunize_when_it_breaks_off_then_the_old_output_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "out.jsonl"
    target.write_text("old\n", encoding="utf-8")

    def stop(**_: object) -> bytes:
        raise KeyboardInterrupt

    monkeypatch.setattr("mangnon.interfaces.commands.immunize_lines.answer_lines", stop)
    run(tmp_path, b"{}\n")
    assert target.read_text(encoding="utf-8") == "old\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.jsonl", "out.jsonl"]


def test_immunize_when_output_is_the_input_then_replaced_as_a_whole(tmp_path: Path) -> None:
    file = tmp_path / "both.jsonl"
    file.write_text(json.dumps(CHILD) + "\n", encoding="utf-8")
    assert main(["immunize", "--schedule", "vn", str(file), str(file)]) == 0
    assert json.loads(file.read_text(encoding="utf-8"))["forecasts"]


def test_immunize_when_there_are_more_lines_than_a_batch_then_order_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(immunize, "_LINES_AT_ONCE", 3)
    lines = [json.dumps(CHILD | {"id": str(number)}).encode() for number in range(10)]
    code, out = run(tmp_path, b"\n".join(lines) + b"\n")
    assert code == 0
    assert [json.loads(line)["id"] for line in out] == [str(number) for number in range(10)]


def test_immunize_when_a_line_is_too_long_then_a_problem_and_the_next_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(immunize, "_LONGEST_LINE", 1000)
    _, out = run(tmp_path, b'{"id": "' + b"x" * 5000 + b'"}\n' + json.dumps(CHILD).encode() + b"\n" + b"y" * 3000)
    assert ["too_long" in line for line in out] == [True, False, True]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)
near_lines = st.fixed_dictionaries(
    {},
    optional={
        "id": json_values,
        "sex": st.sampled_from(["m", "f", None]) | json_values,
        "birth_date": st.dates().map(str) | json_values,
        "assess_on": st.dates().map(str) | json_values,
        "doses": json_values
        | st.lists(
            st.fixed_dictionaries(
                {},
                optional={
                    "on": st.dates().map(str) | json_values,
                    "product": st.sampled_from(["vn:BCG", "vn:HEXA", "vn:MMR"]) | json_values,
                    "maker": json_values,
                    "substandard": json_values,
                },
            )
            | json_values,
            max_size=6,
        ),
        "observations": json_values
        | st.lists(
            st.fixed_dictionaries(
                {"code": st.sampled_from(["acute_illness", "anaphylaxis@vn:BCG"]) | st.text(max_size=5)},
                optional={"on": json_values, "until": st.dates().map(str) | json_values},
            ),
            max_size=3,
        ),
    },
).map(lambda record: json.dumps(record).encode())


@settings(max_examples=80, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(st.binary(max_size=40) | near_lines, max_size=5))
def test_immunize_fuzz_when_given_anything_then_one_answer_a_line(lines: list[bytes]) -> None:
    lines = [line.replace(b"\n", b" ") for line in lines]
    written = answer_lines(lines=lines, schedule=load_schedule("vn@2024.08"))
    answers = [json.loads(line) for line in written.splitlines()]
    assert len(answers) == len(lines)
    for answer in answers:
        assert "problem" in answer or {"id", "doses", "forecasts"} == answer.keys()


def test_immunize_when_the_output_is_a_pipe_then_the_pipe_stays(tmp_path: Path) -> None:
    source, pipe = tmp_path / "in.jsonl", tmp_path / "pipe"
    source.write_bytes(json.dumps(CHILD).encode())
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    assert main(["immunize", "--schedule", "vn", str(source), str(pipe)]) == 0
    assert pipe.is_fifo()
    assert json.loads(os.read(reader, 100_000))["id"] == CHILD["id"]
    os.close(reader)
