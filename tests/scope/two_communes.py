"""Two communes with one child each, a row in every table that a wall stands before, and a user for every role."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateRange

from mangnon.core.accounts.models import User
from mangnon.core.places.models import Place, PlaceVersion
from mangnon.core.places.queries import province
from mangnon.core.places.services import found_hamlet
from mangnon.core.scope.models import Assignment
from mangnon.core.scope.queries import get_scope
from mangnon.core.scope.rights import ROLE_LEVELS, RecordClass, Role
from mangnon.core.scope.scope import Scope
from mangnon.core.vault.services import new_key, seal
from mangnon.domain.children import models as children
from mangnon.domain.facilities.models import Enrolment, Facility
from mangnon.domain.growth.models import Measurement
from mangnon.domain.immunization.models import Dose, Observation
from mangnon.domain.nutrition.models import Supplement
from mangnon.domain.outreach.models import Visit
from mangnon.domain.protection.intake import open_case
from mangnon.domain.protection.kinds import Channel, PersonRole
from mangnon.domain.protection.reporting import Worry, receive_report
from mangnon.domain.protection.telling import Told
from mangnon.domain.protection.work import add_note, save_person
from mangnon.domain.questionnaires.models import Response
from mangnon.domain.referrals.models import Body, Referral, ReferralEvent
from mangnon.domain.safety import models as safety
from mangnon.domain.screening.models import Screening
from mangnon.domain.worklist.models import Due, Priority, TaskAssignment
from mangnon.interfaces.exchange.models import ImportRun
from mangnon.vocab.ids import uuid7

TODAY = date(2026, 11, 24)
MOMENT = datetime(2026, 11, 24, 3, tzinfo=UTC)
ALWAYS = DateRange(date(2026, 1, 1), None)


@dataclass(frozen=True)
class Known:
    """One child with words that stand nowhere else, by the class of the records they stand in."""

    child_id: UUID
    commune_id: UUID
    hamlet_id: UUID
    facility_id: UUID
    body_id: UUID
    referral_id: UUID
    words: dict[RecordClass, str] = field(default_factory=dict)
    case_id: UUID | None = None
    officer: Scope | None = None  # of who leads that case
    chair: Scope | None = None


@dataclass(frozen=True)
class TwoCommunes:
    """The children of the first and second commune; users hold their roles in the first, or over the province.

    A referral about each went to a body of its own; the partner is of the body that the first one went to.
    """

    first: Known
    second: Known
    users: dict[Role, User]

    def reaches(self, role: Role, known: Known) -> bool:
        """Tell whether a role, as held here, has this child's place within reach, whatever it may do there."""
        wide = ROLE_LEVELS[role] == "province" and role is not Role.PARTNER_BODY
        return wide or known is self.first


def build() -> TwoCommunes:
    """Make it all in an empty database."""
    top = _place("province", "19", "Thái Nguyên", "tỉnh", None)
    first, second = (
        _child(_place("commune", code, f"Xã {word}", "xã", top).id, word)
        for code, word in (("05830", "Alpha"), ("05833", "Omega"))
    )
    users = {role: _user(role, first) for role in Role}
    return TwoCommunes(first, second, users)


def with_cases(house: TwoCommunes) -> TwoCommunes:
    """Give each child a case of protection, led by an officer of its commune, with words that stand nowhere else."""
    return replace(
        house,
        first=_case(house.first, "Alpha", house.users[Role.COMMUNE_OFFICER], house.users[Role.COMMUNE_CHAIR]),
        second=_case(house.second, "Omega", _there(house, Role.COMMUNE_OFFICER), _there(house, Role.COMMUNE_CHAIR)),
    )


def _there(house: TwoCommunes, role: Role) -> User:
    name = f"{role.value}-omega"
    user = User.objects.create(username=name, full_name=f"Người {name}", demo=True)
    Assignment.objects.create(user=user, role=role.value, place_id=house.second.commune_id, valid=ALWAYS)
    return user


def _case(known: Known, word: str, officer: User, chair: User) -> Known:
    words = {**known.words, RecordClass.CASE: f"Case{word}"}
    told = Told(child_name=words[RecordClass.CASE], happened=words[RecordClass.CASE], notes=words[RecordClass.CASE])
    scope = get_scope(user_id=officer.pk, user_name=str(officer), on=TODAY)
    worry = Worry(told=told, channel=Channel.PHONE, commune_id=known.commune_id)
    report_id = receive_report(scope=scope, worry=worry).report_id
    case_id = open_case(scope=scope, report_id=report_id, harms=["sexual_abuse"], child_id=known.child_id)
    add_note(scope=scope, case_id=case_id, text=words[RecordClass.CASE])
    save_person(
        scope=scope, case_id=case_id, role=PersonRole.SUSPECT, words={"name": words[RecordClass.CASE], "where": ""}
    )
    deciding = get_scope(user_id=chair.pk, user_name=str(chair), on=TODAY)
    return replace(known, words=words, case_id=case_id, officer=scope, chair=deciding)


