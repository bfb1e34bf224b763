"""Addresses for the gallery alone."""

from django.urls import include, path

urlpatterns = [path("", include("mangnon.core.web.urls"))]
handler404 = "mangnon.core.web.pages.not_found"
