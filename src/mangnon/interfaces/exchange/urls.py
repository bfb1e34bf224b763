"""Addresses of exchange: what comes in and goes out as files."""

from django.urls import path

from mangnon.interfaces.exchange.exports import pages as exports

app_name = "exchange"
urlpatterns: list[object] = [
    path("tre/xuat/", exports.exports, name="exports"),
    path("tre/xuat/<uuid:export_id>/", exports.download, name="export_file"),
]
