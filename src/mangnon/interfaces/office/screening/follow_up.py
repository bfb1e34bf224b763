"""Theo dõi sàng lọc: every path that stands open, counted and then child by child; who may only count sees counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from mangnon.core.audit.services import record
from mangnon.core.content.screening import screening_tests
from mangnon.core.places.queries import names_of
from mangnon.core.scope.rights import Action, RecordClass
from mangnon.core.scope.scope import Scope
from mangnon.core.web.parts import Option, Pages, Tile, Tone, page_links
from mangnon.core.web.words import age_words, delay_words, window_words
from mangnon.domain.children.queries import first_carers, list_seen
from mangnon.domain.screening.queries import screenings_by_key
from mangnon.domain.worklist.queries import CodeCount, DueRow, count_codes, list_dues_of_kind
from mangnon.interfaces.office.asked import read_key
from mangnon.interfaces.office.due_lines import NAMELESS, NO_CARER
from mangnon.interfaces.office.due_words import due_words
from mangnon.interfaces.office.ground import Ground, place_options, read_ground
from mangnon.interfaces.office.screening.words import KIND_WORDS, STATE_WORDS, detail_words
from mangnon.vocab.screening import NEED_TO_KNOW
from mangnon.vocab.text import search_key

ROWS_A_PAGE = 30
# The columns of the counts, each with its steps: what is counted stands in exactly one of them.
GROUPS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "cho": ("Chờ kết quả", ("ordered", "sampled", "sent", "recheck")),
    "nghi-ngo": ("Chờ khám", ("positive", "referred", "seen")),
    "benh": ("Có bệnh", ("confirmed", "in_treatment")),
    "tu-choi": ("Từ chối", ("refused",)),
    "mat-dau": ("Mất dấu", ("lost",)),
}


# What cannot wait stands first.
_TURNS = {
    kind: at
    for at, kind in enumerate(
        ("heel_prick", "heart", "hearing", "mental_health", "autism", "development", "genetic", "vision", "checkup",
         "dental")
    )
}  # fmt: skip


@dataclass(frozen=True)
class Wanted:
    """What the list is narrowed to, as the address says it."""

    commune: str = ""
    hamlet: UUID | None = None
    kind: str = ""
    group: str = ""
    late: bool = False
    page: int = 1

    def query(self, **changed: object) -> str:
        """Return the query of the same list with some of it changed."""
        new = replace(self, **{"page": 1, **changed})  # type: ignore[arg-type]
        words = {
            "xa": new.commune,
            "xom": new.hamlet or "",
            "loai": new.kind,
            "buoc": new.group,
            "khi": "tre" if new.late else "",
            "trang": new.page if new.page > 1 else "",
        }
        return f"?{urlencode({key: str(value) for key, value in words.items() if value})}"

    def codes(self, kinds: Iterable[str]) -> list[str]:
        """Return the codes of the dues that are asked for."""
        states = [state for name, (_, held) in GROUPS.items() if self.group in ("", name) for state in held]
        return [f"{kind}:{state}" for kind in kinds if self.kind in ("", kind) for state in states]


@dataclass(frozen=True)
class Cell:
    """One count, and the list behind it."""

    count: int
    url: str = ""
    current: bool = False


@dataclass(frozen=True)
class CountRow:
    """The counts of one test or one commune."""

    title: str
    cells: tuple[Cell, ...]
    late: Cell


@dataclass(frozen=True)
class OpenPath:
    """One child whose path stands open."""

    name: str
    url: str
    age: str
    carer: str
    place: str
    synthetic: bool
    test: str
    stands: str
    since: str
    detail: str
    next_step: str
    window: str
    delay: str
    tone: Tone


@require_GET
def follow_up(request: HttpRequest) -> HttpResponse:
    """``/sang-loc/``: counts of open paths, and the children behind them where the reader may see them."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    if not scope.may(Action.COUNT, RecordClass.HEALTH):
        raise Http404
    wanted = _read(request.GET)
    names_children = scope.may(Action.SEE, RecordClass.HEALTH)
    ground = read_ground(
        scope=scope, commune_code=wanted.commune, record_class=RecordClass.HEALTH,
        action=Action.SEE if names_children else Action.COUNT,
    )  # fmt: skip
    wide = ground.everywhere and ground.commune is None
    kinds = _kinds(scope)
    every = replace(wanted, group="", kind="").codes(kinds)
    counted = count_codes(scope=scope, kind="screening", names=every, hamlet_id=wanted.hamlet)
    here = [each for each in counted if ground.commune is None or each.commune_id == ground.commune.id]
    context = {
        "wanted": wanted,
        "ground": ground,
        "wide": wide,
        "groups": [words for words, _ in GROUPS.values()],
        "tests": _by_test(here, kinds, wanted, names_children or wide),
        "communes": _by_commune(
            [each for each in counted if _of_test(each.code, wanted.kind)], wanted, scope, names_children
        )
        if wide
        else (),
        "tiles": _tiles([each for each in here if _of_test(each.code, wanted.kind)], wanted),
        "place": ground.commune.full if ground.commune else "",
        "kinds": _options(((kind, KIND_WORDS[kind]) for kind in kinds), wanted.kind, "Tất cả"),
        "steps": _options(((name, words) for name, (words, _) in GROUPS.items()), wanted.group, "Tất cả"),
        "whens": _options((("tre", "Trễ"),), "tre" if wanted.late else "", "Tất cả"),
        "hamlets": place_options(ground.hamlets, chosen=wanted.hamlet, every="Tất cả"),
        "clear": request.path + Wanted(commune=wanted.commune).query(),
    }
    if names_children and not wide:
        context |= _children(request, scope, wanted, ground, kinds)
    return render(request, "office/screening/follow_up.html", context)


