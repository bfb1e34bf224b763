"""Addresses of the web application."""

from django.urls import include, path

urlpatterns = [
    path("vao/", include("mangnon.core.accounts.urls")),
    path("", include("mangnon.core.accounts.office_urls")),
    path("", include("mangnon.core.audit.urls")),
    path("", include("mangnon.interfaces.places.urls")),
    path("", include("mangnon.interfaces.public.urls")),
    path("", include("mangnon.interfaces.office.urls")),
    path("", include("mangnon.interfaces.exchange.urls")),
    path("", include("mangnon.core.web.urls")),
]
handler400 = "mangnon.core.web.pages.bad_request"
handler403 = "mangnon.core.web.pages.forbidden"
handler404 = "mangnon.core.web.pages.not_found"
handler500 = "mangnon.core.web.pages.server_error"
