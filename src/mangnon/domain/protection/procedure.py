"""May this step be kept? The order of the procedure, its times, its people and what each step must say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from mangnon.domain.protection.records import Finding, Happened, Refusal, Request, Standing
from mangnon.domain.protection.standing import fold
from mangnon.domain.protection.terms import ACTOR_WORDS, STATE_WORDS
from mangnon.vocab.protection import CheckOutcome, Closing, Procedure, ProtectionContent, State, Step
from mangnon.vocab.working_days import local, local_day

_DECIDES_ON_ASSESSMENT = frozenset({Step.EMERGENCY_DECIDED, Step.EMERGENCY_DECLINED, Step.SEPARATION_DECIDED})
_DECIDES_ON_SEPARATION = frozenset({Step.SEPARATION_EXTENDED, Step.SEPARATION_LIFTED})
_ANSWERS_PLAN = frozenset({Step.PLAN_APPROVED, Step.PLAN_RETURNED})
_ANSWERS_CLOSING = frozenset({Step.CLOSED, Step.CLOSING_RETURNED})
_ANSWERS_EXCEPTION = frozenset({Step.EXCEPTION_APPROVED, Step.EXCEPTION_REFUSED})
_ANSWERS_HANDOVER = frozenset({Step.HANDOVER_ACCEPTED, Step.HANDOVER_DECLINED, Step.HANDOVER_WITHDRAWN})
_BY_THE_OTHER = frozenset({Step.HANDOVER_ACCEPTED, Step.HANDOVER_DECLINED})
_ANY_COMMUNE = frozenset({Step.REPORT_RECEIVED, Step.REPORT_ADDED})
# Says something of the state the case is in, so that it cannot have happened before that state was reached.
_RESTS_ON_STATE = frozenset(
    {
        Step.CLOSING_REQUESTED,
        Step.HANDOVER_OFFERED,
        Step.EXCEPTION_REQUESTED,
        Step.EXCEPTION_APPROVED,
        Step.EXCEPTION_REFUSED,
    }
)
# Told when somebody comes to it: many of them may be written down in another order than they happened.
_IN_ANY_ORDER = frozenset({Step.REPORT_ADDED, Step.SERVED})
_NEEDS_REASON = frozenset(
    {
        Step.EMERGENCY_DECLINED,
        Step.SEPARATION_EXTENDED,
        Step.PLAN_RETURNED,
        Step.CLOSING_RETURNED,
        Step.HANDOVER_OFFERED,
        Step.HANDOVER_DECLINED,
        Step.REOPENED,
        Step.EXCEPTION_REQUESTED,
        Step.EXCEPTION_REFUSED,
    }
)


def standing(history: Sequence[Happened], *, content: ProtectionContent) -> Standing:
    """Return where a case stands after its history, with the steps that may come next.

    Args:
        history: all steps in the order they were told.
        content: all versions; each step is read by the version of its own day.
    """
    found = fold(history, content=content)
    if not history:
        return replace(found, may_follow=(Step.REPORT_RECEIVED,))
    on = local_day(history[-1].told_at)
    following = may_follow(found, procedure=content.procedure(on), closing=content.closing(on))
    return replace(found, may_follow=following)


def refusal(history: Sequence[Happened], wanted: Happened, *, content: ProtectionContent) -> Refusal | None:
    """Tell why a step may not be kept, or None where it may.

    Args:
        history: all steps so far, in the order they were told.
        wanted: the step, with ``told_at`` as the present moment.
        content: all versions; the one of the step's own day counts.

    Raises:
        MomentWithoutZoneError: a moment has no zone.
    """
    return refused(fold(history, content=content), wanted, content=content)


def refused(now: Standing, wanted: Happened, *, content: ProtectionContent) -> Refusal | None:
    """Tell the same of a case whose standing is known."""
    on = local_day(wanted.at)
    procedure, closing = content.procedure(on), content.closing(on)
    return (
        _untimely(now, wanted)
        or _out_of_order(now, wanted.step, procedure, closing)
        or _not_theirs(now, wanted, procedure)
        or _before_what_it_follows(now, wanted, procedure)
        or _own(now, wanted)
        or _incomplete(now, wanted, procedure)
        or _separation(now, wanted, procedure)
        or _exception(now, wanted, procedure)
        or _closing(now, wanted, closing)
    )


def may_follow(now: Standing, *, procedure: Procedure, closing: Closing) -> tuple[Step, ...]:
    """Return the steps that may come next, in the order of the procedure."""
    return tuple(step for step in Step if _out_of_order(now, step, procedure, closing) is None)


def _no(code: str, sentence: str) -> Refusal:
    return Refusal(f"protection.{code}", sentence)


def _untimely(now: Standing, wanted: Happened) -> Refusal | None:
    if wanted.until is not None:
        local(wanted.until)
    if local(wanted.at) > local(wanted.told_at):
        return _no("in_future", "Thời điểm này chưa đến; hãy ghi lúc việc đã xảy ra.")
    if now.told_at is not None and wanted.told_at < now.told_at:
        return _no("told_before", "Đã có bước được ghi sau thời điểm này; hãy tải lại trang rồi ghi lại.")
    return None


def _out_of_order(now: Standing, step: Step, procedure: Procedure, closing: Closing) -> Refusal | None:
    rule = procedure.steps[step]
    if now.state not in rule.after | rule.also_in:
        return _no("order", f"Chưa thể {rule.words}: trường hợp đang ở bước “{STATE_WORDS[now.state]}”.")
    request = _asked(now, step)
    if step in _ANSWERS_CLOSING | _ANSWERS_EXCEPTION | _ANSWERS_HANDOVER and request is None:
        return _no("nothing_asked", f"Chưa thể {rule.words}: chưa có đề nghị nào đang chờ.")
    if step is Step.HANDOVER_WITHDRAWN and now.state is State.PASSING_ON:
        return _no("order", "Thông tin đã chuyển đi, xã kia phải trả lời.")
    if step in _DECIDES_ON_ASSESSMENT and now.assessment is None:
        return _no("no_assessment", f"Chưa thể {rule.words}: chưa có đánh giá nguy cơ ban đầu.")
    if step is Step.EMERGENCY_DECLINED and not now.emergency_open:
        return _no("nothing_asked", "Không có đánh giá nào đề nghị biện pháp khẩn cấp đang chờ quyết định.")
    if step in _DECIDES_ON_SEPARATION and (now.separation is None or now.separation.lifted_at is not None):
        return _no("no_separation", f"Chưa thể {rule.words}: trẻ không đang được cách ly.")
    if step in _DECIDES_ON_SEPARATION and now.finding is None:
        return _no("no_finding", f"Chưa thể {rule.words}: hãy đánh giá lại trẻ và người chăm sóc trước.")
    if step is Step.SEPARATION_DECIDED and now.separation and now.finding is None:
        return _no("no_finding", f"Chưa thể {rule.words} lần nữa: hãy đánh giá lại trẻ và người chăm sóc trước.")
    if step is Step.SERVED and not now.plan_in_force:
        return _no("no_plan", "Chưa có kế hoạch nào được duyệt để thực hiện dịch vụ.")
    return _blocked(now, step, closing)


def _blocked(now: Standing, step: Step, closing: Closing) -> Refusal | None:
    """What two open requests must not do to each other."""
    if step is Step.EXCEPTION_REQUESTED and now.exception:
        return _no("already_asked", "Đã có một đề nghị bỏ qua bước đang chờ; hãy đợi trả lời.")
    if step is Step.CLOSING_REQUESTED:
        if now.closing:
            return _no("already_asked", "Đã có đề nghị kết thúc đang chờ.")
        if not any(now.state in each.states for each in closing.grounds):
            return _no("order", f"Chưa thể đề nghị kết thúc khi “{STATE_WORDS[now.state]}”.")
    if step is Step.HANDOVER_OFFERED and (now.handover or now.closing):
        return _no("already_asked", "Đang có đề nghị chuyển hoặc kết thúc chờ trả lời.")
    if step in (Step.CLOSING_REQUESTED, Step.CLOSED) and now.exception:
        return _no("open_request", "Còn đề nghị bỏ qua bước chờ trả lời; hãy trả lời trước khi kết thúc.")
    if step in (Step.CLOSING_REQUESTED, Step.CLOSED) and now.handover:
        return _no("open_request", "Còn đề nghị chuyển xã chờ trả lời; hãy trả lời trước khi kết thúc.")
    return None


def _asked(now: Standing, step: Step) -> Request | None:
    """The request that a step answers."""
    if step in _ANSWERS_PLAN:
        return now.plan_sent if now.plan_answer == "waiting" else None
    if step in _ANSWERS_CLOSING:
        return now.closing
    if step in _ANSWERS_EXCEPTION:
        return now.exception
    return now.handover if step in _ANSWERS_HANDOVER else None


def _rests_on(now: Standing, step: Step) -> Finding | None:
    """The assessment or review that a decision rests on."""
    if step is Step.SEPARATION_DECIDED and now.separation:
        return now.finding
    if step in _DECIDES_ON_ASSESSMENT:
        return now.assessment
    return now.finding if step in _DECIDES_ON_SEPARATION else None


def _not_theirs(now: Standing, wanted: Happened, procedure: Procedure) -> Refusal | None:
    rule = procedure.steps[wanted.step]
    if wanted.role not in rule.who:
        actors = " hoặc ".join(ACTOR_WORDS[each] for each in sorted(rule.who))
        return _no("not_yours", f"Chỉ {actors} được {rule.words}.")
    if wanted.step in _ANY_COMMUNE:
        return None
    responsible = now.handover.to_commune if wanted.step in _BY_THE_OTHER and now.handover else now.commune
    if wanted.commune != responsible:
        return _no("other_commune", f"Xã khác đang phụ trách; xã này chưa được {rule.words}.")
    return None


def must_follow(now: Standing, step: Step, procedure: Procedure) -> datetime | None:
    """Return the moment before which a step cannot have happened: that of what it must follow."""
    rule = procedure.steps[step]
    moments = [now.received_at, None if step in _IN_ANY_ORDER else now.reached.get(step)]
    if now.state in rule.after and step is not Step.REPORT_ADDED:
        moments.append(now.since)
    if request := _asked(now, step):
        moments.append(request.at)
    if finding := _rests_on(now, step):
        moments.append(finding.at)
    if step in _DECIDES_ON_SEPARATION | {Step.SEPARATION_DECIDED} and now.separation:
        moments.append(now.separation.decided_at)
    if step is Step.SERVED:
        moments.append(now.reached.get(Step.PLAN_APPROVED))
    if step in _RESTS_ON_STATE:
        moments.append(now.since)
    return max((each for each in moments if each is not None), default=None)


def _before_what_it_follows(now: Standing, wanted: Happened, procedure: Procedure) -> Refusal | None:
    earliest = must_follow(now, wanted.step, procedure)
    if earliest is not None and wanted.at < earliest:
        at = local(earliest).strftime("%H:%M ngày %d/%m/%Y")
        return _no("back_dated", f"Thời điểm này trước bước phải làm trước đó ({at}); hãy xem lại giờ, ngày.")
    return None


def _own(now: Standing, wanted: Happened) -> Refusal | None:
    request, finding = _asked(now, wanted.step), _rests_on(now, wanted.step)
    asked_by = {request.by} if request and wanted.step is not Step.HANDOVER_WITHDRAWN else set()
    if finding:
        asked_by.add(finding.by)
    if wanted.by in asked_by:
        return _no("own", "Người đề nghị, đánh giá không tự quyết định được; cần người khác.")
    return None


def _incomplete(now: Standing, wanted: Happened, procedure: Procedure) -> Refusal | None:
    step = wanted.step
    if step is Step.CHECKED and wanted.outcome is None:
        return _no("no_outcome", "Hãy chọn kết quả kiểm tra: đúng, không đúng hoặc chuyển xã khác.")
    passes = step is Step.HANDOVER_OFFERED or wanted.outcome is CheckOutcome.PASSED_ON
    if passes and (wanted.to_commune is None or wanted.to_commune == now.commune):
        return _no("no_commune", "Hãy chọn xã khác sẽ nhận.")
    if step is Step.ASSESSED and wanted.emergency is None:
        return _no("no_conclusion", "Hãy kết luận: có cần biện pháp khẩn cấp hay không.")
    if step is Step.PLAN_SENT and (wanted.plan_until is None or wanted.plan_until < local_day(wanted.at)):
        return _no("no_plan_end", "Hãy ghi ngày kết thúc kế hoạch, không trước hôm trình.")
    unasked = step in (Step.EMERGENCY_DECIDED, Step.SEPARATION_DECIDED) and not _asks_for_measure(now)
    if (step in _NEEDS_REASON or unasked or wanted.outcome is CheckOutcome.NOT_TRUE) and not wanted.reasoned:
        return _no("no_reason", f"Hãy ghi lý do {procedure.steps[step].words}.")
    return None


def _asks_for_measure(now: Standing) -> bool:
    return bool(now.assessment and now.assessment.emergency)


def _separation(now: Standing, wanted: Happened, procedure: Procedure) -> Refusal | None:
    if wanted.step not in (Step.SEPARATION_DECIDED, Step.SEPARATION_EXTENDED):
        return None
    newest = now.separation
    in_force = bool(newest and newest.in_force(wanted.at))
    if wanted.step is Step.SEPARATION_DECIDED and in_force:
        return _no("separation_in_force", "Trẻ đang được cách ly; hãy gia hạn thay vì quyết định lần nữa.")
    if wanted.step is Step.SEPARATION_EXTENDED and not in_force:
        return _no("separation_over", "Thời hạn cách ly đã hết; hãy ra quyết định mới nếu trẻ còn cần.")
    start = newest.ended_at if wanted.step is Step.SEPARATION_EXTENDED and newest else wanted.at
    if wanted.until is None or wanted.until <= start:
        return _no("no_until", "Hãy ghi cách ly đến khi nào, sau thời điểm đang có hiệu lực.")
    whole = now.separated_for + (wanted.until - start)
    if whole > timedelta(days=procedure.separation_days) and not (wanted.demanded and wanted.documented):
        return _no(
            "separation_too_long",
            f"Cách ly tất cả không quá {procedure.separation_days} ngày, trừ khi cơ quan có thẩm quyền yêu cầu"
            " bằng văn bản; hãy rút ngắn hoặc đính kèm văn bản.",
        )
    return None


def _exception(now: Standing, wanted: Happened, procedure: Procedure) -> Refusal | None:
    if wanted.step not in _ANSWERS_EXCEPTION | {Step.EXCEPTION_REQUESTED}:
        return None
    if wanted.skips is None:
        return _no("no_step", "Hãy chọn bước cần bỏ qua.")
    if now.exception and wanted.skips is not now.exception.skips:
        return _no("other_step", "Đề nghị đang chờ là về bước khác; hãy tải lại trang.")
    rule = procedure.steps[wanted.skips]
    if rule.skipped_as is None:
        return _no("never_skipped", f"Không bước nào thay được việc {rule.words}; không thể bỏ qua.")
    if wanted.step is not Step.EXCEPTION_REFUSED and now.state not in rule.after:
        return _no("exception_outlived", f"Lúc này không phải bước {rule.words}; không còn gì để bỏ qua.")
    return None


def _closing(now: Standing, wanted: Happened, closing: Closing) -> Refusal | None:
    if wanted.step not in (Step.CLOSING_REQUESTED, Step.CLOSED):
        return None
    code = wanted.ground if wanted.step is Step.CLOSING_REQUESTED or now.closing is None else now.closing.ground
    ground = closing.ground(code)
    if ground is None:
        return _no("no_ground", "Hãy chọn lý do kết thúc trong danh sách.")
    if now.state not in ground.states:
        return _no("ground_not_now", f"Không kết thúc được vì “{ground.words}” khi “{STATE_WORDS[now.state]}”.")
    if wanted.step is Step.CLOSING_REQUESTED and set(ground.criteria) - wanted.criteria:
        return _no("criteria_open", "Hãy trả lời mọi tiêu chí kết thúc trước khi đề nghị.")
    if ground.at_once:
        return None
    if now.emergency_open:
        return _no("emergency_open", "Đánh giá đề nghị biện pháp khẩn cấp chưa được trả lời; hãy quyết định trước.")
    if now.news:
        return _no("not_assessed", "Có thông tin mới về trẻ chưa được đánh giá; hãy đánh giá trước khi kết thúc.")
    if now.separation and now.separation.in_force(wanted.at):
        return _no("separation_in_force", "Trẻ còn đang được cách ly; hãy hủy bỏ quyết định cách ly trước.")
    return None
