"""In which order items are worked out, so that each finds what it looks up."""

from __future__ import annotations

from collections.abc import Mapping

from mangnon.engines.questionnaires.definition import Item
from mangnon.engines.questionnaires.expression import Node, refs
from mangnon.engines.questionnaires.sheets import Row


def working_order(items: tuple[Item, ...], rows: Mapping[str, Row]) -> tuple[str, ...]:
    """Return names so that each comes after its group and after what its relevance and calculation look up.

    Args:
        items: in the order of the sheet, which is kept where nothing speaks against it.
        rows: of items, for the error.

    Raises:
        CellError: two items wait for one another.
    """
    left = {item.name: _before(item) for item in items}
    done: list[str] = []
    while left:
        ready = next((name for name, before in left.items() if not before & left.keys()), None)
        if ready is None:
            name = next(iter(left))
            others = ", ".join(sorted(left[name] & left.keys()))
            raise rows[name].error(f"«{name}» và «{others}» chờ lẫn nhau", "relevant")
        done.append(ready)
        del left[ready]
    return tuple(done)


def _before(item: Item) -> set[str]:
    nodes: tuple[Node | None, ...] = (item.relevant, item.calculation)
    found = {name for node in nodes if node is not None for name in refs(node)}
    return found | {item.group} if item.group else found
