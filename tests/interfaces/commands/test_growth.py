"""``mangnon growth`` as the contract has it, hostile input included."""

from __future__ import annotations

import csv
import io
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mangnon.config.cli import main
from mangnon.core.content import content_root
from mangnon.core.content.growth import load_standards
from mangnon.interfaces.exchange.growth_csv import COLUMNS, score

SCORES = ["lhaz", "waz", "wlz", "baz", "hcz", "acz", "tsz", "ssz"]
HEADER = ["id", *SCORES, *(f"{name}_flag" for name in SCORES), "problem"]
STANDARDS = load_standards(content_root() / "growth")

Row = dict[str, str]


def growth(tmp_path: Path, data: bytes | str) -> list[Row]:
    """Run the command on a file and read its answer."""
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_bytes(data if isinstance(data, bytes) else data.encode())
    assert main(["growth", str(source), str(target)]) == 0
    assert sorted(os.listdir(tmp_path)) == ["in.csv", "out.csv"]
    with target.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        rows = list(reader)
        assert reader.fieldnames == HEADER
    return rows


def known(row: Row) -> list[str]:
    """Name the z-scores a row has, each with its flag."""
    assert all((row[name] == "") == (row[f"{name}_flag"] == "") for name in SCORES)
    return [name for name in SCORES if row[name]]


def test_growth_when_every_column_then_every_score(tmp_path: Path) -> None:
    rows = growth(
        tmp_path,
        "id,sex,age_days,weight_kg,length_cm,head_cm,arm_cm,triceps_mm,subscapular_mm,position,oedema\n"
        "a,m,365,9.6,75.7,46,14.6,8,6,l,n\n"
        "b,f,1001,25,80,46,14.6,8,6,h,\n",
    )
    assert list(rows[0].values()) == [
        "a", "-0.02", "-0.04", "-0.06", "-0.03", "-0.05", "-0.04", "-0.07", "-0.43", *["0"] * 8, "",
    ]  # fmt: skip
    assert (rows[1]["id"], rows[1]["baz_flag"], rows[1]["lhaz_flag"]) == ("b", "1", "0")


def test_growth_when_both_ages_then_days_count_where_given(tmp_path: Path) -> None:
    rows = growth(
        tmp_path,
        "weight_kg,age_months,age_days,sex,id\n9,12,365.25,m,a\n9,99,365.25,m,b\n9,12,,m,c\n9,,,m,d\n",
    )
    assert rows[0]["waz"] == rows[1]["waz"] == rows[2]["waz"] == "-0.63"
    assert rows[3]["waz"] == rows[3]["problem"] == ""


@pytest.mark.parametrize(
    ("cells", "kept", "problem"),
    [
        ("x,365,9.6,75,46,l,n", [], "sex"),
        ("m,abc,9.6,75,46,l,n", [], "age_days"),
        ("m,-1,9.6,75,46,l,n", [], "age_days"),
        ("m,nan,9.6,75,46,l,n", [], "age_days"),
        ("m,inf,9.6,75,46,l,n", [], "age_days"),
        ("m,365,abc,75,46,l,n", ["lhaz", "hcz"], "weight_kg"),
        ("m,365,1e999,75,46,l,n", ["lhaz", "hcz"], "weight_kg"),
        ("m,365,-inf,75,46,l,n", ["lhaz", "hcz"], "weight_kg"),
        ("m,365,9.6kg,75,46,l,n", ["lhaz", "hcz"], "weight_kg"),
        ('m,365,"9,6",75,46,l,n', ["lhaz", "hcz"], "weight_kg"),
        ("m,365,９.６,75,46,l,n", ["lhaz", "hcz"], "weight_kg"),
        ("m,365,1_0,75,46,l,n", ["lhaz", "hcz"], "weight_kg"),
        ("m,365,9.6,NaN,46,l,n", ["waz", "hcz"], "length_cm"),
        ("m,365,9.6,75,?,l,n", ["lhaz", "waz", "wlz", "baz"], "head_cm"),
        ("m,365,9.6,75,46,x,n", ["waz", "hcz"], "position"),
        ("m,365,9.6,75,46,l,x", ["lhaz", "hcz"], "oedema"),
        ("m,365,9.6,75,46,l,y", ["lhaz", "hcz"], ""),
        ("m,365,0,75,46,l,n", ["lhaz", "hcz"], ""),
        ("m,365,-9.6,75,46,l,n", ["lhaz", "hcz"], ""),
        (",365,9.6,75,46,l,n", [], ""),
        ("m,99999,9.6,75,46,l,n", [], ""),
        (" M , 365 , +9.6 , 7.5e1 ,46., L , N ", ["lhaz", "waz", "wlz", "baz", "hcz"], ""),
    ],
)
def test_growth_when_a_cell_is_odd_then_its_row_stays(
    cells: str, kept: list[str], problem: str, tmp_path: Path
) -> None:
    rows = growth(
        tmp_path,
        f"id,sex,age_days,weight_kg,length_cm,head_cm,position,oedema\nbefore,m,365,9.6,75,46,l,n\nodd,{cells}\n"
        "after,m,365,9.6,75,46,l,n\n",
    )
    assert [row["id"] for row in rows] == ["before", "odd", "after"]
    assert known(rows[1]) == kept
    assert rows[1]["problem"].startswith(problem)
    assert bool(rows[1]["problem"]) == bool(problem)
    for row in (rows[0], rows[2]):
        assert known(row) == ["lhaz", "waz", "wlz", "baz", "hcz"]
        assert row["problem"] == ""


