"""Addresses of exchange: what comes in and goes out as files."""

from django.urls import path

from mangnon.interfaces.exchange.exports import pages as exports
from mangnon.interfaces.exchange.imports import pages as imports
from mangnon.interfaces.exchange.imports import unmatched

app_name = "exchange"
urlpatterns: list[object] = [
    path("tre/xuat/", exports.exports, name="exports"),
    path("tre/xuat/<uuid:export_id>/", exports.download, name="export_file"),
    path("nhap/", imports.imports, name="imports"),
    path("nhap/<uuid:run_id>/", imports.import_run, name="import_run"),
    path("nhap/<uuid:run_id>/cot/", imports.columns, name="import_columns"),
    path("nhap/<uuid:run_id>/bi-tu-choi.xlsx", imports.rejected_file, name="import_rejected"),
    path("nhap/<uuid:run_id>/hoan-tac/", imports.undo, name="import_undo"),
    path("nhap/<uuid:run_id>/dong/<int:row_id>/", unmatched.row, name="import_row"),
    path("nhap/<uuid:run_id>/<str:what>/", imports.start, name="import_start"),
]
