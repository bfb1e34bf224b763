"""Addresses of the pages of a case."""

from django.urls import path

from mangnon.interfaces.office.protection import (
    case_assessing,
    case_emergency,
    case_file,
    case_list,
    case_notes,
    case_planning,
    case_sibling,
    case_steps,
    case_team,
)

urlpatterns: list[object] = [
    path("bao-ve/", case_list.cases, name="cases"),
    path("bao-ve/de-nghi/<uuid:case_id>/", case_list.answer, name="answer_offer"),
    path("bao-ve/mo-khan-cap/", case_emergency.open_case_in_emergency, name="open_in_emergency"),
    path("bao-ve/<uuid:case_id>/", case_file.case, name="case"),
    path("bao-ve/<uuid:case_id>/buoc/<slug:word>/", case_steps.take, name="case_step"),
    path("bao-ve/<uuid:case_id>/danh-gia/<str:form>/", case_assessing.assess, name="case_assessment"),
    path("bao-ve/<uuid:case_id>/ke-hoach/", case_planning.plan, name="case_plan"),
    path("bao-ve/<uuid:case_id>/dich-vu/<uuid:service_id>/", case_planning.service, name="case_service"),
    path("bao-ve/<uuid:case_id>/nhom/", case_team.team, name="case_team"),
    path("bao-ve/<uuid:case_id>/tre-khac/", case_sibling.sibling, name="case_sibling"),
    path("bao-ve/<uuid:case_id>/nguoi/", case_team.people, name="case_people"),
    path("bao-ve/<uuid:case_id>/ghi-chep/", case_notes.note, name="case_note"),
    path("bao-ve/<uuid:case_id>/tep/<uuid:attachment_id>/", case_notes.attachment, name="case_attachment"),
]
