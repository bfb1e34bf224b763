"""Write ``contracts/vectors/questionnaires/edges``: made-up expressions and whole questionnaires.

    python tools/export_questionnaire_edge_vectors.py

They go beyond what a checked questionnaire can hold: the server's evaluation is total, and so must the phone's be.
A change of the files is a change of the contract: read the difference before committing it.
"""

from __future__ import annotations

import json
import math
import random
import sys
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))

from mangnon.engines.questionnaires.definition import (  # noqa: E402
    ANSWERED_TYPES,
    GIVEN_NAMES,
    ITEM_TYPES,
    Action,
    Band,
    Choice,
    Item,
    Questionnaire,
    Score,
    Words,
)
from mangnon.engines.questionnaires.evaluate import evaluate  # noqa: E402
from mangnon.engines.questionnaires.expression import (  # noqa: E402
    FUNCTIONS,
    Call,
    Literal,
    Node,
    Ref,
    Self,
    Value,
)
from mangnon.engines.questionnaires.json_form import node_tree, outcome_tree, tree_of  # noqa: E402
from mangnon.engines.questionnaires.values import Known, value_of  # noqa: E402

FOLDER = Path("contracts/vectors/questionnaires/edges")
SEED = 2027
EXPRESSIONS = 3000
QUESTIONNAIRES, FILLINGS = 400, 5
OPERATORS = ("or", "and", "=", "!=", "<", "<=", ">", ">=", "+", "-", "*", "div", "mod")
NAMES = ("a", "b", "c", "d", "unknown")
TEXTS = (
    "", " ", "co", "khong", "co khong", "3", "-2.5", " 7 ", "7.", ".5", "1e3", "0x10", "+4", "thấp còi", "a\u00a0b",
    "👶🏽", "2026-11-24", "0", "Infinity", "\t1\n",
)  # fmt: skip
NUMBERS = (0.0, -0.0, 1.0, -1.0, 2.5, 0.1, 0.2, 3.0, 1e9, -7.25, 30.4375, 1e-9)


def value(chance: random.Random) -> Value:
    """Any value an answer or a literal can have."""
    return chance.choice((chance.choice(NUMBERS), chance.choice(TEXTS), chance.choice(TEXTS), chance.random() < 0.5))


def node(chance: random.Random, depth: int) -> Node:
    """Any tree, also one that no author could get past the check of types."""
    kind = chance.random()
    if depth == 0 or kind < 0.25:
        return chance.choice((Literal(value(chance)), Ref(chance.choice(NAMES)), Ref(chance.choice(NAMES)), Self()))
    if kind < 0.65:
        return Call(chance.choice(OPERATORS), (node(chance, depth - 1), node(chance, depth - 1)))
    if kind < 0.7:
        return Call("neg", (node(chance, depth - 1),))
    name = chance.choice(sorted(FUNCTIONS))
    fewest, most = FUNCTIONS[name]
    count = chance.randint(fewest, min(most, fewest + 3))
    return Call(name, tuple(node(chance, depth - 1) for _ in range(count)))


def told(found: Value) -> object:
    """A value in JSON, which has no word for some numbers: those are told as a list of one."""
    if isinstance(found, float) and not math.isfinite(found):
        return ["NaN" if found != found else "Infinity" if found > 0 else "-Infinity"]
    return found + 0.0 if isinstance(found, float) else found


def expressions() -> dict[str, object]:
    """Made-up trees over made-up values, and what they yield."""
    chance = random.Random(SEED)
    cases = []
    for _ in range(EXPRESSIONS):
        values = {name: value(chance) for name in NAMES[:-1] if chance.random() < 0.85}
        points = {name: {"co": 2.0, "khong": 0.5, "3": -1.0} for name in NAMES[:2]}
        tree, own = node(chance, chance.randint(1, 5)), value(chance)
        cases.append([node_tree(tree), values, points, own, told(value_of(tree, Known(values, points), own))])
    return {"input": ["expression", "values", "points", "own"], "output": ["value"], "cases": cases}


CHOICES = (
    Choice("co", Words("Có"), 2.0),
    Choice("khong", Words("Không"), 0.0),
    Choice("3", Words("Ba")),
    Choice("7", Words("Bảy"), 0.1),
)
ANSWERS = (
    None, "", "  ", [], "co", " khong ", "co khong", "khong co  co", "3", 3, 3.0, 3.5, "x", ["co"], ["co", "khong"],
    ["co", 3], [None], True, False, 0, -0.0, 12, "12", "+12", "-0", "007", "3,5", "3.5", "3,", "1.000,5", "1000000001",
    1e9, 1e10, -5, "2026-11-24", "24/11/2026", "1/2/2024", "29/02/2023", "2024-02-29", "2026-13-01", "0000-01-01",
    "2026-1-1", "trẻ ăn kém", "\t7\n", {"a": 1}, [["co"]],
)  # fmt: skip
LONG = ("x" * 2000, "x" * 2001, "👶" * 2000, "👶" * 2001)


