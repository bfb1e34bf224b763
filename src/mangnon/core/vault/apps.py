from django.apps import AppConfig


class VaultConfig(AppConfig):
    name = "mangnon.core.vault"
    label = "vault"
