"""What each preset role may do with each class of records: one table, shown on a page, mirrored into the
database for row-level security, and tested over every surface (design, section 7)."""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType


class Role(StrEnum):
    """The ten preset roles."""

    COLLABORATOR = "collaborator"
    HEALTH_STATION = "health_station"
    COMMUNE_OFFICER = "commune_officer"
    COMMUNE_CHAIR = "commune_chair"
    SCHOOL = "school"
    PROVINCE_OFFICER = "province_officer"
    PROVINCE_LEADER = "province_leader"
    PARTNER_BODY = "partner_body"
    AUDITOR = "auditor"
    SYSTEM_ADMINISTRATOR = "system_administrator"


class RecordClass(StrEnum):
    """Kinds of records by how closely they are kept."""

    PUBLIC = "public"
    PLACES = "places"
    ORDINARY = "ordinary"
    HEALTH = "health"
    SENSITIVE = "sensitive"
    CASE = "case"
    REPORTER = "reporter"
    REFERRAL = "referral"
    FUNDS = "funds"
    AUDIT = "audit"
    ACCOUNTS = "accounts"


class Action(StrEnum):
    """What may be done: ``COUNT`` is numbers only, ``SEE`` names a child, ``EXPORT`` takes it out of the house,
    ``HAND_IN`` gives an answered form to those who need to know and reads nothing of it afterwards."""

    COUNT = "count"
    SEE = "see"
    WRITE = "write"
    IMPORT = "import"
    EXPORT = "export"
    APPROVE = "approve"
    HAND_IN = "hand_in"


ROLE_NAMES = MappingProxyType(
    {
        Role.COLLABORATOR: "Cộng tác viên",
        Role.HEALTH_STATION: "Trạm y tế",
        Role.COMMUNE_OFFICER: "Cán bộ bảo vệ trẻ em cấp xã",
        Role.COMMUNE_CHAIR: "Chủ tịch Ủy ban nhân dân xã",
        Role.SCHOOL: "Trường học, cơ sở chăm sóc",
        Role.PROVINCE_OFFICER: "Cán bộ Sở Y tế",
        Role.PROVINCE_LEADER: "Lãnh đạo tỉnh",
        Role.PARTNER_BODY: "Cơ quan phối hợp",
        Role.AUDITOR: "Kiểm tra, giám sát",
        Role.SYSTEM_ADMINISTRATOR: "Quản trị hệ thống",
    }
)
CLASS_NAMES = MappingProxyType(
    {
        RecordClass.PUBLIC: "Công khai",
        RecordClass.PLACES: "Địa bàn: xã, phường, xóm, tổ",
        RecordClass.ORDINARY: "Thông tin chung của trẻ",
        RecordClass.HEALTH: "Sức khỏe",
        RecordClass.SENSITIVE: "Hoàn cảnh nhạy cảm",
        RecordClass.CASE: "Hồ sơ bảo vệ trẻ em",
        RecordClass.REPORTER: "Danh tính người báo tin",
        RecordClass.REFERRAL: "Chuyển gửi giữa các ngành",
        RecordClass.FUNDS: "Quỹ, hỗ trợ",
        RecordClass.AUDIT: "Nhật ký truy cập",
        RecordClass.ACCOUNTS: "Tài khoản, phân công",
    }
)
ACTION_NAMES = MappingProxyType(
    {
        Action.COUNT: "xem số đếm",
        Action.SEE: "xem",
        Action.WRITE: "ghi",
        Action.IMPORT: "nhập từ tệp",
        Action.EXPORT: "xuất ra tệp",
        Action.APPROVE: "duyệt",
        Action.HAND_IN: "nộp, không xem lại",
    }
)

# At which level of place a role is held; a school's also names its facility, a partner's its body.
ROLE_LEVELS = MappingProxyType(
    {
        Role.COLLABORATOR: "hamlet",
        Role.HEALTH_STATION: "commune",
        Role.COMMUNE_OFFICER: "commune",
        Role.COMMUNE_CHAIR: "commune",
        Role.SCHOOL: "commune",
        Role.PROVINCE_OFFICER: "province",
        Role.PROVINCE_LEADER: "province",
        Role.PARTNER_BODY: "province",
        Role.AUDITOR: "province",
        Role.SYSTEM_ADMINISTRATOR: "province",
    }
)

