"""Makes ``samples/``: three legacy-style workbooks of one made-up commune and the truth of every row.

Run from the checkout: ``PYTHONPATH=src python tools/build_samples.py``. The same code makes the same bytes.
"""

from __future__ import annotations

import csv
import dataclasses
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from mangnon.interfaces.exchange.synth.content import SynthContent
from mangnon.interfaces.exchange.synth.inputs import read_inputs
from mangnon.interfaces.exchange.synth.province import generate
from mangnon.interfaces.exchange.synth.workbooks.children_list import write_children_list
from mangnon.interfaces.exchange.synth.workbooks.registers import write_dose_register, write_weighing_book
from mangnon.interfaces.exchange.synth.workbooks.sample import SampleChild, sample_children
from mangnon.interfaces.exchange.synth.workbooks.sheet import RowTruth

ROOT = Path(__file__).resolve().parent.parent
COMMUNE = "05830"  # Xã Đại Từ: the old communes Bình Thuận, Khôi Kỳ, Mỹ Yên and Lục Ba
CHILDREN = 3_600
SEED = 2026
TODAY = date(2026, 11, 20)
_RARE_GROUP = 0.03
_CHILD_COLUMNS = (
    "child_id",
    "full_name",
    "birth_date",
    "birth_precision",
    "sex",
    "ethnic_code",
    "personal_id",
    "hamlet",
    "mother_name",
    "father_name",
    "circumstances",
    "at_risk",
    "same_as",
    "twin_of",
)


def build(folder: Path) -> None:
    """Write the workbooks and their truth into a folder."""
    inputs = read_inputs(today=TODAY, root=ROOT / "content")
    province = generate(
        children=CHILDREN,
        seed=SEED,
        today=TODAY,
        places=inputs.places,
        content=_with_every_group(inputs.content),
        curves=inputs.curves,
        communes=[COMMUNE],
    )
    tables = province.tables()
    chunk = next(province.chunks())
    children = sample_children(chunk=chunk, hamlets=tables["hamlets"])
    hamlets = tuple(tables["hamlets"]["name"].to_pylist())
    truth = []
    for name, write in (
        ("danh-sach-tre-em.xlsx", write_children_list),
        ("so-tiem-chung.xlsx", write_dose_register),
        ("so-can-do.xlsx", write_weighing_book),
    ):
        truth += write(path=folder / name, children=children, hamlets=hamlets, seed=SEED, today=TODAY)
    _write_children(folder / "truth-children.csv", children, hamlets)
    _write_rows(folder / "truth-rows.csv", truth)


def _with_every_group(content: SynthContent) -> SynthContent:
    """The content with the rare groups raised, so that one commune shows most of the fourteen."""
    groups = tuple(dataclasses.replace(group, share=max(group.share, _RARE_GROUP)) for group in content.circumstances)
    return dataclasses.replace(content, circumstances=groups)


def _write_children(path: Path, children: Sequence[SampleChild], hamlets: Sequence[str]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(_CHILD_COLUMNS)
        for child in children:
            mother, father = child.parent("mother"), child.parent("father")
            out.writerow(
                [
                    child.key,
                    child.full_name,
                    child.birth_date,
                    child.birth_precision,
                    child.sex,
                    child.ethnic_code,
                    child.personal_id,
                    hamlets[child.hamlet],
                    mother.full_name if mother else "",
                    father.full_name if father else "",
                    ";".join(child.circumstances),
                    "y" if child.risks else "n",
                    child.same_as,
                    child.twin_of,
                ]
            )


def _write_rows(path: Path, truth: Sequence[RowTruth]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["file", "sheet", "row", "child_id", "facts", "oddities"])
        for row in truth:
            out.writerow([row.file, row.sheet, row.row, row.child_key, row.facts or "", ";".join(row.oddities)])


if __name__ == "__main__":
    build(ROOT / "samples")
