"""Made-up cases of protection for the sample commune, one for each stage of the procedure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from mangnon.core.clock import VIETNAM, now
from mangnon.core.content.protection import forms_on
from mangnon.core.places.queries import PlaceName
from mangnon.core.scope.queries import get_scope
from mangnon.core.scope.rights import RecordClass
from mangnon.core.scope.scope import Scope
from mangnon.domain.children.queries import list_followed
from mangnon.domain.protection.intake import open_case
from mangnon.domain.protection.kinds import Channel, MemberRole, PersonRole, ServiceState
from mangnon.domain.protection.queries import view_case
from mangnon.domain.protection.reporting import Worry, receive_report
from mangnon.domain.protection.steps import Taking, take_step
from mangnon.domain.protection.team import add_member
from mangnon.domain.protection.telling import Told
from mangnon.domain.protection.work import (
    Assessed,
    Planned,
    Promised,
    add_note,
    record_assessment,
    save_person,
    send_plan,
    settle_service,
)
from mangnon.vocab.protection import CheckOutcome, ItemLevel, ItemTable, RiskLevel, Step

AGES = range(4, 15)  # years; of whom the stories are told
_BETTER = {ItemLevel.HIGH: ItemLevel.LOW, ItemLevel.MEDIUM: ItemLevel.MEDIUM, ItemLevel.LOW: ItemLevel.HIGH}
_FULL_TEXTS = {
    "physical": "Gầy, có vết bầm cũ ở cẳng chân, đi lại bình thường.",
    "psychological": "Ít nói, giật mình khi nghe tiếng to; nói chuyện được với cô giáo.",
    "family": "Sống với bố và bà nội; mẹ đi làm xa. Bố hay uống rượu.",
    "kin_ability": "Bà nội muốn chăm cháu, sức khỏe còn được.",
    "conclusion": "Nguy cơ còn khi bố uống rượu; bà nội bảo vệ được phần nào.",
    "problems": "Bị đánh khi bố say; nghỉ học thất thường.",
    "child_wishes": "Muốn ở với bà và đi học lại.",
}


@dataclass(frozen=True)
class _People:
    officer: Scope
    chair: Scope
    nurse_id: UUID


@dataclass(frozen=True)
class _Story:
    harms: tuple[str, ...]
    happened: str
    state: str
    hours_ago: int


_NEW = _Story(("neglect",), "Hai hôm nay cháu ở nhà một mình, nhà khóa cửa.", "Đói, sốt nhẹ, hàng xóm cho ăn.", 1)
_URGENT = _Story(("violence",), "Bố say rượu, cầm gậy đuổi đánh cháu tối qua.", "Bầm tím hai tay, sợ về nhà.", 5)
_LATE = _Story(("left_school",), "Cháu bỏ học, theo chú đi phụ hồ.", "Mệt, tay phồng rộp.", 40)
_WAITING = _Story(("violence", "emotional_violence"), "Bố đánh mỗi khi uống rượu.", "Nghỉ học ba buổi.", 72)
_GOING_ON = _Story(("sexual_abuse",), "Cháu kể với cô giáo việc bị người quen đụng chạm.", "Mất ngủ, sợ người lạ.", 480)
_UNTRUE = _Story(("neglect",), "Nghe nói cháu bị bỏ đói.", "Chưa rõ.", 200)


@transaction.atomic
def sample_cases(*, commune: PlaceName, officer_id: UUID, chair_id: UUID, nurse_id: UUID, scope: Scope) -> int:
    """Give the commune six cases at different stages, told by its made-up officer; once, on a new sample.

    Args:
        commune: where.
        officer_id, chair_id, nurse_id: accounts of the sample; the nurse joins one team.
        scope: of the command.

    Returns:
        How many cases.
    """
    people = _People(
        officer=get_scope(user_id=officer_id, user_name="", on=scope.on),
        chair=get_scope(user_id=chair_id, user_name="", on=scope.on),
        nurse_id=nurse_id,
    )
    children = _children(scope, commune)
    told = [_new, _urgent, _late, _plan_waiting, _under_way, _not_true]
    if len(children) < len(told):
        return 0
    for tell, child_id in zip(told, children, strict=False):
        tell(people, commune, child_id)
    return len(told)


def _children(scope: Scope, commune: PlaceName) -> list[UUID]:
    followed = list_followed(scope=scope, record_class=RecordClass.ORDINARY, commune_ids=[commune.id])
    of_age = [each for each in followed if each.birth_date and (scope.on - each.birth_date).days // 365 in AGES]
    return [each.child_id for each in sorted(of_age, key=lambda each: (each.birth_date, each.full_name))][::3]


def _opened(people: _People, commune: PlaceName, child_id: UUID, story: _Story) -> tuple[UUID, datetime]:
    received = now() - timedelta(hours=story.hours_ago)
    worry = Worry(
        told=Told(happened=story.happened, state=story.state, event_place="ở nhà trẻ"),
        channel=Channel("phone"),
        commune_id=commune.id,
        urgent=story is _URGENT,
        harms=story.harms,
        child_id=child_id,
        received_at=received,
        synthetic=True,
    )
    report_id = receive_report(scope=people.officer, worry=worry).report_id
    return open_case(scope=people.officer, report_id=report_id, harms=story.harms, child_id=child_id), received


def _checked(people: _People, case_id: UUID, at: datetime, outcome: CheckOutcome = CheckOutcome.TRUE) -> None:
    words = {"findings": "Đã đến nhà, gặp trẻ và bà nội; đã hỏi cô giáo."}
    if outcome is CheckOutcome.NOT_TRUE:
        words["reason"] = "Trẻ khỏe, ăn uống đủ; người báo nhầm nhà."
    take_step(
        scope=people.officer,
        case_id=case_id,
        taking=Taking(step=Step.CHECKED, at=at, outcome=outcome, words=words),
    )


def _assessed(people: _People, case_id: UUID, at: datetime, form: str, harm: ItemLevel, decided: RiskLevel) -> None:
    items = forms_on(at.astimezone(VIETNAM).date())[form].items
    levels = {each.code: harm if each.table is ItemTable.HARM else _BETTER[harm] for each in items}
    urgent = harm is ItemLevel.HIGH
    conclusion = "Cần can thiệp ngay trong ngày." if urgent else "Theo dõi, chưa cần biện pháp khẩn cấp."
    told = Assessed(
        form=form,
        levels=levels,
        decided=decided,
        emergency=urgent,
        notes={items[0].code: "Có vết bầm mới."} if urgent else {},
        texts=_FULL_TEXTS if form == "03" else {"conclusion": conclusion},
        at=at,
    )
    record_assessment(scope=people.officer, case_id=case_id, told=told)


def _met(people: _People, case_id: UUID, at: datetime) -> None:
    words = {
        "participants": "Bà nội của trẻ; cô giáo chủ nhiệm; trạm y tế; Hội Phụ nữ xã.",
        "minutes": "Thống nhất: trẻ ở với bà, đi học lại từ thứ Hai; Hội Phụ nữ gặp bố mỗi tuần.",
    }
    take_step(scope=people.officer, case_id=case_id, taking=Taking(step=Step.MET, at=at, words=words))


def _planned(people: _People, case_id: UUID, at: datetime, services: Sequence[tuple[str, str, str]]) -> None:
    starts = at.astimezone(VIETNAM).date()
    ends = starts + timedelta(days=90)
    told = Planned(
        starts=starts,
        ends=ends,
        goals="Trẻ an toàn ở nhà bà nội\nTrẻ đi học đều",
        services=[Promised(kind, starts, ends, what, who) for kind, what, who in services],
        texts={"name": "Kế hoạch ba tháng", "wishes": "Trẻ muốn ở với bà và đi học lại."},
        at=at,
    )
    send_plan(scope=people.officer, case_id=case_id, told=told)


def _new(people: _People, commune: PlaceName, child_id: UUID) -> None:
    _opened(people, commune, child_id, _NEW)


def _urgent(people: _People, commune: PlaceName, child_id: UUID) -> None:
    case_id, at = _opened(people, commune, child_id, _URGENT)
    _checked(people, case_id, at + timedelta(hours=1))
    _assessed(people, case_id, at + timedelta(hours=3), "02", ItemLevel.HIGH, RiskLevel.HIGH)


def _late(people: _People, commune: PlaceName, child_id: UUID) -> None:
    case_id, at = _opened(people, commune, child_id, _LATE)
    _checked(people, case_id, at + timedelta(hours=2))


def _plan_waiting(people: _People, commune: PlaceName, child_id: UUID) -> None:
    case_id, at = _opened(people, commune, child_id, _WAITING)
    _checked(people, case_id, at + timedelta(hours=1))
    _assessed(people, case_id, at + timedelta(hours=6), "02", ItemLevel.MEDIUM, RiskLevel.MEDIUM)
    _assessed(people, case_id, at + timedelta(hours=30), "03", ItemLevel.MEDIUM, RiskLevel.MEDIUM)
    _met(people, case_id, at + timedelta(hours=48))
    services = [
        ("psychological", "Trò chuyện với trẻ mỗi tuần một lần", "Trạm y tế xã"),
        ("family_mediation", "Gặp bố mỗi tuần, nhắc bỏ rượu", "Hội Phụ nữ xã"),
        ("education", "Giúp trẻ học bù", "Trường tiểu học"),
    ]
    _planned(people, case_id, at + timedelta(hours=60), services)


def _under_way(people: _People, commune: PlaceName, child_id: UUID) -> None:
    case_id, at = _opened(people, commune, child_id, _GOING_ON)
    _checked(people, case_id, at + timedelta(hours=1))
    _assessed(people, case_id, at + timedelta(hours=4), "02", ItemLevel.MEDIUM, RiskLevel.MEDIUM)
    _assessed(people, case_id, at + timedelta(hours=40), "03", ItemLevel.MEDIUM, RiskLevel.MEDIUM)
    _met(people, case_id, at + timedelta(hours=50))
    services = [
        ("health", "Khám tại bệnh viện tỉnh", "Trạm y tế xã"),
        ("legal", "Trợ giúp pháp lý cho gia đình", "Tư pháp xã"),
        ("psychological", "Tư vấn tâm lý hằng tuần", "Trung tâm công tác xã hội"),
    ]
    _planned(people, case_id, at + timedelta(hours=70), services)
    approved = Taking(step=Step.PLAN_APPROVED, at=at + timedelta(hours=90))
    take_step(scope=people.chair, case_id=case_id, taking=approved)
    add_member(scope=people.officer, case_id=case_id, user_id=people.nurse_id, role=MemberRole("helper"))
    who = {"name": "Lý Văn Đoàn", "age": "khoảng 40 tuổi", "relation": "hàng xóm", "where": "không ở trong xóm nữa"}
    save_person(scope=people.officer, case_id=case_id, role=PersonRole("suspect"), words=who)
    add_note(scope=people.officer, case_id=case_id, text="Cô giáo báo trẻ đi học đều tuần này, đã cười đùa với bạn.")
    first = view_case(scope=people.officer, case_id=case_id).plans[0].services[0]
    settle_service(
        scope=people.officer, case_id=case_id, service_id=first.id, state=ServiceState("done"),
        outcome="Đã khám, có giấy kết quả; không cần nằm viện.",
    )  # fmt: skip


def _not_true(people: _People, commune: PlaceName, child_id: UUID) -> None:
    case_id, at = _opened(people, commune, child_id, _UNTRUE)
    _checked(people, case_id, at + timedelta(hours=2), CheckOutcome.NOT_TRUE)
    criteria = frozenset({"no_danger_seen", "checked_with_others"})
    asked = Taking(
        step=Step.CLOSING_REQUESTED, at=at + timedelta(hours=20), ground="not_true", criteria=criteria,
        words={"reason": "Đã gặp trẻ, hỏi cô giáo và trưởng xóm."},
    )  # fmt: skip
    take_step(scope=people.officer, case_id=case_id, taking=asked)
    take_step(scope=people.chair, case_id=case_id, taking=Taking(step=Step.CLOSED, at=at + timedelta(hours=44)))
