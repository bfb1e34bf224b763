"""Addresses of questionnaires."""

from django.urls import path

from mangnon.interfaces.office.questionnaires import catalogue, filling, responses

urlpatterns = [
    path("bang-hoi/", catalogue.catalogue, name="questionnaires"),
    path("bang-hoi/<slug:code>.xlsx", catalogue.download, name="questionnaire_xlsx"),
    path("tre/<uuid:child_id>/bang-hoi/", filling.offered, name="child_questionnaires"),
    path("tre/<uuid:child_id>/bang-hoi/phieu/<uuid:key>/", responses.response, name="response"),
    path("tre/<uuid:child_id>/bang-hoi/<slug:code>/", filling.fill_in, name="questionnaire"),
]
