"""Addresses of the audit log."""

from django.urls import path

from mangnon.core.audit import pages

app_name = "audit"
urlpatterns = [
    path("nhat-ky/", pages.entries, name="entries"),
    path("nhat-ky/kiem-tra/", pages.check, name="check"),
    path("nhat-ky/xuat/", pages.export, name="export"),
]
