"""Addresses of the office pages."""

from django.urls import include, path

from mangnon.interfaces.office.child import page, recording
from mangnon.interfaces.office.pages import assign, children, fairness, today

app_name = "office"
urlpatterns: list[object] = [
    path("tre/", children.children, name="children"),
    path("tre/goi-y/", children.hits, name="hits"),
    path("tre/", include("mangnon.interfaces.office.profile.urls")),
    path("tre/<uuid:child_id>/", page.child_page, name="child"),
    path("tre/<uuid:child_id>/ghi/<str:kind>/", recording.record_fact, name="record"),
    path("tre/<uuid:child_id>/ghi/<str:kind>/<uuid:fact_id>/", recording.correct_fact, name="fact"),
    path("", include("mangnon.interfaces.office.session_urls")),
    path("", include("mangnon.interfaces.office.screening.urls")),
    path("", include("mangnon.interfaces.office.oversight.urls")),
    path("", include("mangnon.interfaces.office.nutrition_status.urls")),
    path("", include("mangnon.interfaces.office.safety.urls")),
    path("", include("mangnon.interfaces.office.questionnaires.urls")),
    path("", include("mangnon.interfaces.office.protection.paper_urls")),
    path("", include("mangnon.interfaces.office.protection.case_urls")),
    path("", include("mangnon.interfaces.office.reports.urls")),
    path("", include("mangnon.interfaces.office.referrals.urls")),
    path("", today.today, name="today"),
    path("viec.xlsx", today.export, name="tasks_xlsx"),
    path("uu-tien/cong-bang/", fairness.fairness, name="fairness"),
    path("giao-viec/", assign.assign, name="assign"),
    path("ra-trung/", include("mangnon.interfaces.office.duplicates.urls")),
]
