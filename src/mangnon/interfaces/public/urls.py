"""Addresses of the pages without an account."""

from django.urls import path

from mangnon.interfaces.public import pages

app_name = "public"
urlpatterns: list[object] = [
    path("bao-tin/", pages.tell, name="tell"),
    path("bao-tin/cho-em/", pages.tell_as_child, name="tell_as_child"),
    path("bao-tin/ma/", pages.receipt, name="receipt"),
]
