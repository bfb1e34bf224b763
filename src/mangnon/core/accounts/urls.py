"""Sign-in, sign-out and second factors, by django-allauth: only those of its pages that this house has."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkey
from django.urls import path

from mangnon.core.accounts.entrance import SignInView
from mangnon.core.accounts.passkeys import RemovePasskeyView, SignInByPasskeyView

urlpatterns = [
    path("", SignInView.as_view(), name="account_login"),
    path("ra/", account.logout, name="account_logout"),
    path("ngung-dung/", account.account_inactive, name="account_inactive"),
    path("xac-nhan/", account.reauthenticate, name="account_reauthenticate"),
    path("mat-khau/", account.password_change, name="account_change_password"),
    path("hai-lop/", mfa.index, name="mfa_index"),
    path("hai-lop/ma/", mfa.authenticate, name="mfa_authenticate"),
    path("hai-lop/xac-nhan/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("hai-lop/ung-dung/", totp.activate_totp, name="mfa_activate_totp"),
    path("hai-lop/ung-dung/bo/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("hai-lop/du-phong/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("hai-lop/du-phong/moi/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("hai-lop/du-phong/tai/", codes.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("hai-lop/khoa/", passkey.list_webauthn, name="mfa_list_webauthn"),
    path("hai-lop/khoa/them/", passkey.add_webauthn, name="mfa_add_webauthn"),
    path("hai-lop/khoa/xac-nhan/", passkey.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("hai-lop/khoa/<int:pk>/bo/", RemovePasskeyView.as_view(), name="mfa_remove_webauthn"),
    path("hai-lop/khoa/<int:pk>/sua/", passkey.edit_webauthn, name="mfa_edit_webauthn"),
    path("khoa/", SignInByPasskeyView.as_view(), name="mfa_login_webauthn"),
]
