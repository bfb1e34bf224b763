"""The matrix: every address of the house, with the roles that may open it and the roles that may send to it.

A new address without a line here fails ``test_rights_matrix.py``. A line says for whom the surface answers about
what lies within their own place (``TwoCommunes.first``); that nothing of the other commune, and nothing of a class
that is not theirs, is in any answer is checked for every surface and role without a line.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from tests.scope.case_surfaces import CASE_SURFACES
from tests.scope.oversight_surfaces import OVERSIGHT_SURFACES
from tests.scope.referral_surfaces import REFERRAL_SURFACES
from tests.scope.report_surfaces import REPORT_SURFACES
from tests.scope.safety_surfaces import SAFETY_SURFACES
from tests.scope.surface import ALL, NOBODY, Surface, who_may
from tests.scope.two_communes import Known, TwoCommunes

from mangnon.core.clock import now
from mangnon.core.places.models import PlannedChange
from mangnon.core.scope.models import Assignment
from mangnon.core.scope.rights import Action, RecordClass, Role
from mangnon.domain.children.models import AccessRequest, Child, DuplicatePair
from mangnon.domain.children.portraits import keep_portrait
from mangnon.domain.growth.models import Measurement
from mangnon.domain.questionnaires.models import Response
from mangnon.domain.screening.models import Screening
from mangnon.interfaces.exchange.models import ImportRow, ImportRun

LOOK_AT_ACCOUNTS = frozenset({Role.PROVINCE_OFFICER, Role.AUDITOR, Role.SYSTEM_ADMINISTRATOR})
WRITE_ACCOUNTS = frozenset({Role.SYSTEM_ADMINISTRATOR})
CHANGE_COMMUNES = frozenset({Role.PROVINCE_OFFICER})
CHANGE_HAMLETS = frozenset({Role.PROVINCE_OFFICER, Role.COMMUNE_OFFICER})
AUDITOR = frozenset({Role.AUDITOR})
COUNT_PROVINCE = frozenset({Role.PROVINCE_OFFICER, Role.PROVINCE_LEADER})


SEE_CHILDREN = who_may(Action.SEE, RecordClass.ORDINARY)
WRITE_CHILDREN = who_may(Action.WRITE, RecordClass.ORDINARY)
EXPORT_CHILDREN = who_may(Action.EXPORT, RecordClass.ORDINARY)
IMPORT_CHILDREN = who_may(Action.IMPORT, RecordClass.ORDINARY)
WRITE_HEALTH = who_may(Action.WRITE, RecordClass.HEALTH)
# Answers of the mind: some keep them, others only hand them in.
HAND_IN = who_may(Action.WRITE, RecordClass.SENSITIVE) | who_may(Action.HAND_IN, RecordClass.SENSITIVE)
SEE_ANSWERS = who_may(Action.SEE, RecordClass.HEALTH)
COUNT_HEALTH = who_may(Action.COUNT, RecordClass.HEALTH)
SEE_HEALTH = who_may(Action.SEE, RecordClass.HEALTH)
EXPORT_HEALTH = who_may(Action.EXPORT, RecordClass.HEALTH)


def _somebody(house: TwoCommunes, known: Known) -> dict[str, Any]:
    return {"user_id": house.users[Role.COLLABORATOR].id}


def _child(house: TwoCommunes, known: Known) -> dict[str, Any]:
    return {"child_id": known.child_id}


def _pair(house: TwoCommunes, known: Known) -> dict[str, Any]:
    """Two records of one commune that may be one child."""
    twin, _ = Child.objects.get_or_create(
        full_name=known.words[RecordClass.ORDINARY], commune_id=known.commune_id, hamlet_id=None,
        defaults={"search_text": ""},
    )  # fmt: skip
    first, second = sorted((known.child_id, twin.id))
    pair, _ = DuplicatePair.objects.get_or_create(first_id=first, second_id=second, defaults={"weight": 1.0})
    return {"pair_id": pair.id}


def _no_such(name: str) -> Callable[[TwoCommunes, Known], dict[str, Any]]:
    return lambda house, known: {name: known.facility_id}


def _commune(house: TwoCommunes, known: Known) -> dict[str, Any]:
    return {"place_id": known.commune_id}


def _renaming(house: TwoCommunes, known: Known) -> dict[str, Any]:
    return {"on": "01/11/2026", "source": "NQ 1", "kind": "phường", "name": "Tên Mới"}


def _planned(house: TwoCommunes, known: Known) -> dict[str, Any]:
    code = "05830" if known is house.first else "05833"
    row, _ = PlannedChange.objects.get_or_create(
        action={"change": "rename", "code": code, "name": "Tên Mới", "kind": "xã"}, on=date(2026, 12, 31),
        state="planned", defaults={"source": "NQ 1", "planned_at": now()},
    )  # fmt: skip
    return {"planned_id": row.pk}


def _their_assignment(house: TwoCommunes, known: Known) -> dict[str, Any]:
    user = house.users[Role.COLLABORATOR]
    key: UUID = Assignment.objects.values_list("id", flat=True).get(user=user)
    return {"user_id": user.id, "assignment_id": key}


def _import(house: TwoCommunes, known: Known) -> dict[str, Any]:
    """An import of the commune's, carried out, with a row that names its child and one that waits."""
    run, _ = ImportRun.objects.get_or_create(
        place_id=known.commune_id, kind="children",
        defaults={"file_name": "a.csv", "file_digest": b"0", "state": "done", "at": now(), "counts": {"created": 1},
                  "layouts": {"kind": "children", "tables": []}},
    )  # fmt: skip
    if not run.verdicts.exists():
        cells = {"full_name": known.words[RecordClass.ORDINARY]}
        ImportRow.objects.create(run=run, sheet="A", row=2, verdict="created", child_id=known.child_id, cells=cells)
        ImportRow.objects.create(run=run, sheet="A", row=3, verdict="unmatched", cells=cells)
    return {"run_id": run.pk}


