"""What is told when one body asks another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True)
class SharedField:
    """One thing of the child that the body will read; ``why`` is the sender's reason where the kind needs it not."""

    code: str
    words: str
    text: str
    why: str = ""


@dataclass(frozen=True)
class ToSend:
    """A referral before it is sent: exactly what the body will read.

    Args:
        kind: code of the content.
        body_id: to whom.
        asked: the request in the sender's words.
        fields: what is told of the child, in the order shown.
        sender: whose request it is, in words ("Trạm y tế, Xã Đại Từ").
        step_id: the step of a screening it starts from.
        case_id: the case it belongs to.
    """

    kind: str
    body_id: UUID
    asked: str
    fields: tuple[SharedField, ...]
    sender: str
    step_id: UUID | None = None
    case_id: UUID | None = None


@dataclass(frozen=True)
class Session:
    """One date of a therapy or treatment that the body has set."""

    on: date
    what: str


@dataclass(frozen=True)
class Repeated:
    """Sessions at equal distances, as the body types them."""

    first: date
    every_days: int
    times: int
    what: str


@dataclass(frozen=True)
class Deadline:
    """Until when one step is owed, and from when the province is told that it is late."""

    by: datetime
    province_from: datetime


@dataclass(frozen=True)
class Course:
    """One referral as the figures see it: no child, only what happened when.

    Args:
        body, kind, commune: keys of the groups it is counted in.
        state: a value of ``ReferralState``.
        sent_at, accept_by: when it was sent, and until when the answer was owed.
        answered_at: when the body accepted or declined; None while it has not.
        done_by, done_at: of the result, where it was accepted.
        case: whether it belongs to a case.
    """

    body: UUID
    kind: str
    commune: UUID | None
    state: str
    sent_at: datetime
    accept_by: datetime
    accept_province_from: datetime
    answered_at: datetime | None = None
    done_by: datetime | None = None
    done_province_from: datetime | None = None
    done_at: datetime | None = None
    closed_at: datetime | None = None
    case: bool = False


@dataclass(frozen=True)
class Figures:
    """How one body, or one kind, has dealt with what was sent.

    Args:
        sent: how many.
        open: of those, how many wait for an answer or a result.
        late_now: how many of the open ones are late.
        overdue: how many were late at any step, answered since or not.
        declined: how many were sent back.
        accepts, results: hours to the answer and from there to the result, of those that have one.
    """

    sent: int
    open: int
    late_now: int
    overdue: int
    declined: int
    accepts: tuple[float, ...]
    results: tuple[float, ...]
