"""Addresses of the office's pages."""

urlpatterns: list[object] = []
