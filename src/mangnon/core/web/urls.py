"""Addresses of the gallery; `config.urls` includes them and names the error pages as handlers."""

from django.urls import path

from mangnon.core.web import pages

app_name = "web"
urlpatterns = [
    path("styleguide/", pages.styleguide, name="styleguide"),
    path("styleguide/entrance/", pages.entrance, name="styleguide_entrance"),
]
