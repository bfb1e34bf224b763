"""Words and lines that all papers share: labels with what is told, days, the head, signatures, recipients."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from mangnon.core.content.papers import PaperKind, PapersContent
from mangnon.interfaces.papers.document import (
    Block,
    Covered,
    Document,
    Dots,
    Head,
    Inline,
    Paragraph,
    Signature,
    Text,
    Tick,
)
from mangnon.interfaces.papers.forms import Child, Issue, Parent
from mangnon.interfaces.papers.values import Hidden, Masked, Told, ToldDay, ToldMoment, plain

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
END_MARK = "./."
NO_BREAK = "\u00a0"
LONG_PARAGRAPH = 600  # signs; a longer one may part from the signature, for it fills half a page
COMMITTEE = "ỦY BAN NHÂN DÂN"


def words(value: Told, *, bold: bool = False, italic: bool = False, to_the_end: bool = True) -> tuple[Inline, ...]:
    """Return what is told on one line, a dotted line for nothing, a bar for what is covered."""
    if isinstance(value, Hidden):
        return (Covered(),)
    if isinstance(value, Masked):
        parts = [
            Covered() if isinstance(part, Hidden) else Text(" ".join(part.split("\n")), bold, italic)
            for part in value.parts
        ]
        return tuple(parts)
    shown = " ".join(plain(value).split()) if value else ""
    return (Text(shown, bold, italic),) if shown else (Dots(to_the_end),)


def line(label: str, value: Told, *, bold: bool = False) -> Paragraph:
    """Return a label with what is told after it."""
    return Paragraph((Text(f"{label}: "), *words(value, bold=bold)))


def free_text(label: str, value: Told, *, lines: int = 2) -> tuple[Paragraph, ...]:
    """Return a label with a text of several lines; ``lines`` dotted lines while there is none."""
    if isinstance(value, Masked):
        return _paragraphs(label, _lines_of(value))
    if value is None or isinstance(value, Hidden) or not plain(value):
        more = 0 if isinstance(value, Hidden) else lines - 1
        blank = Paragraph((Dots(),), indent=False)
        first = line(label, value) if label else Paragraph(words(value), indent=False)
        return (first, *(blank for _ in range(more)))
    return _paragraphs(label, [[Text(each)] for each in plain(value).split("\n") if each])


def _paragraphs(label: str, lines: list[list[Inline]]) -> tuple[Paragraph, ...]:
    first, *others = lines
    start: tuple[Inline, ...] = (Text(f"{label}: "),) if label else ()
    return (Paragraph((*start, *first)), *(Paragraph(tuple(each)) for each in others))


def _lines_of(value: Masked) -> list[list[Inline]]:
    lines: list[list[Inline]] = [[]]
    for part in value.parts:
        if isinstance(part, Hidden):
            lines[-1].append(Covered())
            continue
        first, *others = part.split("\n")
        lines[-1].append(Text(first))
        lines.extend([Text(each)] for each in others)
    return [each for each in lines if each]


def heading(text: str) -> Paragraph:
    """Return a bold line that stays with what follows."""
    return Paragraph((Text(text, bold=True),), with_next=True)


def prose(*inlines: Inline | str, bold_start: str = "") -> Paragraph:
    """Return a paragraph of running text; strings become plain words."""
    start: tuple[Inline, ...] = (Text(bold_start, bold=True),) if bold_start else ()
    return Paragraph((*start, *(Text(each) if isinstance(each, str) else each for each in inlines)))


def day_words(on: ToldDay) -> tuple[Inline, ...]:
    """Return ``ngày 05 tháng 02 năm 2026``: days under 10 and months 1 and 2 with a nought before them."""
    if isinstance(on, Hidden):
        return (Covered(),)
    return (Text(day_in_words(on)),)


def day_in_words(on: date | None) -> str:
    """Return ``ngày 05 tháng 02 năm 2026``, with dots for no day."""
    if on is None:
        return "ngày ..... tháng ..... năm ........"
    month = f"{on.month:02d}" if on.month <= 2 else str(on.month)
    return f"ngày {on.day:02d} tháng {month} năm {on.year}"


def moment_words(at: ToldMoment) -> tuple[Inline, ...]:
    """Return ``08 giờ 30 phút, ngày 05 tháng 02 năm 2026`` by Vietnam's clock."""
    if isinstance(at, Hidden):
        return (Covered(),)
    if at is None:
        return (Text(f"..... giờ ..... phút, {day_in_words(None)}"),)
    here: datetime = at.astimezone(VIETNAM) if at.tzinfo else at
    return (Text(f"{here:%H} giờ {here:%M} phút, {day_in_words(here.date())}"),)


