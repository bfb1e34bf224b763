"""Addresses of accounts and rights, behind sign-in."""

from django.urls import path

from mangnon.core.accounts import pages

app_name = "accounts"
urlpatterns = [
    path("tai-khoan/", pages.accounts, name="list"),
    path("tai-khoan/mo/", pages.register, name="register"),
    path("tai-khoan/toi/", pages.me, name="me"),
    path("tai-khoan/<uuid:user_id>/", pages.account, name="account"),
    path("tai-khoan/<uuid:user_id>/mat-khau-tam/", pages.temporary_password, name="temporary_password"),
    path("tai-khoan/<uuid:user_id>/ngung/", pages.deactivate, name="deactivate"),
    path("tai-khoan/<uuid:user_id>/mo-lai/", pages.reactivate, name="reactivate"),
    path("tai-khoan/<uuid:user_id>/bo-hai-lop/", pages.reset_second_factor, name="reset_second_factor"),
    path("tai-khoan/<uuid:user_id>/phan-cong/", pages.add_assignment, name="add_assignment"),
    path(
        "tai-khoan/<uuid:user_id>/phan-cong/<uuid:assignment_id>/ket-thuc/",
        pages.finish_assignment,
        name="finish_assignment",
    ),
    path("quyen/", pages.rights, name="rights"),
]
