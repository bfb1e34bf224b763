"""Addresses of the pages about suspected duplicates, under ``/ra-trung/``."""

from django.urls import path

from mangnon.interfaces.office.duplicates import log, pair, suspects

urlpatterns = [
    path("", suspects.duplicates, name="duplicates"),
    path("da-gop/", log.merges, name="merges"),
    path("da-gop/<uuid:merge_id>/", log.undo, name="undo_merge"),
    path("<uuid:pair_id>/", pair.pair, name="pair"),
]
