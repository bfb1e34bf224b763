"""Addresses of lists that come in and go out."""

urlpatterns: list[object] = []
