"""Addresses of the nutrition of a place, and of WHO's curves as data."""

from django.urls import path

from mangnon.interfaces.office.nutrition_status import curves, pages

urlpatterns = [
    path("dinh-duong/", pages.status_page, name="nutrition"),
    path("dinh-duong/tre/", pages.children_page, name="nutrition_children"),
    path("dinh-duong.xlsx", pages.workbook, name="nutrition_xlsx"),
    path("du-lieu/duong-cong/<str:score>/<str:sex>/<str:band>.json", curves.curves, name="curves"),
]