def _import_row(house: TwoCommunes, known: Known) -> dict[str, Any]:
    at = _import(house, known)
    return {**at, "row_id": ImportRow.objects.filter(run_id=at["run_id"]).latest("pk").pk}


def _upload(house: TwoCommunes, known: Known) -> dict[str, Any]:
    content = "Họ và tên,Ngày sinh,Giới tính,Mẹ\nLý Văn Sơn,2019,Nam,Hoàng Thị Na\n".encode()
    return {"loai": "children", "xa": str(known.commune_id), "file": SimpleUploadedFile("a.csv", content)}


def _picture() -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (30, 40)).save(target, "JPEG")
    return target.getvalue()


def _photo(house: TwoCommunes, known: Known) -> dict[str, Any]:
    """A child with a photo."""
    children = Child.objects.filter(pk=known.child_id)
    if not children.exclude(photo="").exists():
        children.update(photo=keep_portrait(_picture()))
    return {"child_id": known.child_id}


def _photo_sent(house: TwoCommunes, known: Known) -> dict[str, Any]:
    return {"nguoi": "Nông Thị Mẹ", "quan_he": "mother", "ngay": "24/11/2026", "tre_dong_y": "1",
            "tep": SimpleUploadedFile("a.jpg", _picture())}  # fmt: skip


def _question(house: TwoCommunes, known: Known) -> dict[str, Any]:
    return {"child_id": known.child_id, "request_id": AccessRequest.objects.get(child_id=known.child_id).pk}


def _weighing(house: TwoCommunes, known: Known) -> dict[str, Any]:
    fact = Measurement.objects.filter(child_id=known.child_id).order_by("recorded_at").first()
    assert fact is not None
    return {"child_id": known.child_id, "kind": "can", "fact_id": fact.pk}


def _screened(house: TwoCommunes, known: Known) -> dict[str, Any]:
    fact = Screening.objects.filter(child_id=known.child_id, kind="hearing").order_by("recorded_at").first()
    assert fact is not None
    return {"child_id": known.child_id, "kind": "hearing", "fact_id": fact.pk}


def _response(house: TwoCommunes, known: Known) -> dict[str, Any]:
    return {"child_id": known.child_id, "key": Response.objects.get(child_id=known.child_id, code="dev-24").pk}


def _questionnaire(code: str) -> Callable[[TwoCommunes, Known], dict[str, Any]]:
    return lambda house, known: {"child_id": known.child_id, "code": code}


