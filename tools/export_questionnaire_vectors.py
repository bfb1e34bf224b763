"""Write ``contracts/vectors/questionnaires``: thousands of cases that the server and the phone must judge alike.

    python tools/export_questionnaire_vectors.py

A change of these files is a change of the contract: read the difference before committing it.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))

from mangnon.core.content.questionnaires import shipped_questionnaires  # noqa: E402
from mangnon.engines.questionnaires.compile import compile_sheets  # noqa: E402
from mangnon.engines.questionnaires.definition import ANSWERED_TYPES, Item, Questionnaire  # noqa: E402
from mangnon.engines.questionnaires.evaluate import evaluate  # noqa: E402
from mangnon.engines.questionnaires.json_form import outcome_tree, tree_of  # noqa: E402
from mangnon.engines.questionnaires.sheets import Row, Sheets  # noqa: E402

FOLDER = ROOT / "contracts" / "vectors" / "questionnaires"
SEED = 2254
CASES, SHIPPED_CASES = 700, 300
AGES = [None, -1, 0, 1, 30, 31, 182, 365, 487, 730, 1095, 2191, 3652, 5843]
ODD: list[Any] = [
    None, "", "  ", [], True, False, 0, 1, -1, 3.0, 3.5, 1e9, 1000000001, 1e300, "0", "-0", "+7", " 12 ", "12\n", "1,5",
    "1.5", "1.234,5", "1 000", "1e3", "０", "٣", ".5", "5.", "NaN", "co", "CO", "co khong", "khong  co", ["co"],
    ["co", "khong"], ["co", "co"], ["la"], [1], ["1", "2"], {"co": True}, "2026-02-28", "2026-02-30", "29/02/2024",
    "29/02/2023", "1/6/2026", "2026-1-6", "0000-01-01", "Mẹ kể cháu hay khóc đêm", "a" * 2000, "a" * 2001, "\ufeffx",
    "e\u0301", "😀😀",
]  # fmt: skip
_SETTINGS = {
    "version": "1", "valid_from": "2026-01-01", "source": "own", "record_class": "health", "age_from_months": "0",
    "age_to_months": "192",
}  # fmt: skip
_YES_NO = ["yn co Có 1", "yn khong Không 0"]
_TENS = ["ten 1 Một 1", "ten 2 Hai 2,5", "ten 10 Mười 10"]

# type | name | relevant | required | constraint | calculation
EVERYTHING = """
hidden | age_days | | | |
hidden | age_months | | | |
select_one yn | first | | yes | |
select_one ten | level | ${first} = 'co' | ${age_months} < 24 | . != '10' or ${weight} > 3 |
select_multiple yn | both | | | count-selected(.) < 2 |
integer | count | | yes | . >= 0 and . <= 20 |
decimal | weight | not(${first} = 'khong') | | . > 0.5 and . < 120 |
date | seen | | | |
text | story | string-length(${note_text}) = 0 | | string-length(.) <= 10 |
text | note_text | | | |
begin group | inner | ${count} > 2 or selected(${both}, 'co') | | |
note | told | | | |
select_one yn | inside | | yes | |
begin group | deeper | ${inside} = 'co' | | |
integer | deep | | true() | . mod 2 = 0 |
end group | | | | |
end group | | | | |
calculate | twice | ${count} != '' | | | ${count} * 2 - -1
calculate | ratio | | | | ${weight} div ${count}
calculate | rest | | | | ${weight} mod ${count}
calculate | known | | | | coalesce(${story}, ${note_text}, 'chưa rõ')
calculate | flag | | | | ${first} = 'co' and (${deep} = '' or ${deep} >= 4)
calculate | as_number | | | | number(${note_text}) + number(${flag})
calculate | older | | | | if(${age_days} >= 730, 'lớn', if(${age_days} >= 0, 'nhỏ', 'chưa rõ'))
calculate | level_twice | | | | ${level} * 2
calculate | dated | | | | if(${seen} = '', 0, 1) + if(${seen} != '2026-02-28', 0, 10)
calculate | mixed | | | | sum(${twice}, ${count}, ${weight}, ${level}) > 20
"""
EVERYTHING_SCORES = [
    {
        "name": "total",
        "expression": "sum(points(${first}), points(${level}), points(${both}), if(${count} > 5, 3, 0), ${deep})",
    },
    {"name": "half", "expression": "${total} div 2 + points(${inside})"},
]
EVERYTHING_BANDS = [
    {"score": "total", "code": "low", "from": "0"},
    {"score": "total", "code": "middle", "from": "3"},
    {"score": "total", "code": "high", "from": "7,5"},
    {"score": "half", "code": "some", "from": "1"},
]
EVERYTHING_ACTIONS = [
    {"code": "stay", "action": "safety", "severity": "danger", "when": "selected(${both}, 'co') or ${deep} > 10"},
    {"code": "see", "action": "refer", "severity": "high", "when": "${total} >= 7.5 or ${half} > 4"},
    {"code": "again", "action": "repeat", "severity": "medium", "when": "${total} >= 3 and not(${total} >= 7.5)"},
    {"code": "weigh", "action": "advise", "severity": "low", "when": "${weight} = '' and ${mixed} != true()"},
    {"code": "grow", "action": "advise", "severity": "low", "when": "${flag} and ${twice} <= 9"},
]

# A later item decides an earlier one, and closing one branch closes what hangs on it.
CHAIN = """
integer | late | ${opens} = 'co' | yes | |
select_one yn | a | | yes | |
select_one yn | b | ${a} = 'co' | yes | |
select_one yn | c | ${b} = 'co' | yes | |
select_one yn | d | ${c} = 'co' and ${late} > 3 | yes | |
select_one yn | opens | | | |
calculate | all_true | | | | ${a} = 'co' and ${b} = 'co' and ${c} = 'co' and ${d} = 'co'
"""
CHAIN_SCORES = [{"name": "depth", "expression": "points(${a}) + points(${b}) + points(${c}) + points(${d})"}]
CHAIN_ACTIONS = [{"code": "deep", "action": "refer", "severity": "high", "when": "${all_true} or ${depth} = 3"}]


def main() -> None:
    """Write every file of vectors."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    made = {
        "everything": _made("everything", EVERYTHING, EVERYTHING_SCORES, EVERYTHING_BANDS, EVERYTHING_ACTIONS),
        "chain": _made("chain", CHAIN, CHAIN_SCORES, [], CHAIN_ACTIONS),
    }
    for name, questionnaire in {**made, **_shipped()}.items():
        _write(FOLDER / f"{name}.json", questionnaire, random.Random(f"{SEED}{name}"))