def short_day(on: ToldDay) -> Told:
    """Return ``05/02/2026``."""
    return f"{on:%d/%m/%Y}" if isinstance(on, date) else on


def choices(*told: tuple[str, bool]) -> tuple[Inline, ...]:
    """Return options in a row, each with its box."""
    return tuple(
        each for name, on in told for each in (Text(f"{name} "), Tick(on), Text("     "))
    )[:-1]  # fmt: skip


def child_lines(child: Child) -> tuple[Paragraph, ...]:
    """Return who the child is, as far as known: name, birth or estimated age, sex, number, address."""
    return (
        line("Họ và tên trẻ em", child.full_name, bold=True),
        birth_line(child),
        sex_line(child),
        line("Số định danh cá nhân", child.personal_id),
        line("Nơi ở hiện tại", child.address),
    )


def birth_line(child: Child) -> Paragraph:
    """Return the birth date, and the estimated age while it is unknown."""
    born = words(short_day(child.birth_date), to_the_end=False)
    if isinstance(child.birth_date, date | Hidden):
        return Paragraph((Text("Ngày, tháng, năm sinh: "), *born))
    return Paragraph(
        (Text("Ngày, tháng, năm sinh: "), *born, Text(" hoặc ước lượng tuổi: "), *words(child.estimated_age))
    )


def sex_line(child: Child) -> Paragraph:
    """Return the sex with ``không biết`` as an answer of its own."""
    if isinstance(child.sex, Hidden):
        return Paragraph((Text("Giới tính: "), Covered()))
    boxes = choices(("Nam", child.sex == "m"), ("Nữ", child.sex == "f"), ("Không biết", child.sex is None))
    return Paragraph((Text("Giới tính:   "), *boxes))


def parent_line(label: str, parent: Parent) -> Paragraph:
    """Return a parent's name, age and job on one line."""
    return Paragraph(
        (
            Text(f"{label}: "), *words(parent.full_name, to_the_end=False),
            Text(". Tuổi: "), *words(parent.age, to_the_end=False),
            Text(". Nghề nghiệp: "), *words(parent.job),
        )
    )  # fmt: skip


def child_in_words(child: Child) -> tuple[Inline, ...]:
    """Return ``em Nguyễn Văn A, sinh ngày …, số định danh cá nhân …, ở …`` with dots for what is unknown."""
    told: list[Inline] = [Text("em "), *words(child.full_name, bold=True, to_the_end=False)]
    if isinstance(child.birth_date, date | Hidden) or not child.estimated_age:
        told += [Text(", sinh ngày "), *words(short_day(child.birth_date), to_the_end=False)]
    else:
        told += [Text(", khoảng "), *words(child.estimated_age, to_the_end=False)]
    if child.personal_id is not None:
        told += [Text(", số định danh cá nhân "), *words(child.personal_id, to_the_end=False)]
    told += [Text(", nơi ở hiện tại: "), *words(child.address, to_the_end=False)]
    return tuple(told)


def kind_and_head(issue: Issue, *, kind: str, content: PapersContent, about: Told = None) -> tuple[PaperKind, Head]:
    """Return a paper's kind and the two columns at its top."""
    told = content.kinds[kind]
    number = f"{issue.number:02d}" if issue.number else "......."
    return told, Head(
        label=told.label,
        superior=plain(issue.superior or "").upper(),
        body=body_lines(plain(issue.body).upper()),
        number=f"Số: {number}/{plain(issue.symbol)}",
        about=(Text("V/v "), *_unparted_words(about)) if about is not None else (),
        national_name=content.look.national_name,
        motto=content.look.motto,
        place_and_day=f"{plain(issue.place)}, {day_in_words(issue.on)}",
    )


def closed(inlines: tuple[Inline, ...]) -> tuple[Inline, ...]:
    """Return a sentence with its full stop."""
    end = inlines[-1]
    if isinstance(end, Dots) or (isinstance(end, Text) and end.text.endswith((".", "!", "?", ";", "…"))):
        return inlines
    return (*inlines, Text("."))