def _place(level: str, code: str, name: str, kind: str, parent: Place | None) -> Place:
    place = Place.objects.create(level=level, code=code, valid=DateRange(date(2025, 7, 1), None))
    PlaceVersion.objects.create(
        place=place, name=name, search_name=name.lower(), kind=kind, parent=parent, valid=place.valid
    )
    return place


def _user(role: Role, known: Known) -> User:
    user = User.objects.create(username=role.value, full_name=f"Người {role.value}", demo=True)
    place = {"hamlet": known.hamlet_id, "commune": known.commune_id, "province": province(on=TODAY).id}
    Assignment.objects.create(
        user=user, role=role.value, place_id=place[ROLE_LEVELS[role]], valid=ALWAYS,
        facility_id={Role.SCHOOL: known.facility_id, Role.PARTNER_BODY: known.body_id}.get(role),
    )  # fmt: skip
    return user


def _child(commune_id: UUID, word: str) -> Known:
    words = {
        RecordClass.ORDINARY: f"Ordinary{word}",
        RecordClass.HEALTH: f"Health{word}",
        RecordClass.SENSITIVE: f"Sensitive{word}",
    }
    hamlet = found_hamlet(commune=Place.objects.get(pk=commune_id), name=f"Xóm {word}")
    household = children.Household.objects.create(
        code=word, head_name=words[RecordClass.ORDINARY], commune_id=commune_id, hamlet=hamlet
    )
    child = children.Child.objects.create(
        full_name=words[RecordClass.ORDINARY], birth_date=date(2024, 5, 1), birth_precision="day", sex="f",
        commune_id=commune_id, hamlet=hamlet, household=household, search_text=words[RecordClass.ORDINARY].lower(),
    )  # fmt: skip
    facility = Facility.objects.create(name=f"Trường {word}", kind="kindergarten", commune_id=commune_id)
    _ordinary(child, facility, words[RecordClass.ORDINARY], hamlet.id)
    _health(child, words[RecordClass.HEALTH])
    _safety(child, facility, words)
    for group, sensitive, text in (
        ("10a", False, words[RecordClass.ORDINARY]),
        ("10k", True, words[RecordClass.SENSITIVE]),
    ):
        children.Circumstance.objects.create(
            child=child, group_code=group, sensitive=sensitive, document=text, valid=ALWAYS
        )
    Screening.objects.create(
        child=child, on=TODAY, recorded_at=MOMENT, kind="mental_health", state="positive",
        result=words[RecordClass.SENSITIVE],
    )  # fmt: skip
    _response(child, "wellbeing-10", RecordClass.SENSITIVE, words[RecordClass.SENSITIVE])
    for record_class, text in words.items():
        Due.objects.create(
            child=child, commune_id=commune_id, hamlet=hamlet, kind="visit", code=text, window_from=TODAY,
            window_to=TODAY, record_class=record_class.value, rule=text, basis=text, content_version="1",
            computed_at=MOMENT,
        )  # fmt: skip
    for record_class, points in ((RecordClass.HEALTH, 11), (RecordClass.SENSITIVE, 99)):
        parts = f'[["due", "visit", "{words[record_class]}", "open", {points}, 1]]'
        Priority.objects.create(
            child=child, commune_id=commune_id, hamlet=hamlet, record_class=record_class.value, points=points,
            parts=parts, content_version="1",
        )  # fmt: skip
    ImportRun.objects.create(
        kind="children", file_name=words[RecordClass.ORDINARY], file_digest=b"0" * 32, place_id=commune_id,
        state="done", at=MOMENT,
    )  # fmt: skip
    words[RecordClass.REFERRAL] = f"Referral{word}"
    body = Body.objects.create(name=f"Bệnh viện {word}", kind="central_hospital")
    referral = _referral(child, body, words[RecordClass.REFERRAL])
    return Known(child.id, commune_id, hamlet.id, facility.id, body.id, referral.id, words)


