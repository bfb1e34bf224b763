"""Made-up forms of every kind, filled and empty."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from mangnon.interfaces.papers.forms import (
    Activity,
    Assessed,
    Attendee,
    Child,
    ClosingDecision,
    EarlierDecision,
    FirstAssessment,
    Form,
    IncomingReport,
    Issue,
    Item,
    MeetingMinutes,
    Opinion,
    Parent,
    PlanDecision,
    ReferralLetter,
    Reporter,
    Review,
    SafetyMeasure,
    SeparationChange,
    SeparationDecision,
    Signer,
    SpecificAssessment,
    SupportPlan,
)

BODY = "Ủy ban nhân dân xã Sao Mai"
CHAIR = Signer(title="Chủ tịch", full_name="Lê Thị Mẫu Đơn")
CHILD = Child(
    full_name="Hoàng Thị Thử Nghiệm",
    birth_date=date(2016, 2, 5),
    sex="f",
    personal_id="019316000001",
    address="xóm Đồng Tâm, xã Sao Mai, tỉnh Thái Nguyên",
)
UNKNOWN_CHILD = Child()
REPORTER = Reporter(
    agreed=True, full_name="Vũ Văn Báo Tin", phone="0912 345 678", address="xóm Bến Đò, xã Sao Mai, tỉnh Thái Nguyên"
)
PRESENT = (
    "Trẻ có nhiều vết bầm ở tay, hay giật mình, không muốn về nhà.\n"
    "Ông Vũ Văn Báo Tin kể đã nghe trẻ khóc nhiều đêm liền; có thể gọi lại qua số 0912.345.678."
)


def issue(symbol: str = "BC-UBND", *, number: int | None = 5, signer: Signer | None = None) -> Issue:
    """Return who issues: the made-up commune of Sao Mai."""
    return Issue(
        body=BODY,
        place="Sao Mai",
        symbol=symbol,
        signer=signer,
        number=number,
        on=date(2026, 2, 5),
        recipients=("Chủ tịch Ủy ban nhân dân xã Sao Mai", "Trạm Y tế xã Sao Mai"),
        archive="VHXH",
    )


HARM = (
    Item(code="H1", question="Mức độ nghiêm trọng của tổn hại đối với trẻ em", level="high", note="Bầm tím hai tay"),
    Item(code="H2", question="Nguy cơ tiếp tục bị tổn hại nếu trẻ em vẫn sống trong hoàn cảnh hiện tại", level="high"),
    Item(code="H3", question="Khả năng người gây tổn hại tiếp cận trẻ em", level="medium", note="Sống cùng nhà"),
)
ABILITY = (
    Item(code="P1", question="Khả năng tự bảo vệ của trẻ em", level="low"),
    Item(code="P2", question="Khả năng tiếp nhận sự hỗ trợ", level="medium", note="Chịu nói chuyện với cô giáo"),
    Item(code="P3", question="Biết người có thể bảo vệ mình", level=None),
)
ASSESSED = Assessed(harm=HARM, ability=ABILITY)

REPORT = IncomingReport(
    issue=issue(),
    child=CHILD,
    subject="abused",
    channel="telephone",
    received_at=datetime(2026, 2, 5, 1, 30, tzinfo=UTC),
    received_by="Nguyễn Thị Cán Bộ",
    place_of_event="xóm Đồng Tâm, xã Sao Mai",
    present_state=PRESENT,
    likely_consequence="Trẻ tiếp tục bị đánh, bỏ học.",
    father=Parent(full_name="Hoàng Văn Cha", age="38 tuổi", job="thợ xây"),
    mother=Parent(full_name="Trần Thị Mẹ", age=None, job="làm ruộng"),
    family="Gia đình đông con, cha hay uống rượu.",
    carer="Bà ngoại",
    actions_taken="Cô giáo đã đưa trẻ đến Trạm Y tế.",
    reporter=REPORTER,
    notes="Cần đến nhà trong buổi sáng.",
    receiving_offices_copy=True,
)
EMPTY_REPORT = IncomingReport(issue=issue(number=None), child=UNKNOWN_CHILD, receiving_offices_copy=True)
FIRST = FirstAssessment(
    issue=issue(),
    child=CHILD,
    assessed=ASSESSED,
    on=date(2026, 2, 5),
    officer="Nguyễn Thị Cán Bộ",
    conclusion="Nguy cơ cao, trẻ không thể ở lại nhà trong lúc này.",
    emergency=True,
    measures=(
        SafetyMeasure(need="Chỗ ở và các điều kiện sinh hoạt", service="Ở tạm với người thân",
                      provider="Bà Ngô Thị Nương Tựa, xóm Bãi"),
        SafetyMeasure(need="Chăm sóc y tế", service="Khám, điều trị vết thương", provider="Trạm Y tế xã Sao Mai"),
    ),
)  # fmt: skip
SPECIFIC = SpecificAssessment(
    issue=issue(),
    child=CHILD,
    assessed=ASSESSED,
    on=date(2026, 2, 6),
    officer="Nguyễn Thị Cán Bộ",
    physical="Bầm tím hai tay, đã được băng.",
    psychological="Lo sợ, khó ngủ.",
    emotional="Gắn bó với bà ngoại.",
    family="Cha hay uống rượu, mẹ đi làm xa.",
    relations="Thân với cô giáo chủ nhiệm.",
    ability_to_protect="Bà ngoại có thể chăm sóc.",
    care_strengths="Có bà ngoại ở gần.",
    care_weaknesses="Cha sống cùng nhà.",
    future_carer="Bà Ngô Thị Nương Tựa",
    future_strengths="Có chỗ ở riêng, yêu thương trẻ.",
    future_weaknesses="Tuổi cao.",
    conclusion="Nguy cơ cao.",
    problems="An toàn, sức khỏe, việc học.",
    childs_wishes="Em muốn ở với bà ngoại và đi học lại.",
    familys_wishes="Mẹ muốn con được an toàn.",
    services="Tư vấn tâm lý; khám sức khỏe; hỗ trợ học tập.",
)
PLAN = SupportPlan(
    issue=issue("KH-UBND", signer=Signer(title="Công chức văn hóa - xã hội", full_name="Nguyễn Thị Cán Bộ")),
    child=CHILD,
    name="Hỗ trợ trẻ em bị bạo lực gia đình",
    goals=("Trẻ được an toàn", "Vết thương lành, ngủ được", "Đi học lại trong tháng 02"),
    activities=(
        Activity(activity="Bố trí ở với bà ngoại", in_charge="Nguyễn Thị Cán Bộ", others="Trưởng xóm",
                 time="từ 05/02/2026"),
        Activity(activity="Khám và điều trị", in_charge="Trạm Y tế xã", others="Bà ngoại", time="05/02 đến 20/02/2026"),
        Activity(activity="Tư vấn tâm lý, mỗi tuần một buổi", in_charge="Trung tâm Công tác xã hội",
                 time="4 tuần"),
    ),
    money="none",
)  # fmt: skip
PLAN_DECISION = PlanDecision(
    issue=issue("QĐ-UBND", signer=CHAIR),
    plan=PLAN,
    proposer="người làm công tác bảo vệ trẻ em cấp xã",
    executors=("Văn phòng Ủy ban nhân dân xã", "Trạm Y tế xã", "người làm công tác bảo vệ trẻ em cấp xã"),
)
REVIEW = Review(
    issue=issue(),
    child=CHILD,
    assessed=ASSESSED,
    on=date(2026, 3, 12),
    officer="Nguyễn Thị Cán Bộ",
    plan_name="Hỗ trợ trẻ em bị bạo lực gia đình",
    conclusion="Trẻ đã an toàn, cần theo dõi thêm một tháng.",
)
MINUTES = MeetingMinutes(
    issue=issue("BB-UBND"),
    child=CHILD,
    begun_at=datetime(2026, 2, 7, 1, 0, tzinfo=UTC),
    ended_at=datetime(2026, 2, 7, 3, 15, tzinfo=UTC),
    place="Trụ sở Ủy ban nhân dân xã Sao Mai",
    chair="Lê Thị Mẫu Đơn",
    secretary="Nguyễn Thị Cán Bộ",
    attendees=(
        Attendee(full_name="Đỗ Văn Trưởng Xóm", role="Trưởng xóm Đồng Tâm"),
        Attendee(full_name="Trần Thị Mẹ", role="Mẹ của trẻ em"),
    ),
    opinions=(Opinion(speaker="Trần Thị Mẹ", words="Đồng ý để con ở với bà ngoại."),),
    needs=("Chỗ ở an toàn", "Khám, điều trị", "Tư vấn tâm lý"),
    conclusion="Thống nhất lập kế hoạch hỗ trợ, can thiệp.",
)
SEPARATION = SeparationDecision(
    issue=issue("QĐ-UBND", signer=CHAIR),
    child=CHILD,
    apart_from="ông Hoàng Văn Cha",
    reason="trẻ em bị cha gây tổn hại nghiêm trọng về sức khỏe và có nguy cơ tiếp tục bị xâm hại",
    from_moment=datetime(2026, 2, 5, 9, 0, tzinfo=UTC),
    until=date(2026, 2, 14),
    shelter="nhà bà Ngô Thị Nương Tựa, xóm Bãi",
    carer="bà Ngô Thị Nương Tựa",
    proposer="người làm công tác bảo vệ trẻ em cấp xã",
    executors=("Công an xã", "Trạm Y tế xã", "ông Hoàng Văn Cha"),
)
EARLIER = EarlierDecision(number="05/QĐ-UBND", on=date(2026, 2, 5))
EXTENDED = SeparationChange(
    issue=issue("QĐ-UBND", number=9, signer=replace(CHAIR, authority="KT. Chủ tịch", title="Phó Chủ tịch")),
    child=CHILD,
    kind="extend",
    earlier=EARLIER,
    apart_from="ông Hoàng Văn Cha",
    day=date(2026, 2, 19),
    reason="nơi ở của trẻ em chưa bảo đảm an toàn",
    executors=("Công an xã",),
)
LIFTED = replace(EXTENDED, kind="lift", reason="cha của trẻ em được đánh giá đã bảo đảm an toàn cho trẻ em")
CLOSING = ClosingDecision(
    issue=issue("QĐ-UBND", number=31, signer=CHAIR),
    child=CHILD,
    earlier=EARLIER,
    from_day=date(2026, 6, 1),
    outcome="Trẻ em an toàn, đi học đều, không còn dấu hiệu bị tổn hại.",
    reason="các mục tiêu của kế hoạch đã đạt",
    follow_up="Cộng tác viên thăm hai tháng một lần trong sáu tháng.",
    executors=("Người làm công tác bảo vệ trẻ em cấp xã",),
)
LETTER = ReferralLetter(
    issue=issue("UBND-VHXH", number=12, signer=replace(CHAIR, authority="TM. Ủy ban nhân dân")),
    to=("Trung tâm Công tác xã hội tỉnh Thái Nguyên",),
    child=CHILD,
    about="phối hợp tư vấn tâm lý cho trẻ em",
    situation="Trẻ lo sợ, khó ngủ sau vụ việc.",
    asked=("Cử người tư vấn tâm lý cho trẻ, mỗi tuần một buổi trong bốn tuần.", "Báo kết quả sau mỗi buổi."),
    answer_by=date(2026, 2, 10),
    contact="bà Nguyễn Thị Cán Bộ, điện thoại 0208 3000 000",
    enclosed=("Giấy đồng ý của mẹ",),
)
ALL: dict[str, Form] = {
    "report": REPORT, "report_empty": EMPTY_REPORT, "first": FIRST, "specific": SPECIFIC, "plan": PLAN,
    "plan_decision": PLAN_DECISION, "review": REVIEW, "minutes": MINUTES, "separation": SEPARATION,
    "extended": EXTENDED, "lifted": LIFTED, "closing": CLOSING, "letter": LETTER,
}  # fmt: skip
