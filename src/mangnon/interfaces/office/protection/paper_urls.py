"""Addresses of the papers of a case."""

from django.urls import path

from mangnon.interfaces.office.protection import paper_pages

urlpatterns: list[object] = [
    path("bao-ve/<uuid:case_id>/giay-to/", paper_pages.case_papers, name="case_papers"),
    path("bao-ve/<uuid:case_id>/giay-to/ho-so/", paper_pages.export, name="case_export"),
    path("bao-ve/<uuid:case_id>/giay-to/<slug:code>/", paper_pages.print_one, name="case_print"),
    path("bao-ve/<uuid:case_id>/giay-to/<slug:code>/xem/", paper_pages.draft, name="case_draft"),
]
