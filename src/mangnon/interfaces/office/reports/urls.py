"""Addresses of reports."""

from django.urls import path

from mangnon.interfaces.office.reports import handing_in, received, settling

urlpatterns = [
    path("bao-ve/bao-tin/", handing_in.hand_in, name="report"),
    path("bao-ve/bao-tin/<uuid:child_id>/", handing_in.hand_in, name="report_child"),
    path("bao-ve/tin-bao/", received.reports, name="reports"),
    path("bao-ve/tin-bao/<uuid:report_id>/", received.opened, name="opened_report"),
    path("bao-ve/tin-bao/<uuid:report_id>/nguoi-bao/", received.reporter, name="reporter"),
    path("bao-ve/tin-bao/<uuid:report_id>/chuyen/", settling.send_on, name="route_report"),
    path("bao-ve/tin-bao/<uuid:report_id>/nhap/", settling.join, name="join_report"),
    path("bao-ve/tin-bao/<uuid:report_id>/khong-mo/", settling.set_aside, name="set_report_aside"),
    path("bao-ve/tin-bao/<uuid:report_id>/mo/", settling.open_new_case, name="open_case"),
]