SURFACES: dict[str, Surface] = {
    **CASE_SURFACES,
    **OVERSIGHT_SURFACES,
    "accounts:list": Surface(opens=LOOK_AT_ACCOUNTS),
    "accounts:register": Surface(
        opens=WRITE_ACCOUNTS, sends=WRITE_ACCOUNTS,
        data=lambda house, known: {"username": "moi.nguoi", "full_name": "Người Mới"},
    ),
    "accounts:me": Surface(opens=ALL),
    "accounts:account": Surface(opens=LOOK_AT_ACCOUNTS | {Role.COLLABORATOR}, address=_somebody),
    "accounts:temporary_password": Surface(opens=WRITE_ACCOUNTS, sends=WRITE_ACCOUNTS, address=_somebody),
    "accounts:deactivate": Surface(opens=WRITE_ACCOUNTS, sends=WRITE_ACCOUNTS, address=_somebody),
    "accounts:reactivate": Surface(sends=WRITE_ACCOUNTS, address=_somebody),
    "accounts:reset_second_factor": Surface(opens=WRITE_ACCOUNTS, sends=WRITE_ACCOUNTS, address=_somebody),
    "accounts:add_assignment": Surface(
        opens=WRITE_ACCOUNTS, sends=WRITE_ACCOUNTS, address=_somebody,
        data=lambda house, known: {"role": "auditor", "start": "24/11/2026"},
    ),
    "accounts:finish_assignment": Surface(
        opens=WRITE_ACCOUNTS, sends=WRITE_ACCOUNTS, address=_their_assignment,
        data=lambda house, known: {"on": "24/11/2026"},
    ),
    "accounts:rights": Surface(opens=ALL),
    "audit:entries": Surface(opens=AUDITOR),
    "audit:check": Surface(opens=AUDITOR),
    "audit:export": Surface(sends=AUDITOR),
    "places:tree": Surface(opens=ALL, query="?tim=Xã"),
    "places:planned": Surface(opens=CHANGE_COMMUNES, sends=CHANGE_COMMUNES, address=_planned),
    "places:place": Surface(opens=ALL, address=_commune),
    "places:found": Surface(
        opens=CHANGE_HAMLETS, sends=CHANGE_HAMLETS, address=_commune,
        data=lambda house, known: {"kind": "xóm", "name": "Mới", "on": "01/11/2026"},
    ),
    "places:rename": Surface(opens=CHANGE_COMMUNES, sends=CHANGE_COMMUNES, address=_commune, data=_renaming),
    "places:merge": Surface(
        opens=CHANGE_COMMUNES, sends=CHANGE_COMMUNES, address=_commune,
        data=lambda house, known: {**_renaming(house, known), "others": "05833", "code": "05830"},
    ),
    "places:split": Surface(
        opens=CHANGE_COMMUNES, sends=CHANGE_COMMUNES, address=_commune,
        data=lambda house, known: {
            **_renaming(house, known), "code_1": "05830", "kind_1": "xã", "name_1": "Một", "code_2": "05990",
            "kind_2": "xã", "name_2": "Hai", "to_05830.001": "2",
        },
    ),
    "places:reparent": Surface(
        opens=CHANGE_HAMLETS, sends=CHANGE_COMMUNES, address=lambda house, known: {"place_id": known.hamlet_id},
        data=lambda house, known: {"on": "01/11/2026", "source": "NQ 1", "parent": "05833"},
    ),
    "office:today": Surface(opens=ALL),
    "office:tasks_xlsx": Surface(opens=EXPORT_CHILDREN),
    "office:child": Surface(opens=SEE_CHILDREN, address=_child, of_a_child=True),
    "office:children": Surface(opens=SEE_CHILDREN, query="?xa=05830"),
    "office:hits": Surface(opens=SEE_CHILDREN, query="?q=nguyen"),
    "office:record": Surface(
        opens=WRITE_HEALTH, sends=WRITE_HEALTH, of_a_child=True,
        address=lambda house, known: {"child_id": known.child_id, "kind": "can"},
        data=lambda house, known: {"ngay": "24/11/2026", "can_nang": "9,3", "confirmed": "1"},
    ),
    "office:fact": Surface(
        opens=WRITE_HEALTH, sends=WRITE_HEALTH, of_a_child=True, address=_weighing,
        data=lambda house, known: {"ly_do": "ghi nhầm", "rut": "1"},
    ),
    "office:fairness": Surface(opens=COUNT_PROVINCE),
    **REPORT_SURFACES,
    **SAFETY_SURFACES,
    "office:assign": Surface(
        opens=WRITE_CHILDREN, sends=WRITE_CHILDREN, query="?tre={known.child_id}", of_a_child=True,
        data=lambda house, known: {"tre": str(known.child_id)},
    ),
    "office:sessions": Surface(opens=WRITE_HEALTH),
    "office:weighing": Surface(opens=WRITE_HEALTH, sends=WRITE_HEALTH, query="?xa=05830&ngay=24/11/2026&ai=tat-ca"),
    "office:weighing_row": Surface(
        sends=WRITE_HEALTH, address=_child, of_a_child=True,
        data=lambda house, known: {f"kg-{known.child_id}": "9,3", f"dung-{known.child_id}": "9,3||||"},
    ),
    "office:vaccination": Surface(
        opens=WRITE_HEALTH, sends=WRITE_HEALTH, query="?xa=05830&ngay=24/11/2026&ai=tat-ca&vx=MR"
    ),
    "office:vaccination_row": Surface(sends=WRITE_HEALTH, address=_child, of_a_child=True),
    "office:vitamin": Surface(opens=WRITE_HEALTH, sends=WRITE_HEALTH, query="?xa=05830&ngay=24/11/2026&ai=tat-ca"),
    "office:vitamin_row": Surface(
        sends=WRITE_HEALTH, address=_child, of_a_child=True,
        data=lambda house, known: {f"co-{known.child_id}": "deworming"},
    ),
    **REFERRAL_SURFACES,
    "office:nutrition": Surface(opens=COUNT_HEALTH, query="?xa=05830&ky=12-thang"),
    "office:nutrition_children": Surface(opens=SEE_HEALTH, query="?nhom=chua-can&xa=05830&ky=12-thang"),
    "office:nutrition_xlsx": Surface(opens=EXPORT_HEALTH, query="?xa=05830&ky=12-thang"),
    "office:curves": Surface(opens=ALL, address=lambda house, known: {"score": "waz", "sex": "f", "band": "0-5"}),
    "office:checking": Surface(opens=WRITE_HEALTH, sends=WRITE_HEALTH, query="?xa=05830&ngay=24/11/2026&ai=tat-ca"),
    "office:checking_xlsx": Surface(
        opens=who_may(Action.EXPORT, RecordClass.HEALTH), query="?xa=05830&ngay=24/11/2026&ai=tat-ca"
    ),
    "office:checking_row": Surface(
        sends=WRITE_HEALTH, address=_child, of_a_child=True, data=lambda house, known: {f"sau-{known.child_id}": "0"},
    ),
    "office:screening_follow_up": Surface(opens=who_may(Action.COUNT, RecordClass.HEALTH), query="?xa=05830"),
    "office:screenings": Surface(opens=WRITE_HEALTH, address=_child, of_a_child=True),
    "office:screen": Surface(
        opens=WRITE_HEALTH, sends=WRITE_HEALTH, of_a_child=True,
        address=lambda house, known: {"child_id": known.child_id, "kind": "vision"},
        data=lambda house, known: {"ngay": "24/11/2026", "so_right_tenths": "10", "so_left_tenths": "10"},
    ),
    "office:screen_fact": Surface(
        opens=WRITE_HEALTH, sends=WRITE_HEALTH, of_a_child=True, address=_screened,
        data=lambda house, known: {"ly_do": "ghi nhầm", "rut": "1"},
    ),
    "office:referral_slip": Surface(
        opens=who_may(Action.SEE, RecordClass.HEALTH), of_a_child=True,
        address=lambda house, known: {
            name: key for name, key in _screened(house, known).items() if name != "kind"
        },
    ),
    "office:questionnaires": Surface(opens=ALL),
    "office:questionnaire_xlsx": Surface(opens=ALL, address=lambda house, known: {"code": "dev-24"}),
    "office:child_questionnaires": Surface(opens=SEE_ANSWERS, address=_child, of_a_child=True),
    "office:questionnaire": Surface(
        opens=HAND_IN, sends=HAND_IN, address=_questionnaire("wellbeing-10"), of_a_child=True,
        data=lambda house, known: {"q-self_harm": "gan_day", "do-dang": "1", "nguoi": "child", "ngay": "24/11/2026"},
    ),
    "office:response": Surface(
        opens=SEE_ANSWERS, sends=WRITE_HEALTH, address=_response, of_a_child=True,
        data=lambda house, known: {"rut": "1", "ly_do": "ghi nhầm trẻ"},
    ),
    "office:new_child": Surface(
        opens=WRITE_CHILDREN, sends=WRITE_CHILDREN, query="?xa=05830",
        data=lambda house, known: {"ho_ten": "Nông Thị Mới", "xom": str(known.hamlet_id)},
    ),
    "office:ask_access": Surface(
        sends=SEE_CHILDREN, address=_child, data=lambda house, known: {"ly_do": "mới chuyển về xóm"}
    ),
    "office:answer_access": Surface(
        opens=WRITE_CHILDREN, sends=WRITE_CHILDREN, address=_question, of_a_child=True,
        data=lambda house, known: {"tra_loi": "gọi trạm y tế xã"},
    ),
    "office:edit_child": Surface(
        opens=WRITE_CHILDREN, sends=WRITE_CHILDREN, address=_child, of_a_child=True,
        data=lambda house, known: {"ho_ten": known.words[RecordClass.ORDINARY], "dia_chi": "Số 1"},
    ),
    "office:caregivers": Surface(
        opens=WRITE_CHILDREN, sends=WRITE_CHILDREN, address=_child, of_a_child=True,
        data=lambda house, known: {"quan_he": "father", "ho_ten": "Nông Văn Cha"},
    ),
    "office:household": Surface(
        opens=WRITE_CHILDREN, sends=WRITE_CHILDREN, address=_child, of_a_child=True,
        data=lambda house, known: {"lap": "1", "chu_ho_moi": "Lý Văn Mới"},
    ),
    "office:circumstances": Surface(
        opens=WRITE_CHILDREN, sends=WRITE_CHILDREN, address=_child, of_a_child=True,
        data=lambda house, known: {"nhom": "10d", "ngay": "24/11/2026"},
    ),
    "office:move_child": Surface(
        opens=WRITE_CHILDREN, sends=WRITE_CHILDREN, address=_child, of_a_child=True,
        data=lambda house, known: {"xom": "", "ngay": "24/11/2026"},
    ),
    "office:end_child": Surface(
        opens=WRITE_CHILDREN, sends=WRITE_CHILDREN, address=_child, of_a_child=True,
        data=lambda house, known: {"ly_do": "moved_out", "ngay": "24/11/2026"},
    ),
    "office:photo": Surface(
        opens=WRITE_CHILDREN, sends=WRITE_CHILDREN, address=_child, of_a_child=True, data=_photo_sent,
    ),
    "office:photo_jpg": Surface(opens=SEE_CHILDREN, address=_photo, of_a_child=True),
    "office:consents": Surface(
        opens=WRITE_CHILDREN, sends=WRITE_CHILDREN, address=_child, of_a_child=True,
        data=lambda house, known: {
            "muc_dich": "photo", "nguoi": "Nông Thị Mẹ", "quan_he": "mother", "ngay": "24/11/2026",
        },
    ),
    "office:card": Surface(opens=SEE_CHILDREN, address=_child, of_a_child=True),
    "office:duplicates": Surface(opens=IMPORT_CHILDREN),
    "office:merges": Surface(opens=IMPORT_CHILDREN),
    "office:pair": Surface(opens=IMPORT_CHILDREN, address=_pair, of_a_child=True),
    "office:undo_merge": Surface(address=_no_such("merge_id")),
    "exchange:imports": Surface(opens=IMPORT_CHILDREN, sends=IMPORT_CHILDREN, data=_upload),
    "exchange:import_run": Surface(opens=IMPORT_CHILDREN, address=_import),
    "exchange:import_columns": Surface(opens=IMPORT_CHILDREN, sends=IMPORT_CHILDREN, address=_import),
    "exchange:import_start": Surface(
        sends=IMPORT_CHILDREN, address=lambda house, known: {**_import(house, known), "what": "thu"}
    ),
    "exchange:import_row": Surface(opens=IMPORT_CHILDREN, sends=IMPORT_CHILDREN, address=_import_row),
    "exchange:import_rejected": Surface(opens=NOBODY, address=_import),  # its file is gone
    "exchange:import_undo": Surface(opens=IMPORT_CHILDREN, sends=IMPORT_CHILDREN, address=_import),
    "exchange:exports": Surface(opens=EXPORT_CHILDREN, sends=EXPORT_CHILDREN),
    "exchange:export_file": Surface(opens=NOBODY, address=_no_such("export_id")),  # only who asked for it
}  # fmt: skip

# Before sign-in, or about one's own sign-in only: they run without a scope, as a database role that reads no child.
AT_THE_DOOR = frozenset(
    {
        "public:tell", "public:tell_as_child", "public:receipt",  # for everybody, without any account
        "account_login", "account_logout", "account_inactive", "account_reauthenticate", "account_change_password",
        "mfa_index", "mfa_authenticate", "mfa_reauthenticate", "mfa_activate_totp", "mfa_deactivate_totp",
        "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_download_recovery_codes", "mfa_list_webauthn",
        "mfa_add_webauthn", "mfa_reauthenticate_webauthn", "mfa_remove_webauthn", "mfa_edit_webauthn",
        "mfa_login_webauthn",
    }
)  # fmt: skip
# Components with made-up data, in development and the demo only.
WITHOUT_RECORDS = frozenset({"web:styleguide", "web:styleguide_entrance"})
