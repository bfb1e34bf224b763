"""One word for one thing: the glossary, the code and the screens agree."""

from __future__ import annotations

import csv
import enum
import importlib
import re
import unicodedata
from collections.abc import Iterator
from functools import cache

import yaml
from django.apps import apps
from django.db.models import Choices, Model
from pghistory.models import Event
from tests.architecture.tree import ROOT, module_name, named, sources, tracked

COLUMNS = ["code", "english", "vietnamese", "not_this", "definition", "legal_basis"]


@cache
def _glossary() -> dict[str, dict[str, str]]:
    with (ROOT / "docs" / "glossary.csv").open(encoding="utf-8", newline="") as handle:
        reader = csv.DictReader(handle)
        assert reader.fieldnames == COLUMNS
        rows = list(reader)
    codes = [row["code"] for row in rows]
    assert len(codes) == len(set(codes)), sorted(code for code in set(codes) if codes.count(code) > 1)
    return {row["code"]: row for row in rows}


def _models() -> Iterator[type[Model]]:
    for model in apps.get_models():
        # Rows that history keeps are copies of a model's row, not words of their own.
        if model.__module__.startswith("mangnon.") and not issubclass(model, Event):
            yield model


def _enums() -> Iterator[tuple[str, type[enum.Enum]]]:
    for path in sources():
        if "Enum" not in (text := path.read_text(encoding="utf-8")) and "Choices" not in text:
            continue
        module = importlib.import_module(module_name(path))
        for kind in vars(module).values():
            if isinstance(kind, type) and issubclass(kind, enum.Enum) and kind.__module__ == module.__name__:
                room = module.__name__.split(".")[2]
                yield f"{room}.{kind.__name__}", kind


def test_glossary_when_read_then_whole_and_composed() -> None:
    """Every row has a code and both languages, with composed tone marks and no stray space."""
    wrong = []
    for code, row in _glossary().items():
        wrong.extend(f"{code}: no {name}" for name in ("code", "english", "vietnamese") if not row[name])
        for name, cell in row.items():
            if unicodedata.normalize("NFC", cell) != cell or cell != " ".join(cell.split()):
                wrong.append(f"{code}: {name} is not composed or has stray spaces")
    assert not wrong, "\n".join(wrong)


def test_models_when_compared_then_each_has_its_word() -> None:
    """A model has a row; where it names itself, it uses the row's Vietnamese."""
    wrong = []
    for model in _models():
        label = model._meta.label
        row = _glossary().get(label)
        if row is None:
            wrong.append(f"{label}: no row in docs/glossary.csv")
        elif "verbose_name" in model._meta.original_attrs and not _same(str(model._meta.verbose_name), row):
            wrong.append(f"{label}: {model._meta.verbose_name!s} in code, {row['vietnamese']} in the glossary")
    assert not wrong, "\n".join(wrong)


def test_enums_when_compared_then_each_value_has_its_word() -> None:
    """An enum's value has a row; where it has a label, the label is the row's Vietnamese."""
    wrong = []
    for name, kind in _enums():
        for each in kind:
            code = f"{name}.{each.value}"
            row = _glossary().get(code)
            if row is None:
                wrong.append(f"{code}: no row in docs/glossary.csv")
            elif isinstance(each, Choices) and not _same(str(each.label), row):  # type: ignore[attr-defined]
                wrong.append(f"{code}: {each.label} in code, {row['vietnamese']} in the glossary")  # type: ignore[attr-defined]
    assert not wrong, "\n".join(wrong)


def test_rights_when_named_then_in_the_glossary_words() -> None:
    """Roles, classes of records and actions are called on pages as in the glossary."""
    from mangnon.core.scope.rights import ACTION_NAMES, CLASS_NAMES, ROLE_NAMES

    told = {
        **{f"scope.Role.{role.value}": name for role, name in ROLE_NAMES.items()},
        **{f"scope.RecordClass.{kind.value}": name for kind, name in CLASS_NAMES.items()},
        **{f"scope.Action.{action.value}": name for action, name in ACTION_NAMES.items()},
    }
    wrong = [
        f"{code}: {name} / {_glossary()[code]['vietnamese']}"
        for code, name in told.items()
        if not _same(name, _glossary()[code])
    ]
    assert not wrong, "\n".join(wrong)


def test_content_when_it_names_groups_risks_and_vaccines_then_in_the_glossary() -> None:
    """Codes that content gives to children have a row; a vaccine's label is the row's Vietnamese."""
    circumstances = yaml.safe_load((ROOT / "content/exchange/circumstances.yaml").read_text(encoding="utf-8"))
    products = yaml.safe_load((ROOT / "content/immunization/vietnam.yaml").read_text(encoding="utf-8"))["products"]
    codes = {f"group.{each['code']}" for each in circumstances["groups"]}
    codes |= {f"risk.{each['code']}" for each in circumstances["risks"]}
    assert not (codes | products.keys()) - _glossary().keys()
    wrong = [
        f"{code}: {product['label']} / {_glossary()[code]['vietnamese']}"
        for code, product in products.items()
        if not _same(product["label"], _glossary()[code])
    ]
    assert not wrong, "\n".join(wrong)


def test_rows_when_they_name_code_then_the_code_exists() -> None:
    """A row of a model or value that is gone goes too."""
    known = {model._meta.label for model in _models()} | {f"{n}.{each.value}" for n, k in _enums() for each in k}
    rooms = {name.split(".")[0] for name in known}
    stale = [
        code
        for code in _glossary()
        if code.split(".")[0] in rooms and code not in known and not code.startswith("exchange.Verdict.")
    ]
    assert not stale, f"no longer in the code: {stale}"


def test_templates_when_they_speak_then_without_synonyms() -> None:
    """What people read uses the glossary's word, not another for the same thing."""
    forbidden = [
        (word.strip(), row["vietnamese"])
        for row in _glossary().values()
        for word in row["not_this"].split(";")
        if word.strip()
    ]
    wrong = []
    for path in tracked():
        if path.suffix not in {".html", ".txt"} or "templates" not in path.parts:
            continue
        seen = _visible(path.read_text(encoding="utf-8"))
        for word, instead in forbidden:
            if re.search(rf"(?<![\w.-]){re.escape(word)}(?![\w.-])", seen, flags=re.IGNORECASE):
                wrong.append(f"{named(path)}: «{word}», say «{instead}»")
    assert not wrong, "\n".join(wrong)


def _visible(template: str) -> str:
    """Return what a reader sees of a template: text, labels and titles, no code and no tags."""
    text = re.sub(r"\{%\s*comment.*?endcomment\s*%\}|\{#.*?#\}|<!--.*?-->", " ", template, flags=re.DOTALL)
    text = re.sub(r"<(script|style)\b.*?</\1>", " ", text, flags=re.DOTALL)
    text = re.sub(r"\{%.*?%\}|\{\{.*?\}\}", " ", text, flags=re.DOTALL)
    shown = re.findall(r"""(?:\b(?:title|alt|label|placeholder|aria-label|hint|text)="([^"]*)")""", text)
    return " ".join([re.sub(r"<[^>]*>", " ", text), *shown])


def _same(said: str, row: dict[str, str]) -> bool:
    return said.casefold() == row["vietnamese"].casefold()
