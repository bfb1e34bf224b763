"""Writes of hazards: reported by whoever walks past, mended by who is in charge, checked by somebody else."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from mangnon.core.audit.services import record
from mangnon.core.clock import now
from mangnon.core.content.safety import hazard_content
from mangnon.core.scope.rights import Action, RecordClass
from mangnon.core.scope.roles import as_service
from mangnon.core.scope.scope import Scope
from mangnon.domain.children.portraits import encode_portrait, keep_portrait
from mangnon.domain.safety.errors import NotThereError, StepRefusedError, ToldWronglyError
from mangnon.domain.safety.models import Hazard, HazardStep
from mangnon.domain.safety.places import columns_of
from mangnon.domain.safety.queries import may_check
from mangnon.domain.safety.records import HazardStepTold, HazardTold
from mangnon.domain.safety.rules import next_states
from mangnon.domain.safety.terms import HazardState

HEALTH = RecordClass.HEALTH
PHOTO_SIDE = 1280  # pixels: enough to see what is broken


def report_hazard(*, scope: Scope, told: HazardTold, key: UUID | None = None) -> UUID:
    """Report a hazard; sending the same form twice reports it once.

    Args:
        scope: of who reports; must be able to write health data of the place.
        told: what and where; its photo is drawn anew, without where and when it was taken.
        key: of the new row, made when the form was opened.

    Raises:
        NotYoursError: the place is not theirs.
        ToldWronglyError: a value does not fit; the sentence says which.
        PhotoRefusedError: the file is no picture that can be kept.
    """
    content = hazard_content(told.on)
    if told.kind not in content.kinds:
        raise ToldWronglyError("Hãy chọn loại nguy cơ.")
    if told.on > scope.on:
        raise ToldWronglyError("Ngày ở tương lai; hãy ghi ngày thấy nguy cơ.")
    if not told.spot.words.strip() and told.spot.latitude is None:
        raise ToldWronglyError("Hãy ghi chỗ có nguy cơ, hoặc lấy vị trí, để người khác tìm được.")
    scope.require(Action.WRITE, HEALTH, commune_id=told.spot.commune_id, hamlet_id=told.spot.hamlet_id)
    columns = columns_of(told.spot, on=scope.on)
    with as_service():
        if key and Hazard.objects.filter(pk=key).exists():
            return key
        photo = keep_portrait(encode_portrait(told.photo, longest=PHOTO_SIDE)) if told.photo else ""
        hazard = Hazard(
            kind=told.kind, description=told.description.strip()[:500], photo=photo, owner=told.owner.strip()[:120],
            reported_on=told.on, reported_by=scope.user_id, state=HazardState.REPORTED, state_on=told.on,
            deadline=told.on + timedelta(days=content.kinds[told.kind].within_days), synthetic=told.synthetic,
            **columns,
        )  # fmt: skip
        hazard.id = key or hazard.id
        hazard.save(force_insert=True)
        _step(scope, hazard, HazardStepTold(told.on, str(HazardState.REPORTED), deadline=hazard.deadline))
        record(scope=scope, action="safety.report_hazard", record_class=HEALTH, place_id=hazard.commune_id)
    return hazard.pk


def advance_hazard(*, scope: Scope, hazard_id: UUID, told: HazardStepTold) -> None:
    """Write the next step of a hazard's mending.

    The commune takes it on and checks it; whoever works there may tell that it is mended. Nobody checks what they
    themselves told to be mended, and a later deadline needs its reason.

    Raises:
        NotThereError: there is no such hazard within scope.
        StepRefusedError: the step does not follow, or is not theirs to take.
        ToldWronglyError: body, deadline, day or reason is missing or wrong.
    """
    with as_service():
        hazard = Hazard.objects.select_for_update().filter(pk=hazard_id).first()
        reach = scope.reach(Action.WRITE, HEALTH)
        if hazard is None or not reach.covers(commune_id=hazard.commune_id, hamlet_id=hazard.hamlet_id):
            raise NotThereError
        whole = reach.covers(commune_id=hazard.commune_id, hamlet_id=None)
        if told.state not in next_states(hazard.state) or (told.state != HazardState.FIXED and not whole):
            raise StepRefusedError
        _check_told(scope, hazard, told)
        if told.state == HazardState.ACCEPTED:
            hazard.body = told.body.strip()[:120]
            hazard.deadline = told.deadline or hazard.deadline
        hazard.state, hazard.state_on = told.state, told.on
        hazard.save()
        _step(scope, hazard, told)
        record(
            scope=scope, action="safety.advance_hazard", record_class=HEALTH, place_id=hazard.commune_id,
            detail={"kind": told.state},
        )  # fmt: skip


def _check_told(scope: Scope, hazard: Hazard, told: HazardStepTold) -> None:
    if told.on > scope.on or told.on < hazard.reported_on:
        raise ToldWronglyError("Ngày phải từ ngày báo đến hôm nay; hãy xem lại.")
    if told.state == HazardState.ACCEPTED:
        if not told.body.strip():
            raise ToldWronglyError("Hãy ghi ai xử lý: tên cơ quan, đơn vị hoặc người.")
        if told.deadline is not None and told.deadline < told.on:
            raise ToldWronglyError("Hạn xử lý ở trước ngày nhận; hãy chọn ngày sau.")
        later = told.deadline is not None and told.deadline > hazard.deadline
        if (later or hazard.state == HazardState.FIXED) and len(told.note.strip()) < 3:
            raise ToldWronglyError("Lùi hạn, hoặc trả lại để làm tiếp, thì hãy ghi lý do.")
    if told.state == HazardState.CHECKED and not may_check(scope=scope, hazard_id=hazard.pk):
        raise ToldWronglyError("Người báo đã khắc phục không tự kiểm tra; hãy nhờ người khác đến xem.")


def _step(scope: Scope, hazard: Hazard, told: HazardStepTold) -> None:
    HazardStep.objects.create(
        hazard=hazard, commune_id=hazard.commune_id, hamlet_id=hazard.hamlet_id, on=told.on, state=told.state,
        body=told.body.strip()[:120], deadline=told.deadline, note=told.note.strip()[:300], recorded_at=now(),
        recorded_by=scope.user_id,
    )  # fmt: skip
