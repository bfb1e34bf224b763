from django.apps import AppConfig


class ProtectionConfig(AppConfig):
    name = "mangnon.domain.protection"
    label = "protection"