def _read(query: QueryDict) -> Wanted:
    commune, page = query.get("xa", ""), query.get("trang", "")
    return Wanted(
        commune=commune if commune.isdigit() and len(commune) == 5 else "",
        hamlet=read_key(query.get("xom", "")),
        kind=query.get("loai", "") if query.get("loai") in KIND_WORDS else "",
        group=query.get("buoc", "") if query.get("buoc") in GROUPS else "",
        late=query.get("khi") == "tre",
        page=int(page) if page.isdigit() and 0 < int(page) < 10_000 else 1,
    )


def _kinds(scope: Scope) -> list[str]:
    """Return the tests that the reader may count; of the mind only for who keeps sensitive records."""
    sensitive = scope.may(Action.COUNT, RecordClass.SENSITIVE)
    return [kind for kind in KIND_WORDS if sensitive or kind not in NEED_TO_KNOW]


def _by_test(counted: Sequence[CodeCount], kinds: Iterable[str], wanted: Wanted, links: bool) -> tuple[CountRow, ...]:
    rows = []
    for kind in kinds:
        mine = [each for each in counted if each.code.partition(":")[0] == kind]
        if mine:
            rows.append(_row(KIND_WORDS[kind], mine, replace(wanted, kind=kind), links, wanted))
    return tuple(rows)


def _by_commune(counted: Sequence[CodeCount], wanted: Wanted, scope: Scope, links: bool) -> tuple[CountRow, ...]:
    places = names_of({each.commune_id for each in counted if each.commune_id}, on=scope.on)
    by_place: dict[UUID, list[CodeCount]] = {}
    for each in counted:
        if each.commune_id in places:
            by_place.setdefault(each.commune_id, []).append(each)
    rows = []
    for key in sorted(by_place, key=lambda key: search_key(places[key].name)):
        of_row = replace(wanted, commune=places[key].code)
        rows.append(_row(places[key].full, by_place[key], of_row, links, wanted))
    return tuple(rows)


def _of_test(code: str, kind: str) -> bool:
    return kind in ("", code.partition(":")[0])


def _row(title: str, mine: Sequence[CodeCount], of_row: Wanted, links: bool, wanted: Wanted) -> CountRow:
    here = reverse("office:screening_follow_up")
    cells = []
    for name, (_, states) in GROUPS.items():
        count = sum(each.children for each in mine if each.code.partition(":")[2] in states)
        current = (wanted.kind, wanted.group) == (of_row.kind, name)
        cells.append(Cell(count, here + of_row.query(group=name, late=False) if links and count else "", current))
    late = sum(each.late for each in mine)
    return CountRow(title, tuple(cells), Cell(late, here + of_row.query(late=True) if links and late else ""))


def _tiles(counted: Sequence[CodeCount], wanted: Wanted) -> tuple[Tile, ...]:
    here = reverse("office:screening_follow_up")

    def total(*states: str) -> int:
        return sum(each.children for each in counted if each.code.partition(":")[2] in states)

    return (
        Tile(count=sum(each.late for each in counted), label="việc trễ", tone="late", current=wanted.late,
             url=here + wanted.query(late=True)),
        Tile(count=total(*GROUPS["nghi-ngo"][1]), label="chờ khám chuyên khoa", tone="soon",
             current=wanted.group == "nghi-ngo", url=here + wanted.query(group="nghi-ngo")),
        Tile(count=total("lost"), label="mất dấu, cần tìm lại", tone="late", current=wanted.group == "mat-dau",
             url=here + wanted.query(group="mat-dau")),
    )  # fmt: skip


