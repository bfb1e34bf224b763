"""Addresses of screenings."""

from django.urls import path

from mangnon.interfaces.office.screening import follow_up, recording, slip

urlpatterns = [
    path("sang-loc/", follow_up.follow_up, name="screening_follow_up"),
    path("tre/<uuid:child_id>/sang-loc/", recording.choose, name="screenings"),
    path("tre/<uuid:child_id>/sang-loc/giay-chuyen/<uuid:fact_id>/", slip.referral_slip, name="referral_slip"),
    path("tre/<uuid:child_id>/sang-loc/<slug:kind>/", recording.screen, name="screen"),
    path("tre/<uuid:child_id>/sang-loc/<slug:kind>/<uuid:fact_id>/", recording.screen_fact, name="screen_fact"),
]
