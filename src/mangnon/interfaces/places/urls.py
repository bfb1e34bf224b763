"""Addresses of places."""

from django.urls import path

from mangnon.interfaces.places import change_pages, pages, planned_pages

app_name = "places"
urlpatterns = [
    path("dia-ban/", pages.tree, name="tree"),
    path("dia-ban/du-kien/<uuid:planned_id>/", planned_pages.planned, name="planned"),
    path("dia-ban/<uuid:place_id>/", pages.place, name="place"),
    path("dia-ban/<uuid:place_id>/lap-xom/", change_pages.found, name="found"),
    path("dia-ban/<uuid:place_id>/doi-ten/", change_pages.rename, name="rename"),
    path("dia-ban/<uuid:place_id>/hop-nhat/", change_pages.merge, name="merge"),
    path("dia-ban/<uuid:place_id>/chia-tach/", change_pages.split, name="split"),
    path("dia-ban/<uuid:place_id>/chuyen/", change_pages.reparent, name="reparent"),
]
