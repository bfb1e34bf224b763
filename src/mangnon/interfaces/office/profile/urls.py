"""Addresses of the forms of a child's profile, under ``/tre/``."""

from django.urls import path

from mangnon.interfaces.office.profile import (
    access,
    carers,
    circumstances,
    consents,
    edit,
    ending,
    household,
    moving,
    photo,
    register,
)

urlpatterns = [
    path("moi/", register.new_child, name="new_child"),
    path("<uuid:child_id>/xin-xem/", access.ask_access, name="ask_access"),
    path("<uuid:child_id>/tra-loi/<uuid:request_id>/", access.answer_access, name="answer_access"),
    path("<uuid:child_id>/sua/", edit.edit_child, name="edit_child"),
    path("<uuid:child_id>/nguoi-cham-soc/", carers.caregivers, name="caregivers"),
    path("<uuid:child_id>/ho/", household.household, name="household"),
    path("<uuid:child_id>/hoan-canh/", circumstances.circumstances, name="circumstances"),
    path("<uuid:child_id>/chuyen/", moving.move_child, name="move_child"),
    path("<uuid:child_id>/ket-thuc/", ending.end_child, name="end_child"),
    path("<uuid:child_id>/anh/", photo.photo, name="photo"),
    path("<uuid:child_id>/anh.jpg", photo.photo_jpg, name="photo_jpg"),
    path("<uuid:child_id>/dong-y/", consents.consents, name="consents"),
]
