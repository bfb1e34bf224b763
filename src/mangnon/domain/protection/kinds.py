"""The words of the room's tables."""

from __future__ import annotations

from django.db import models


class Channel(models.TextChoices):
    """How a worry came (form 01)."""

    PHONE = "phone", "điện thoại"
    IN_PERSON = "in_person", "đến báo trực tiếp"
    TOLD_BY_OTHER = "told_by_other", "người khác báo lại"
    HOTLINE_111 = "hotline_111", "Tổng đài 111 chuyển"
    PUBLIC_PAGE = "public_page", "trang báo tin"
    WORKER = "worker", "người làm việc với trẻ báo"
    IMPORTED = "imported", "nhập từ tệp"


class ReportState(models.TextChoices):
    """What became of a report."""

    WAITING = "waiting", "chờ tiếp nhận"
    IN_CASE = "in_case", "đã vào trường hợp"
    SET_ASIDE = "set_aside", "không thành trường hợp"


class MemberRole(models.TextChoices):
    """What somebody is in a case's team."""

    LEAD = "lead", "phụ trách trường hợp"
    HELPER = "helper", "tham gia hỗ trợ"
    SUPERVISOR = "supervisor", "theo dõi, giám sát"


class PersonRole(models.TextChoices):
    """What somebody named in a case is to the child."""

    CARER = "carer", "người chăm sóc"
    PROTECTOR = "protector", "người bảo vệ được trẻ"
    SUSPECT = "suspect", "người bị nghi gây hại"
    WITNESS = "witness", "người biết việc"


class ServiceState(models.TextChoices):
    """How far a service of a plan has come."""

    PLANNED = "planned", "chưa làm"
    GOING_ON = "going_on", "đang làm"
    DONE = "done", "đã làm"
    NOT_DONE = "not_done", "không làm được"


class NoticeKind(models.TextChoices):
    """What a notice is about."""

    REPORT = "report", "có tin báo mới"
    REQUEST = "request", "có việc chờ duyệt"
    ANSWER = "answer", "đã có trả lời"
    HANDOVER = "handover", "có trường hợp chuyển đến"
    LATE = "late", "một bước đã trễ"
    OPENED = "opened", "hồ sơ được mở khẩn cấp"
