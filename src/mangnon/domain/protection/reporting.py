"""Takes in a worry from anyone, and what the reporter adds later with the receipt code."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.utils.crypto import salted_hmac

from mangnon.core.audit.services import record
from mangnon.core.clock import now, today
from mangnon.core.scope.rights import Action, RecordClass, Role
from mangnon.core.scope.roles import as_service
from mangnon.core.scope.scope import Scope
from mangnon.core.vault.services import new_key, seal
from mangnon.domain.children.errors import ChildNotFoundError
from mangnon.domain.children.queries import find_child
from mangnon.domain.protection.errors import ReceiptUnknownError, ReportEmptyError
from mangnon.domain.protection.kinds import Channel, NoticeKind, ReportState
from mangnon.domain.protection.models import Report, ReportAddition, Reporter
from mangnon.domain.protection.notices import tell
from mangnon.domain.protection.sealing import about_report, told_sealed
from mangnon.domain.protection.telling import Receipt, ReceiptState, Told, ToldBy
from mangnon.domain.protection.timing import refresh_report_due
from mangnon.vocab.ids import uuid7

# No letter or digit that looks like another; sixteen of them are eighty bits, which nobody guesses.
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
CODE_LENGTH = 16
ADDITIONS_AT_MOST = 50
_LETTER_BITS = 5
_SALT = "mangnon.protection.receipt"


@dataclass(frozen=True)
class Worry:
    """What comes in: form 01, and what stands in the clear beside it.

    Args:
        told_by: who tells, only when they agree.
        received_at: when it came, from paper or by import; now when absent.
        once: a word that is the same each time the same page is sent, made by chance; the second time gives the same
            receipt and keeps nothing more.
        source: the key that another system knows the report by; imported twice, it is kept once and has no code.
    """

    told: Told
    channel: Channel
    commune_id: UUID | None
    urgent: bool = False
    harms: Sequence[str] = ()
    child_id: UUID | None = None
    told_by: ToldBy | None = None
    received_at: datetime | None = None
    once: str = ""
    source: str = ""
    synthetic: bool = False


def receive_report(*, scope: Scope, worry: Worry) -> Receipt:
    """Take in a report of somebody signed in.

    Args:
        scope: of who tells; must be able to hand in reports.
        worry: what is told; ``child_id`` is a child that the teller has a right to.

    Returns:
        The receipt; its code is shown once and kept nowhere in the clear.

    Raises:
        NotYoursError: this role hands in no reports.
        ChildNotFoundError: the child is not one that the teller may see.
        ReportEmptyError: it says nothing.
    """
    if not scope.may(Action.HAND_IN, RecordClass.CASE):
        scope.require(Action.HAND_IN, RecordClass.CASE, commune_id=None)
    if worry.child_id is not None and find_child(scope=scope, child_id=worry.child_id) is None:
        raise ChildNotFoundError
    return _received(scope, worry)


def receive_public_report(*, worry: Worry) -> Receipt:
    """Take in a report from the public page, of somebody without an account; the child is only described.

    Raises:
        ReportEmptyError: it says nothing.
    """
    return _received(public_scope(), worry)


def public_scope() -> Scope:
    """Return the scope of somebody without an account: none."""
    return Scope(user_id=None, user_name="người dân", on=today(), grants=())


def _received(scope: Scope, worry: Worry) -> Receipt:
    if not worry.told.says_something:
        raise ReportEmptyError
    code = "" if worry.source else _code(worry.once)
    digest = _digest_of_source(worry.source) if worry.source else _digest(code)
    with as_service():
        with connection.cursor() as cursor:  # the same page sent twice at once: the second waits for the first
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int.from_bytes(digest[:7], "big")])
        known = Report.objects.filter(receipt_digest=digest).values_list("id", flat=True).first()
        if known is not None:
            return Receipt(report_id=known, code=spaced(code), again=True)
        report_id = _kept(scope, worry, digest)
        record(
            scope=scope,
            action="protection.receive_report",
            record_class=RecordClass.CASE,
            subjects=[report_id],
            place_id=worry.commune_id,
            detail={"channel": str(worry.channel)},
        )
    return Receipt(report_id=report_id, code=spaced(code))


def _kept(scope: Scope, worry: Worry, digest: bytes) -> UUID:
    key, report_id, at = new_key(), uuid7(), now()
    report = Report.objects.create(
        id=report_id,
        commune_id=worry.commune_id,
        channel=worry.channel,
        received_at=min(worry.received_at or at, at),
        received_by_id=scope.user_id,
        urgent=worry.urgent,
        harms=sorted(set(worry.harms)),
        child_id=worry.child_id,
        receipt_digest=digest,
        key=key,
        told_sealed=told_sealed(worry.told, key=key, about=about_report(report_id)),
        synthetic=worry.synthetic,
    )
    if worry.told_by is not None and worry.told_by.given:
        _keep_reporter(report_id, worry.told_by, at)
    tell_of_report(report)
    return report_id


def _keep_reporter(report_id: UUID, told_by: ToldBy, at: datetime) -> None:
    own, key = uuid7(), new_key()
    sealed = {
        f"{name}_sealed": seal(value, key=key, about=f"protection_reporter.{name}:{own}")
        for name, value in (("name", told_by.name), ("phone", told_by.phone), ("address", told_by.address))
    }
    Reporter.objects.create(id=own, report_id=report_id, key=key, agreed_at=at, **sealed)


def tell_of_report(report: Report) -> None:
    """Tell the receiving office, or who routes, that a report waits, and until when it is to be looked at."""
    refresh_report_due(report=report)
    tell(
        kind=NoticeKind.REPORT,
        code=now().isoformat(),  # one that was sent away and comes back is news again
        report=report,
        commune_id=report.commune_id,
        role=Role.COMMUNE_OFFICER if report.commune_id else Role.PROVINCE_OFFICER,
    )


def add_to_report(*, code: str, text: str) -> None:
    """Add what a reporter says later.

    Args:
        code: of the receipt, as typed.
        text: what else; kept sealed.

    Raises:
        ReceiptUnknownError: no report has this code, or it has had its fill.
        ReportEmptyError: nothing is said.
    """
    if not text.strip():
        raise ReportEmptyError
    with as_service(), transaction.atomic():
        report = Report.objects.select_for_update().filter(receipt_digest=_digest(code)).first()
        if report is None or ReportAddition.objects.filter(report=report).count() >= ADDITIONS_AT_MOST:
            raise ReceiptUnknownError
        own = uuid7()
        sealed = seal(text.strip(), key=report.key, about=f"protection_reportaddition.text:{own}")
        ReportAddition.objects.create(id=own, report=report, at=now(), text_sealed=sealed)
        record(
            scope=public_scope(),
            action="protection.add_to_report",
            record_class=RecordClass.CASE,
            subjects=[report.id],
            place_id=report.commune_id,
        )


def ask_receipt(*, code: str) -> ReceiptState:
    """Return how far a report has come, for who holds its code; nothing of the child, nothing of anybody.

    Raises:
        ReceiptUnknownError: no report has this code.
    """
    with as_service():
        report = Report.objects.filter(receipt_digest=_digest(code)).select_related("case").first()
        if report is None:
            raise ReceiptUnknownError
        # A case that ended and a report that became none look the same from outside.
        done = report.state == ReportState.SET_ASIDE or (report.case is not None and report.case.closed_at is not None)
        taken_up = report.state == ReportState.IN_CASE
        return ReceiptState(
            received_at=report.received_at,
            state="dealt_with" if done else "taken_up" if taken_up else "waiting",
            additions=ReportAddition.objects.filter(report=report).count(),
        )


def spaced(code: str) -> str:
    """Return a code in fours, as it is read out and typed."""
    return " ".join(code[start : start + 4] for start in range(0, len(code), 4))


def _code(once: str) -> str:
    """Return a code by chance, or the one that belongs to a word made by chance."""
    bits = int.from_bytes(salted_hmac(_SALT, once, algorithm="sha256").digest() if once else secrets.token_bytes(32))
    return "".join(ALPHABET[bits >> _LETTER_BITS * place & 31] for place in range(CODE_LENGTH))


def _digest_of_source(source: str) -> bytes:
    return hashlib.sha256(b"source\0" + source.encode()).digest()  # no typed code has this digest


def _digest(code: str) -> bytes:
    plain = "".join(letter for letter in code.upper() if letter in ALPHABET)
    return hashlib.sha256(plain.encode()).digest()
