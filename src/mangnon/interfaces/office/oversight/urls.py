"""Addresses of notices and of the supervision of cases."""

from django.urls import path

from mangnon.interfaces.office.oversight import notices, supervision

urlpatterns = [
    path("thong-bao/", notices.notices, name="notices"),
    path("bao-ve/giam-sat/", supervision.supervision, name="supervision"),
    path("bao-ve/giam-sat/rut-mau/", supervision.draw, name="supervision_draw"),
    path("bao-ve/giam-sat/<uuid:case_id>/", supervision.quality, name="supervision_quality"),
]
