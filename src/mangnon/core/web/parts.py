"""What the components show: plain frozen records that pages fill and templates read.

A page decides what a reader may see; a part only carries it to the template. Texts are Vietnamese and unescaped.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

Tone = Literal["late", "soon", "calm", "done"]
Sorted = Literal["", "ascending", "descending"]

TONE_WORDS: dict[Tone, str] = {"late": "Trễ", "soon": "Tuần này", "calm": "Sắp tới", "done": "Xong"}


@dataclass(frozen=True, slots=True, kw_only=True)
class NavItem:
    """One entry of the navigation; `count` is shown beside it when it is not zero."""

    key: str
    label: str
    icon: str
    url: str
    current: bool = False
    count: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Shell:
    """What stands around every page: place, day, reader, navigation."""

    place: str
    today: date
    nav: Sequence[NavItem] = ()
    user_name: str = ""
    role: str = ""
    search_url: str = ""
    hits_url: str = ""
    home_url: str = "/"
    account_url: str = ""
    sign_out_url: str = ""
    synthetic: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A found child; a masked one lives outside the reader's scope and its url leads to asking for access."""

    name: str
    about: str
    url: str
    why: str = ""
    masked: bool = False
    synthetic: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """A count that opens the list behind it."""

    count: int
    label: str
    url: str
    tone: Tone = "calm"
    icon: str = ""
    current: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """The answer to "vì sao?": the rule in words, the facts it used, the legal basis."""

    rule: str
    facts: Sequence[str] = ()
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DueLine:
    """One thing one child is owed, within a window."""

    key: str
    child_name: str
    age: str
    what: str
    tone: Tone
    window: str
    delay: str = ""
    child_url: str = ""
    icon: str = "today"
    why: Why | None = None
    synthetic: bool = False
    do_url: str = ""  # where it is done, when that is one page


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreLine:
    """One part of a number of points: what counts, why, and how it is worked out ("8 × 4")."""

    what: str
    points: int
    why: str = ""
    how: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WhyFirst:
    """Why something stands where it stands: one line, the points and their parts; `child` where there are several."""

    line: str
    points: int
    parts: Sequence[ScoreLine] = ()
    source: str = ""
    child: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdCard:
    """The dues of one household, for one walk."""

    key: str
    hamlet: str
    carer: str
    children: int
    dues: Sequence[DueLine]
    tone: Tone = "calm"
    assignee: str = ""
    url: str = ""
    assign_url: str = ""
    standing: WhyFirst | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a table; `sort_url` makes its heading a link."""

    label: str
    numeric: bool = False
    sort_url: str = ""
    sorted: Sorted = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A step of a stepper; a done step may be gone back to."""

    label: str
    state: Literal["done", "current", "next"]
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """A value that can be chosen."""

    value: str
    label: str
    chosen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MappedColumn:
    """A column of a read file and what it is taken to mean."""

    key: str
    heading: str
    samples: Sequence[str]
    options: Sequence[Option]
    note: str = ""
    tone: Tone = "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedField:
    """One field of two records side by side, and what it says about them being one child."""

    label: str
    left: str
    right: str
    speaks: Literal["for", "against", "neither"]
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineFact:
    """A recorded fact; a corrected one stays, struck through, beside the reason."""

    on: date
    kind: str
    icon: str
    title: str
    detail: str = ""
    by: str = ""
    url: str = ""
    corrected: bool = False
    attention: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DoseCell:
    """A dose in the vaccination card: given and valid, given but not counted, or still owed."""

    label: str
    state: Literal["valid", "not_valid", "late", "soon", "calm", "none"]
    when: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VaccineRow:
    """A disease and its doses in order."""

    disease: str
    doses: Sequence[DoseCell]
    summary: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FastCell:
    """An input of the fast-entry table."""

    name: str
    label: str
    value: str = ""
    kind: Literal["number", "date", "text", "check", "choice"] = "number"
    unit: str = ""
    options: Sequence[Option] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FastRow:
    """A child's row in a weighing or vaccination session."""

    key: str
    child_name: str
    child_url: str
    about: str
    cells: Sequence[FastCell]
    save_url: str
    before: str = ""
    state: Literal["empty", "saved", "question", "error"] = "empty"
    message: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLink:
    """A link of the pagination; no url means the page shown now, no number means a gap."""

    number: int | None = None
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """Where the reader is in a long list."""

    first: int
    last: int
    total: int
    links: Sequence[PageLink]
    previous_url: str = ""
    next_url: str = ""


def page_links(*, page: int, pages: int, url: str) -> tuple[PageLink, ...]:
    """Links to the first, the last and the neighbouring pages, with gaps between.

    Args:
        page: the page shown, from 1.
        pages: how many there are.
        url: address of a page with `{page}` in the place of its number.

    Returns:
        The links in order; the current page has no url, a gap has neither number nor url.
    """
    shown = sorted({1, pages, *range(max(1, page - 1), min(pages, page + 1) + 1)} - {0})
    links: list[PageLink] = []
    for before, number in zip((0, *shown), shown, strict=False):
        if number - before > 1:
            links.append(PageLink())
        links.append(PageLink(number=number, url="" if number == page else url.format(page=number)))
    return tuple(links)