def unparted(text: str) -> str:
    """Return a centred line whose last words stay together, so that none stands alone below."""
    return NO_BREAK.join(text.rsplit(" ", 2))


def _unparted_words(told: Told) -> tuple[Inline, ...]:
    return tuple(replace(each, text=unparted(each.text)) if isinstance(each, Text) else each for each in words(told))


def _bases(told: tuple[str, ...], *, proposer: Told) -> tuple[Paragraph, ...]:
    lines: list[tuple[Inline, ...]] = [(Text(each, italic=True),) for each in told]
    if told and proposer is not None:
        lines.append((Text("Theo đề nghị của ", italic=True), *words(proposer, italic=True, to_the_end=False)))
    return tuple(
        Paragraph((*each, Text("." if at == len(lines) else ";", italic=True)))
        for at, each in enumerate(lines, start=1)
    )


def body_lines(body: str) -> tuple[str, ...]:
    """Return a body's name as it stands in the head, in capitals."""
    # A committee's place stands on a line of its own, so that its name is not parted by the column's end.
    start, _, place = body.partition(COMMITTEE)
    return (COMMITTEE, place.strip()) if not start and place.strip() else (body,)


def issued_by(issue: Issue, *, note: str = "") -> tuple[Signature, ...]:
    """Return the signature that issues a paper; nothing where only an officer signs."""
    signer = issue.signer
    if signer is None:
        return ()
    name = words(signer.full_name, bold=True) if signer.full_name else ()
    return (Signature(plain(signer.authority or "").upper(), plain(signer.title).upper(), note, name),)


def written_by(title: str, full_name: Told, *, note: str = "(Ký, ghi rõ họ tên)") -> Signature:
    """Return the signature of who wrote or attended, left of the one that issues."""
    return Signature("", title.upper(), note, () if full_name is None else words(full_name, bold=True))


def _lower_first(number: str) -> str:
    return number.replace("Số: ", "số ", 1)


def recipients_of(issue: Issue) -> tuple[tuple[Inline, ...], ...]:
    """Return the lines after ``Nơi nhận``, each with its sign, the archive's last."""
    archive = f"VT, {plain(issue.archive)}" if plain(issue.archive) else "VT"
    told = [(Text("- "), *words(each), Text(";")) for each in issue.recipients]
    return (*told, (Text(f"- Lưu: {archive}."),))


def ended(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Return the body with the end mark after its last words, and those on the signature's page."""
    if not blocks or not isinstance(blocks[-1], Paragraph):
        return blocks
    last = blocks[-1]
    end = last.inlines[-1]
    marked = last.inlines
    if isinstance(end, Text):
        marked = (*marked[:-1], replace(end, text=end.text.rstrip().rstrip(".") + END_MARK))
    elif isinstance(end, Covered):
        marked = (*marked, Text(END_MARK))
    short = sum(len(each.text) for each in marked if isinstance(each, Text)) < LONG_PARAGRAPH
    return (*blocks[:-1], replace(last, inlines=marked, with_next=short))


def paper(
    issue: Issue,
    *,
    kind: str,
    content: PapersContent,
    blocks: tuple[Block, ...],
    abstract: str | None = None,
    signatures: tuple[Signature, ...] | None = None,
    authority: str = "",
    proposer: Told = None,
) -> Document:
    """Return a document with the head, title, body, signatures and recipients of its kind.

    Args:
        issue: who issues it.
        kind: the code of its kind in content.
        content: what holds on its day.
        blocks: its body.
        abstract: what it is about, in place of the kind's own words.
        signatures: who sign; the issuer alone when None.
        authority: who decides, for a decision.
        proposer: at whose proposal, the last of a decision's bases.
    """
    told, head = kind_and_head(issue, kind=kind, content=content)
    return Document(
        name=". ".join(part for part in (told.label, f"{told.title.capitalize()} {_lower_first(head.number)}") if part),
        day=issue.on,
        head=head,
        addressed_to=(),
        title=told.title,
        abstract=(Text(unparted(abstract or told.abstract), bold=True),),
        authority=authority.upper(),
        bases=_bases(told.bases, proposer=proposer),
        decides="QUYẾT ĐỊNH:" if told.bases else "",
        blocks=ended(blocks),
        signatures=signatures or issued_by(issue),
        recipients=recipients_of(issue),
    )