def _options(listed: Iterable[tuple[str, str]], chosen: str, every: str) -> tuple[Option, ...]:
    found = (Option(value=value, label=label, chosen=value == chosen) for value, label in listed)
    return (Option(value="", label=every), *found)


def _children(
    request: HttpRequest, scope: Scope, wanted: Wanted, ground: Ground, kinds: Iterable[str]
) -> dict[str, object]:
    codes = set(wanted.codes(kinds))
    dues = list_dues_of_kind(
        scope=scope, kind="screening", until=scope.on + timedelta(days=400),
        hamlet_ids=[wanted.hamlet] if wanted.hamlet else (), commune_ids=[ground.commune.id] if ground.commune else (),
    )  # fmt: skip
    found = [due for due in dues if due.code in codes and (not wanted.late or due.window_to < scope.on)]
    found.sort(key=lambda due: (_TURNS[due.code.partition(":")[0]], due.window_to))
    start = (wanted.page - 1) * ROWS_A_PAGE
    shown = found[start : start + ROWS_A_PAGE]
    rows = _rows(scope, shown)
    record(
        scope=scope, action="screening.open_follow_up", record_class=_class(shown),
        place_id=ground.commune.id if ground.commune else None, subjects=list({due.child_id for due in shown}),
    )  # fmt: skip
    pages = _pages(request.path, wanted, len(shown), len(found))
    return {"rows": rows, "total": len(found), "pages": pages, "listed": True}


def _class(shown: Iterable[DueRow]) -> RecordClass:
    close = any(due.code.partition(":")[0] in NEED_TO_KNOW for due in shown)
    return RecordClass.SENSITIVE if close else RecordClass.HEALTH


def _rows(scope: Scope, dues: Sequence[DueRow]) -> tuple[OpenPath, ...]:
    children = {each.child_id: each for each in list_seen(scope=scope, child_ids=[due.child_id for due in dues])}
    carers = first_carers(children)
    steps = screenings_by_key(scope=scope, keys=[due.last_fact for due in dues if due.last_fact])
    hamlets = names_of({each.hamlet_id for each in children.values() if each.hamlet_id}, on=scope.on)
    tests = screening_tests(scope.on)
    rows = []
    for due in dues:
        child, step = children.get(due.child_id), steps.get(due.last_fact) if due.last_fact else None
        if child is None:  # moved out of reach this moment
            continue
        kind, _, state = due.code.partition(":")
        words = due_words("screening", due.code)
        precision = child.birth_precision
        rows.append(
            OpenPath(
                name=child.full_name or NAMELESS,
                url=reverse("office:child", args=[child.child_id]) + "#sang-loc",
                age=age_words(child.birth_date, on=scope.on, precision=precision),  # type: ignore[arg-type]
                carer=carers.get(child.child_id, "") or NO_CARER,
                place=hamlets[child.hamlet_id].full if child.hamlet_id in hamlets else child.hamlet_text,
                synthetic=child.synthetic,
                test=KIND_WORDS.get(kind, ""),
                stands=STATE_WORDS.get(state, ""),
                since=f"{step.on:%d/%m/%Y}" if step else "",
                detail=detail_words(tests.get(kind), step) if step else "",
                next_step=words.partition(": ")[2] or words,
                window=window_words(due.window_from, due.window_to, today=scope.on),
                delay=delay_words(due.window_from, due.window_to, today=scope.on),
                tone=due.tone(scope.on),
            )
        )
    return tuple(rows)


def _pages(path: str, wanted: Wanted, shown: int, total: int) -> Pages | None:
    last = -(-total // ROWS_A_PAGE)
    if last < 2:
        return None
    start = (wanted.page - 1) * ROWS_A_PAGE
    return Pages(
        first=start + 1,
        last=start + shown,
        total=total,
        links=page_links(page=wanted.page, pages=last, url=path + wanted.query(page=98765).replace("98765", "{page}")),
        previous_url=path + wanted.query(page=wanted.page - 1) if wanted.page > 1 else "",
        next_url=path + wanted.query(page=wanted.page + 1) if wanted.page < last else "",
    )
