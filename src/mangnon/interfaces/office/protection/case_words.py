"""Cases in the words of the office: moments, time left, steps, whose turn it is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from types import MappingProxyType

from mangnon.core.clock import VIETNAM
from mangnon.core.content.protection import harm_kinds_on, load_protection
from mangnon.core.web.parts import Tone
from mangnon.core.web.words import date_words, read_date
from mangnon.domain.protection.terms import ACTOR_WORDS, STATE_WORDS
from mangnon.vocab.protection import Actor, CheckOutcome, DeadlineRule, State, Step

SOON = timedelta(hours=24)
_DAY = timedelta(days=1)

OUTCOME_WORDS: Mapping[CheckOutcome, str] = MappingProxyType(
    {
        CheckOutcome.TRUE: "thông tin đúng hoặc có cơ sở, làm tiếp",
        CheckOutcome.NOT_TRUE: "thông tin không đúng",
        CheckOutcome.PASSED_ON: "việc xảy ra ở xã khác, chuyển cho xã đó",
    }
)
# What the sealed words of a step are called.
WORD_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "reason": "Lý do",
        "findings": "Kết quả kiểm tra",
        "measures": "Biện pháp",
        "separated_from": "Cách ly trẻ khỏi",
        "placed_with": "Giao trẻ cho",
        "participants": "Người dự",
        "minutes": "Nội dung họp",
        "criteria": "Trả lời tiêu chí",
        "document": "Văn bản",
    }
)
# What is told of a child in form 01.
TOLD_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "happened": "Chuyện gì xảy ra",
        "state": "Tình trạng hiện nay của trẻ",
        "consequence": "Điều có thể xảy ra nếu không giúp trẻ",
        "event_place": "Nơi xảy ra",
        "child_place": "Trẻ ở đâu",
        "carer": "Người đang chăm sóc",
        "family": "Hoàn cảnh gia đình",
        "done_already": "Đã làm gì cho trẻ",
        "notes": "Ghi chú",
    }
)


def moment_words(moment: datetime) -> str:
    """Say a moment: "14:05 ngày 25/11/2026"; midnight is the end of the day before."""
    here = moment.astimezone(VIETNAM)
    if here.time() == time(0):
        return f"hết ngày {date_words((here - _DAY).date())}"
    if here.time() >= time(23, 59):
        return f"hết ngày {date_words(here.date())}"
    return f"{here:%H:%M} ngày {date_words(here.date())}"


def happened_words(moment: datetime) -> str:
    """Say when something happened: "08:00 25/11/2026"."""
    here = moment.astimezone(VIETNAM)
    return f"{here:%H:%M} {date_words(here.date())}"


def left_tone(due_at: datetime, *, at: datetime) -> Tone:
    """Return the colour of a deadline: over, within a day, or later."""
    if at > due_at:
        return "late"
    return "soon" if due_at - at <= SOON else "calm"


def deadline_rule(code: str, *, on: date) -> DeadlineRule | None:
    """Return a deadline of the procedure of a day by its code."""
    return next((each for each in load_protection().procedure(on).deadlines if each.code == code), None)


def due_words(code: str, *, on: date) -> str:
    """Return what is owed in words; the code itself where the procedure of the day no longer has it."""
    rule = deadline_rule(code, on=on)
    return rule.words if rule else code


def actor_words(actors: str) -> str:
    """Say who acts, of codes joined by a plus: "cán bộ bảo vệ trẻ em xã hoặc Chủ tịch …"."""
    return " hoặc ".join(ACTOR_WORDS[Actor(each)] for each in actors.split("+") if each)


def state_words(state: str) -> str:
    """Say where a case stands."""
    return STATE_WORDS[State(state)]


def step_words(step: Step, *, on: date) -> str:
    """Say a step as the procedure of a day calls it."""
    return load_protection().procedure(on).steps[step].words


def harm_words(codes: tuple[str, ...], *, on: date) -> list[str]:
    """Name the harms of a case."""
    known = {each.code: each.words for each in harm_kinds_on(on)}
    return [known.get(code, "tổn hại khác") for code in codes]


def read_clock(text: str) -> time | None:
    """Read an hour as people type it: 8:30, 8h30, 8h, 0830, 8.30; None where it is none."""
    plain = text.strip().lower().replace("giờ", "h").replace(" ", "").replace("h", ":").replace(".", ":")
    if not plain.isascii():
        return None
    if plain.isdigit() and len(plain) == 4:
        plain = f"{plain[:2]}:{plain[2:]}"
    hours, _, minutes = plain.partition(":")
    if not hours.isdigit() or not (minutes.isdigit() or not minutes) or max(len(hours), len(minutes)) > 2:
        return None
    if int(hours) > 23 or int(minutes or 0) > 59:
        return None
    return time(int(hours), int(minutes or 0))


def read_moment(day: str, clock: str, *, today: date) -> datetime | str | None:
    """Read a day and an hour.

    Args:
        day, clock: as typed; a day left blank with an hour is today.
        today: the day of the reader.

    Returns:
        The moment; None where both are blank; a sentence that says what could not be read.
    """
    if not day.strip() and not clock.strip():
        return None
    on = read_date(day) if day.strip() else today
    hour = read_clock(clock)
    if on is None:
        return "Chưa đọc được ngày; hãy gõ như 25/11/2026."
    if hour is None:
        return "Chưa đọc được giờ; hãy gõ như 14:30."
    return datetime.combine(on, hour, VIETNAM).astimezone(UTC)
