from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "mangnon.core.accounts"
    label = "accounts"