def questionnaire(chance: random.Random, number: int) -> Questionnaire:
    """Any questionnaire whose expressions look back only: groups within groups, calculations, scores of scores."""
    items: list[Item] = []
    names: list[str] = []

    def tree() -> Node | None:
        return _renamed(node(chance, chance.randint(1, 3)), names, chance) if chance.random() < 0.45 else None

    for place in range(chance.randint(2, 12)):
        kind = chance.choice((*ITEM_TYPES, "select_one", "select_multiple", "integer", "decimal"))
        name = chance.choice(GIVEN_NAMES) if kind == "given" else f"i{place}"
        if name in names:
            continue
        groups = [item.name for item in items if item.type == "group"]
        items.append(
            Item(
                name=name,
                type=kind,
                label=Words(name),
                group=chance.choice(groups) if groups and chance.random() < 0.4 else "",
                list="l" if kind.startswith("select") else "",
                relevant=tree(),
                required=tree() if chance.random() < 0.6 else Literal(True),
                constraint=tree(),
                calculation=(tree() or Literal(1.0)) if kind == "calculate" else None,
            )
        )
        names.append(name)
    asked = [item.name for item in items if item.type in ANSWERED_TYPES]
    scores = []
    for place in range(chance.randint(0, 3)):
        expression = _renamed(node(chance, 3), names, chance)
        needs = tuple(name for name in asked if chance.random() < 0.3)
        bands = tuple(Band(f"b{start}", float(start), Words("")) for start in sorted(chance.sample(range(-3, 6), 3)))
        scores.append(Score(f"s{place}", Words(""), expression, needs, bands if chance.random() < 0.8 else ()))
        names.append(f"s{place}")
    actions = tuple(
        Action(f"a{place}", "advise", "low", _renamed(node(chance, 3), names, chance), Words(""))
        for place in range(chance.randint(0, 3))
    )
    return Questionnaire(
        code=f"made_up_{number}", version="1", title=Words(""), valid_from=date(2026, 1, 1), valid_to=None,
        source="own", verified=False, licence="own", restricted=False, age_from_months=0, age_to_months=216,
        record_class="health", screening_kind="", answered_by=("carer",), lead=Words(""), items=tuple(items),
        lists={"l": CHOICES}, scores=tuple(scores), actions=actions, order=tuple(item.name for item in items),
    )  # fmt: skip


def _renamed(tree: Node, names: list[str], chance: random.Random) -> Node:
    """Let a made-up tree speak of the questionnaire's own names."""
    if isinstance(tree, Ref):
        return Ref(chance.choice(names)) if names else Literal(1.0)
    if isinstance(tree, Call):
        return Call(tree.name, tuple(_renamed(arg, names, chance) for arg in tree.args))
    return tree


def filled_in(chance: random.Random, asked: Questionnaire) -> dict[str, object]:
    """Any answers: mostly of the right kind, some to what was not asked."""
    answers: dict[str, object] = {}
    for item in asked.items:
        if chance.random() < 0.8:
            answers[item.name] = chance.choice(ANSWERS)
        if item.type == "text" and chance.random() < 0.03:
            answers[item.name] = chance.choice(LONG)
        if item.type.startswith("select") and chance.random() < 0.6:
            answers[item.name] = chance.choice(("co", "khong", "3", "7", "co 7"))
        if item.type in {"integer", "decimal"} and chance.random() < 0.6:
            answers[item.name] = chance.choice((0, 1, 2, "3", 7))
    for name in ("lạ", "zz", "👶", "\uffee"):
        if chance.random() < 0.05:
            answers[name] = chance.choice(ANSWERS)
    return answers


def questionnaires() -> dict[str, object]:
    """Made-up questionnaires, several fillings of each, and what the server says."""
    chance = random.Random(SEED + 1)
    cases = []
    for number in range(QUESTIONNAIRES):
        asked = questionnaire(chance, number)
        fillings = []
        for _ in range(FILLINGS):
            answers, age_days = filled_in(chance, asked), chance.choice((None, -1, 0, 30, 31, 365, 2000))
            outcome = evaluate(questionnaire=asked, answers=answers, age_days=age_days)
            fillings.append([answers, age_days, outcome_tree(outcome)])
        cases.append([tree_of(asked), fillings])
    return {"input": ["questionnaire", "answers", "age_days"], "output": ["outcome"], "cases": cases}


def written(content: dict[str, object]) -> bytes:
    """Write one vector file, a case a line."""
    cases = content.pop("cases")
    head = json.dumps(content, ensure_ascii=False)[:-1]
    lines = ",\n".join(json.dumps(case, ensure_ascii=False, separators=(",", ":")) for case in cases)  # type: ignore[attr-defined]
    return f'{head}, "cases": [\n{lines}\n]}}\n'.encode()


def files() -> dict[Path, bytes]:
    """Make every file of made-up vectors, by its path in the checkout."""
    return {
        FOLDER / "expressions.json": written(expressions()),
        FOLDER / "questionnaires.json": written(questionnaires()),
    }


if __name__ == "__main__":
    for path, content in files().items():
        (ROOT / path).parent.mkdir(parents=True, exist_ok=True)
        (ROOT / path).write_bytes(content)
        print(f"{path}: {len(content.splitlines()) - 2} cases, {len(content) / 1024:.0f} kB")