def test_growth_when_several_cells_are_odd_then_all_are_named(tmp_path: Path) -> None:
    (row,) = growth(tmp_path, "id,sex,age_months,weight_kg,position\n1,x,a,b,c\n")
    assert [reason.split(":")[0] for reason in row["problem"].split("; ")] == [
        "sex",
        "age_months",
        "weight_kg",
        "position",
    ]


def test_growth_when_position_is_odd_after_five_years_then_only_named(tmp_path: Path) -> None:
    (row,) = growth(tmp_path, "id,sex,age_months,length_cm,position\n1,m,80,120,x\n")
    assert known(row) == ["lhaz"]
    assert row["problem"].startswith("position")


def test_growth_when_rows_are_uneven_then_kept(tmp_path: Path) -> None:
    rows = growth(
        tmp_path,
        "id,sex,age_days,weight_kg\nshort,m,365\nlong,m,365,9,6\nempty,m,365,9.6,,\nlast,m,365,9.6\n",
    )
    assert [row["id"] for row in rows] == ["short", "long", "empty", "last"]
    assert [known(row) for row in rows] == [[], [], ["waz"], ["waz"]]
    assert [bool(row["problem"]) for row in rows] == [True, True, False, False]


def test_growth_when_mark_and_carriage_returns_then_read(tmp_path: Path) -> None:
    rows = growth(tmp_path, b"\xef\xbb\xbfID,Sex,Age_days,weight_kg\r\n1,m,365,9.6\r\n\r\n2,f,365,9.6\r\n")
    assert [(row["id"], row["waz"]) for row in rows] == [("1", "-0.04"), ("2", "0.57")]


def test_growth_when_identities_are_wild_then_copied(tmp_path: Path) -> None:
    identities = [
        "",
        "a,b",
        'say "hi"',
        "two\nlines",
        "cr\r\nlf",
        " spaces ",
        "Nguyễn Thị Ệ",
        "=1+1",
        "00123",
        "x" * 9000,
    ]
    text = io.StringIO(newline="")
    csv.writer(text).writerows(
        [["id", "sex", "age_days", "weight_kg"], *([one, "m", "365", "9.6"] for one in identities)]
    )
    rows = growth(tmp_path, text.getvalue())
    assert [row["id"] for row in rows] == identities
    assert {row["waz"] for row in rows} == {"-0.04"}


