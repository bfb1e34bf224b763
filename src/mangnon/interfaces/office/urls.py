"""Addresses of the office pages."""

from django.urls import include, path

from mangnon.interfaces.office.pages import assign, today

app_name = "office"
urlpatterns: list[object] = [
    path("tre/<uuid:child_id>/", today.today, name="child"),
    path("", include("mangnon.interfaces.office.session_urls")),
    path("", today.today, name="today"),
    path("viec.xlsx", today.export, name="tasks_xlsx"),
    path("giao-viec/", assign.assign, name="assign"),
    path("ra-trung/", include("mangnon.interfaces.office.duplicates.urls")),
]