def _shipped() -> dict[str, Questionnaire]:
    """Return some that are worth holding the phone to: red flags, a reversed score with a second step, a danger."""
    return {each.code: each for each in shipped_questionnaires() if each.code in {"dev-24", "mchat-r", "wellbeing-10"}}


def _made(code: str, survey: str, scores: list[Any], bands: list[Any], actions: list[Any]) -> Questionnaire:
    columns = ("type", "name", "relevant", "required", "constraint", "calculation")
    rows = [[cell.strip() for cell in line.split("|")] for line in survey.strip().splitlines()]
    choices = [line.split(" ") for line in _YES_NO + _TENS]
    return compile_sheets(
        Sheets(
            survey=_rows("survey", [dict(zip(columns, row, strict=True)) for row in rows]),
            choices=_rows(
                "choices", [{"list_name": c[0], "name": c[1], "label::vi": c[2], "points": c[3]} for c in choices]
            ),
            settings=_rows("settings", [{**_SETTINGS, "form_id": code, "form_title": code}]),
            scores=_rows("scores", scores),
            bands=_rows("bands", bands),
            actions=_rows("actions", [{**action, "words::vi": action["code"]} for action in actions]),
        )
    )


def _rows(sheet: str, cells: list[dict[str, str]]) -> tuple[Row, ...]:
    return tuple(Row(sheet, at, each) for at, each in enumerate(cells, start=2))


def _write(file: Path, questionnaire: Questionnaire, draw: random.Random) -> None:
    cases = []
    for answers, age_days in _cases(questionnaire, draw):
        outcome = evaluate(questionnaire=questionnaire, answers=answers, age_days=age_days)
        cases.append({"answers": answers, "age_days": age_days, "outcome": outcome_tree(outcome)})
    lines = ",\n".join(json.dumps(case, ensure_ascii=False, sort_keys=True) for case in cases)
    definition = json.dumps(tree_of(questionnaire), ensure_ascii=False, sort_keys=True)
    file.write_text(f'{{"definition": {definition},\n"cases": [\n{lines}\n]}}\n', encoding="utf-8")
    print(f"{file.relative_to(ROOT)}: {len(cases)}")


def _cases(questionnaire: Questionnaire, draw: random.Random) -> Iterator[tuple[dict[str, Any], int | None]]:
    items = [item for item in questionnaire.items if item.type in ANSWERED_TYPES]
    yield {}, None
    yield {"unknown": 1, items[0].name: None, "other": ""}, 400
    for item in items[:1] if len(items) > 20 else items:
        for odd in ODD if questionnaire.code in {"everything", "chain"} else ODD[:30]:
            yield {item.name: odd}, 700
    for at in range(CASES if questionnaire.code in {"everything", "chain"} else SHIPPED_CASES):
        odds = (0.0, 0.03, 0.15)[at % 3]
        answered = draw.choice((0.3, 0.8, 1.0))
        answers = {item.name: _answer(item, questionnaire, draw, odds) for item in items if draw.random() < answered}
        yield answers, draw.choice(AGES)


def _answer(item: Item, questionnaire: Questionnaire, draw: random.Random, odds: float) -> Any:
    if draw.random() < odds:
        return draw.choice([odd for odd in ODD if len(str(odd)) < 100])
    names = [choice.name for choice in questionnaire.choices(item)]
    if item.type == "select_one":
        return draw.choice(names)
    if item.type == "select_multiple":
        return draw.sample(names, draw.randint(0, len(names)))
    if item.type == "integer":
        return draw.choice((draw.randint(-2, 25), str(draw.randint(0, 12))))
    if item.type == "decimal":
        return draw.choice((draw.randint(0, 1300) / 10, f"{draw.randint(0, 30)},{draw.randint(0, 99)}"))
    if item.type == "date":
        return f"2026-{draw.randint(1, 12):02}-{draw.randint(1, 28):02}"
    return draw.choice(("", "có", "12", "-3.5", "khá dài để quá mười chữ"))


if __name__ == "__main__":
    main()