def test_growth_when_only_a_header_then_only_a_header(tmp_path: Path) -> None:
    assert growth(tmp_path, "id,sex,age_days") == []
    assert (tmp_path / "out.csv").read_text() == ",".join(HEADER) + "\n"


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "trống"),
        (b"\xef\xbb\xbf", "trống"),
        (b"id;sex;age_days\n1;m;3\n", "dấu phẩy"),
        (b"id\tsex\tage_days\n1\tm\t3\n", "dấu phẩy"),
        (b"sex,age_days\nm,3\n", "id"),
        (b"id,age_days\n1,3\n", "sex"),
        (b"id,sex,weight_kg\n1,m,3\n", "age_days"),
        (b"id,sex,age_days,sex\n1,m,3,f\n", "sex"),
        (b"id,sex,age_days,Weight_kg,weight_kg\n1,m,3,3,3\n", "weight_kg"),
        ("id,sex,age_days\nệ,m,3\n".encode("cp1258", "ignore") + b"\xe2,m,3\n", "UTF-8"),
        ("id,sex,age_days\n1,m,3\n".encode("utf-16"), "UTF-8"),
        (b"PK\x03\x04\x14\x00\x06\x00", "văn bản"),
        (b"\x89PNG\r\n\x1a\n\xff\xd8", "UTF-8"),
        (b'id,sex,age_days\n"1,m,3\n2,m,3\n', "ngoặc kép"),
        (b"id,sex,age_days\n" + b"1,m,3\n" * 500_000 + b"\xff,m,3\n", "UTF-8"),
    ],
)
def test_growth_when_no_such_file_then_refused_with_one_sentence(
    data: bytes, word: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "in.csv").write_bytes(data)
    (tmp_path / "out.csv").write_bytes(b"old")
    assert main(["growth", str(tmp_path / "in.csv"), str(tmp_path / "out.csv")]) == 2
    said = capsys.readouterr()
    assert word in said.err
    assert said.err.count("\n") == 1
    assert said.out == ""
    assert (tmp_path / "out.csv").read_bytes() == b"old"
    assert sorted(os.listdir(tmp_path)) == ["in.csv", "out.csv"]


@pytest.mark.parametrize(
    ("source", "target"),
    [("absent.csv", "out.csv"), (".", "out.csv"), ("in.csv", "."), ("in.csv", "no/out.csv")],
)
def test_growth_when_a_path_is_wrong_then_refused(
    source: str, target: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "in.csv").write_text("id,sex,age_days\n1,m,3\n")
    assert main(["growth", str(tmp_path / source), str(tmp_path / target)]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert os.listdir(tmp_path) == ["in.csv"]


def test_growth_when_written_over_its_input_then_whole(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_text("id,sex,age_days,weight_kg\n1,m,365,9.6\n")
    assert main(["growth", str(path), str(path)]) == 0
    assert path.read_text().splitlines()[1].startswith("1,,-0.04,")


def test_growth_when_large_then_little_memory(tmp_path: Path) -> None:
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    line = b"child-%07d,m,400,9.6,76.1,46.2,14.5,8.1,7.2,l,n\n"
    with source.open("wb") as file:
        file.write(",".join(COLUMNS).replace("age_months,", "").encode() + b"\n")
        file.writelines(line % at for at in range(600_000))
    code = (
        # VmHWM and not ru_maxrss: the latter starts at what the parent held when it forked.
        "import re, sys; from mangnon.config.cli import main; code = main(sys.argv[1:]);"
        "print(code, int(re.search(r'VmHWM:\\s+(\\d+)', open('/proc/self/status').read())[1]) // 1024)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "growth", str(source), str(target), "--quiet"],
        capture_output=True,
        check=True,
        text=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )
    exit_code, peak_mb = map(int, done.stdout.split())
    assert exit_code == 0
    assert peak_mb < 250
    with target.open("rb") as file:
        assert sum(1 for _ in file) == 600_001


ANY_CELL = st.sampled_from(
    ["", "m", "f", "l", "h", "y", "n", "0", "-1", "12.5", "400", "nan", "1e5", "x", "9,6", '"', "\n"]
)
ANY_CELL |= st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)


def answer(rows: list[list[str]], **options: Any) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, **options).writerows([list(COLUMNS), *rows])
    target = io.BytesIO()
    score(source=io.BytesIO(text.getvalue().encode()), target=target, standards=STANDARDS)
    return target.getvalue()


@given(st.lists(st.lists(ANY_CELL, min_size=len(COLUMNS), max_size=len(COLUMNS)), max_size=6))
@settings(deadline=None, max_examples=150)
def test_growth_fuzz_when_cells_are_anything_then_no_row_is_lost(rows: list[list[str]]) -> None:
    answered = answer(rows)
    found = list(csv.reader(io.StringIO(answered.decode(), newline="")))
    assert [row[0] for row in found[1:]] == [row[0] for row in rows]
    assert {len(row) for row in found} == {len(HEADER)}
    assert answer(rows, quoting=csv.QUOTE_ALL, lineterminator="\n") == answered