def _referral(child: children.Child, body: Body, word: str) -> Referral:
    """A referral that the body has asked about; all that is sealed in it says one word."""
    referral = Referral(
        body=body, child=child, commune_id=child.commune_id, kind="development_examination",
        content_version="referrals-2026", record_class="health", key_id=new_key(), sent_at=MOMENT,
        accept_by=MOMENT + timedelta(days=3), accept_province_from=MOMENT + timedelta(days=4),
    )  # fmt: skip
    told = {"sender": word, "fields": [{"code": "full_name", "words": "Họ và tên", "text": word, "why": ""}]}
    referral.told_sealed = seal(json.dumps(told), key=referral.key_id, about=f"referral.told:{referral.id}")
    referral.asked_sealed = seal(word, key=referral.key_id, about=f"referral.asked:{referral.id}")
    referral.save()
    for kind, by_body in (("sent", False), ("asked", True)):
        step = ReferralEvent(referral=referral, at=MOMENT, kind=kind, by_body=by_body)
        said = json.dumps({"text": word})
        step.text_sealed = seal(said, key=referral.key_id, about=f"referral.step:{step.id}")
        step.save()
    return referral


def _ordinary(child: children.Child, facility: Facility, word: str, hamlet_id: UUID) -> None:
    children.Caregiver.objects.create(child=child, relation="mother", full_name=word)
    children.Residence.objects.create(child=child, commune_id=child.commune_id, hamlet_id=hamlet_id, valid=ALWAYS)
    children.RiskFactor.objects.create(child=child, code="r1", note=word, valid=ALWAYS)
    children.LifeEvent.objects.create(child=child, kind="moved_in", on=TODAY, note=word)
    children.Consent.objects.create(child=child, purpose="photo", given_by=word, relation="mother", on=TODAY, note=word)
    children.RecordSource.objects.create(child=child, file=word, sheet="1", row=1, digest=b"1")
    children.AccessRequest.objects.create(child=child, asked_by=uuid7(), asker=word, reason=word, asked_at=MOMENT)
    Enrolment.objects.create(child=child, facility=facility, valid=ALWAYS)
    TaskAssignment.objects.create(child=child, worker_id=uuid7(), at=MOMENT)
    Visit.objects.create(child=child, on=TODAY, recorded_at=MOMENT, purpose="other", note=word)


def _response(child: children.Child, code: str, record_class: RecordClass, word: str) -> None:
    Response.objects.create(
        child=child, on=TODAY, recorded_at=MOMENT, code=code, version="2026.1", record_class=record_class.value,
        answered_by="carer", answers={"note": word}, complete=True,
        outcome={"scores": {}, "actions": [], "visible": [], "problems": [], "values": {}, "complete": True},
    )  # fmt: skip


def _safety(child: children.Child, facility: Facility, words: dict[RecordClass, str]) -> None:
    health, at = words[RecordClass.HEALTH], {"commune_id": child.commune_id, "hamlet_id": child.hamlet_id}
    of_child = {"child": child, "on": TODAY, "recorded_at": MOMENT}
    death = safety.Incident.objects.create(
        **of_child, **at, kind="fall", outcome="death", note=health, spot=health, source=health
    )
    safety.Review.objects.create(
        **of_child, **at, incident=death, version="1", answers={"what_happened": words[RecordClass.SENSITIVE]}
    )
    safety.HomeCheck.objects.create(**of_child, version="1", answers={"gate": "no"}, note=words[RecordClass.ORDINARY])
    hazard = safety.Hazard.objects.create(
        **at, kind="pond", spot=health, description=health, owner=health, reported_on=TODAY, state_on=TODAY,
        deadline=TODAY,
    )  # fmt: skip
    safety.HazardStep.objects.create(**at, hazard=hazard, on=TODAY, state="reported", note=health, recorded_at=MOMENT)
    lesson = safety.Lesson.objects.create(
        **at, kind="swimming", on=TODAY, teacher="Cô Bơi", facility_id=facility.id, recorded_at=MOMENT
    )
    safety.Skill.objects.create(**of_child, lesson=lesson, kind="swimming", level="floats", source=health)


def _health(child: children.Child, word: str) -> None:
    _response(child, "dev-24", RecordClass.HEALTH, word)
    Measurement.objects.create(child=child, on=TODAY, recorded_at=MOMENT, weight_g=9100)
    Dose.objects.create(child=child, on=TODAY, recorded_at=MOMENT, product="vn:MR", maker=word, lot=word)
    Observation.objects.create(child=child, on=TODAY, recorded_at=MOMENT, code="intussusception", source=word)
    Supplement.objects.create(child=child, on=TODAY, recorded_at=MOMENT, kind="vitamin_a")
    Screening.objects.create(
        child=child, on=TODAY, recorded_at=MOMENT, kind="hearing", state="seen", referred_to=word, result=word
    )
