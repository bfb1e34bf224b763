"""What a child must not get, must wait for, or no longer needs: the conditions of the Vietnamese content.

A condition names the vaccines it rules out or postpones, or the diseases it makes immune to. One that concerns
"the same component" is recorded with the vaccine it followed; its code then reads ``code@product``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from mangnon.engines.immunization.cells import Cell, need, provenance_of
from mangnon.engines.immunization.dates import Period
from mangnon.engines.immunization.schedule import Antigen, Contraindication, Hold, Product

Kind = Literal["contraindication", "postponement", "immunity"]
CONDITION: Final = frozenset(
    {
        "code", "label", "kind", "products", "live", "same_component", "antigens", "lasts",
        "valid_from", "valid_to", "source", "verified",
    }
)  # fmt: skip
_KINDS: Final[dict[str, Kind]] = {
    "contraindication": "contraindication",
    "postponement": "postponement",
    "immunity": "immunity",
}
_SCOPES: Final = ("products", "live", "same_component", "antigens")


@dataclass(frozen=True)
class Condition:
    """A condition that may be recorded of a child.

    ``products`` gives the vaccines concerned by the code it is recorded under: its own or, where it concerns the
    same component, that with the vaccine it followed. ``lasts`` is the length of a postponement, None where it
    lasts until somebody ends it.
    """

    code: str
    label: str
    kind: Kind
    products: dict[str, tuple[str, ...]]
    antigens: tuple[str, ...]
    same_component: bool
    lasts: Period | None
    valid_from: int
    valid_to: int | None

    def in_force(self, on: int) -> bool:
        """Tell whether the condition counts on a day (a day number)."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True)
class _Vaccines:
    """What of the products matters here: their codes, which are live, and what each contains."""

    codes: tuple[str, ...]
    live: tuple[str, ...]
    components: dict[str, frozenset[str]]


def _vaccines(cell: Cell) -> _Vaccines:
    live, components = [], {}
    for code, row in cell.fields(frozenset()).items():
        cells = row.fields(frozenset())
        if any(mark in cells and cells[mark].flag() for mark in ("live_injected", "live_oral")):
            live.append(code)
        components[code] = frozenset(one.text() for one in cells.get("components", cells["antigens"]).items())
    return _Vaccines(tuple(components), tuple(live), components)


def read_conditions(cell: Cell | None, products: Cell, antigens: tuple[str, ...]) -> tuple[Condition, ...]:
    """Read the conditions, cell by cell.

    Args:
        cell: the list of conditions; None where the content has none.
        products: the vaccines of the content.
        antigens: the diseases it knows.

    Raises:
        ScheduleContentError: a cell is wrong; the message names it.
    """
    found: list[Condition] = []
    vaccines = _vaccines(products)
    for row in cell.items() if cell is not None else ():
        one = _condition(row, vaccines, antigens)
        if one.code in {other.code for other in found}:
            raise row.error(f"trùng mã «{one.code}» với một dòng trước")
        found.append(one)
    return tuple(found)


def _condition(row: Cell, vaccines: _Vaccines, antigens: tuple[str, ...]) -> Condition:
    cells = row.fields(CONDITION)
    provenance_of(row, cells, None)
    code = need(row, cells, "code").text()
    if not code.isidentifier() or not code.isascii():
        raise cells["code"].error("chỉ dùng chữ không dấu, chữ số và gạch dưới")
    kind = need(row, cells, "kind").text()
    if kind not in _KINDS:
        raise cells["kind"].error(f"chỉ dùng được một trong: {', '.join(_KINDS)}")
    told = [key for key in _SCOPES if key in cells]
    if len(told) != 1 or (kind == "immunity") != (told == ["antigens"]):
        right = "antigens" if kind == "immunity" else "products, live hoặc same_component"
        raise row.error(f"phải ghi đúng một trong: {right}")
    for key in ("live", "same_component"):
        if key in cells and not cells[key].flag():
            raise cells[key].error("chỉ ghi khi là true")
    if "lasts" in cells and kind != "postponement":
        raise cells["lasts"].error("chỉ dùng cho postponement")
    concerned = {code: _listed(cells, "products", vaccines.codes, "products")}
    if "live" in cells:
        concerned = {code: vaccines.live}
    if "same_component" in cells:
        concerned = {
            f"{code}@{given}": tuple(one for one, held in vaccines.components.items() if held & parts)
            for given, parts in vaccines.components.items()
        }
    end = cells.get("valid_to")
    return Condition(
        code=code,
        label=need(row, cells, "label").text(),
        kind=_KINDS[kind],
        products=concerned,
        antigens=_listed(cells, "antigens", antigens, "courses"),
        same_component="same_component" in cells,
        lasts=cells["lasts"].period() if "lasts" in cells else None,
        valid_from=need(row, cells, "valid_from").day(),
        valid_to=None if end is None or end.value is None else end.day(),
    )


def _listed(cells: dict[str, Cell], key: str, known: tuple[str, ...], where: str) -> tuple[str, ...]:
    found = []
    for one in cells[key].items() if key in cells else ():
        if one.text() not in known:
            raise one.error(f"không có trong {where} (chỉ dùng: {', '.join(known)})")
        found.append(one.text())
    return tuple(found)


def _places(condition: Condition, products: tuple[Product, ...]) -> list[tuple[str, tuple[int, ...]]]:
    """Each code a condition is recorded under, with the places of the products it concerns."""
    return [
        (code, tuple(place for place, one in enumerate(products) if one.code in named))
        for code, named in condition.products.items()
    ]


def antigens_under(
    conditions: tuple[Condition, ...], antigens: tuple[str, ...], products: tuple[Product, ...]
) -> tuple[Antigen, ...]:
    """The antigens with what makes immune to them and what rules their products out."""
    bans: list[list[Contraindication]] = [[] for _ in antigens]
    for condition in conditions:
        if condition.kind == "contraindication":
            for code, places in _places(condition, products):
                for place in places:
                    for link in products[place].associations:
                        bans[link.antigen].append(Contraindication(code, place))
    return tuple(
        Antigen(
            name=name,
            immune_codes=tuple(one.code for one in conditions if name in one.antigens),
            contraindications=tuple(dict.fromkeys(bans[place])),
        )
        for place, name in enumerate(antigens)
    )


def holds_of(conditions: tuple[Condition, ...], products: tuple[Product, ...]) -> tuple[Hold, ...]:
    """The postponements among the conditions."""
    return tuple(
        Hold(code, places, condition.lasts)
        for condition in conditions
        if condition.kind == "postponement"
        for code, places in _places(condition, products)
    )