# Held at a school or an outside body, never at a place: without one named, the role reaches nothing.
HELD_AT_A_BODY = frozenset({Role.SCHOOL, Role.PARTNER_BODY})

# Groups 10đ (HIV), 10i (violence), 10k (exploitation), 10l (sexual abuse), 10m (trafficking).
SENSITIVE_GROUPS = frozenset({"10đ", "10i", "10k", "10l", "10m"})

_LOOK = frozenset({Action.COUNT, Action.SEE})
_WORK = _LOOK | {Action.WRITE}
_OFFICE = _WORK | {Action.IMPORT, Action.EXPORT}
_COUNT = frozenset({Action.COUNT})
_HAND_IN = frozenset({Action.HAND_IN})

_C, _R = RecordClass, Role
RIGHTS: MappingProxyType[Role, MappingProxyType[RecordClass, frozenset[Action]]] = MappingProxyType(
    {
        role: MappingProxyType({_C.PUBLIC: _LOOK, _C.PLACES: _LOOK, **row})
        for role, row in {
            _R.COLLABORATOR: {_C.ORDINARY: _WORK, _C.HEALTH: _WORK, _C.SENSITIVE: _HAND_IN, _C.CASE: _HAND_IN},
            _R.HEALTH_STATION: {
                _C.ORDINARY: _OFFICE, _C.HEALTH: _OFFICE, _C.SENSITIVE: _HAND_IN, _C.CASE: _HAND_IN,
                _C.REFERRAL: _WORK,
            },
            _R.COMMUNE_OFFICER: {
                _C.ORDINARY: _OFFICE, _C.HEALTH: _OFFICE, _C.SENSITIVE: _OFFICE, _C.CASE: _WORK | _HAND_IN,
                _C.REPORTER: frozenset({Action.SEE}), _C.FUNDS: _WORK, _C.PLACES: _WORK, _C.REFERRAL: _WORK,
            },
            _R.COMMUNE_CHAIR: {
                _C.ORDINARY: _LOOK, _C.HEALTH: _LOOK, _C.SENSITIVE: _LOOK,
                _C.CASE: _LOOK | {Action.APPROVE}, _C.FUNDS: _LOOK | {Action.APPROVE},
                _C.REFERRAL: _WORK,
            },
            _R.SCHOOL: {_C.ORDINARY: _LOOK, _C.HEALTH: _WORK, _C.SENSITIVE: _HAND_IN, _C.CASE: _HAND_IN},
            _R.PROVINCE_OFFICER: {
                _C.ORDINARY: _OFFICE, _C.HEALTH: _OFFICE, _C.SENSITIVE: _LOOK, _C.FUNDS: _OFFICE,
                _C.ACCOUNTS: _LOOK, _C.PLACES: _WORK, _C.CASE: _COUNT | _HAND_IN, _C.REFERRAL: _COUNT,
            },
            _R.PROVINCE_LEADER: {
                _C.ORDINARY: _COUNT, _C.HEALTH: _COUNT, _C.SENSITIVE: _COUNT, _C.CASE: _COUNT, _C.FUNDS: _LOOK,
            },
            _R.PARTNER_BODY: {_C.CASE: _HAND_IN, _C.REFERRAL: _WORK},
            _R.AUDITOR: {_C.AUDIT: _LOOK | {Action.EXPORT}, _C.ACCOUNTS: _LOOK},
            _R.SYSTEM_ADMINISTRATOR: {_C.ACCOUNTS: _WORK},
        }.items()
    }
)  # fmt: skip


def may(role: Role, action: Action, record_class: RecordClass) -> bool:
    """Tell whether a role may do this with records of this class, where it is assigned."""
    return action in RIGHTS[role].get(record_class, frozenset())


def class_of_group(group_code: str) -> RecordClass:
    """Return how closely a special-circumstance group (Law on Children, Article 10) is kept."""
    return RecordClass.SENSITIVE if group_code in SENSITIVE_GROUPS else RecordClass.ORDINARY
