from django.apps import AppConfig


class OfficeConfig(AppConfig):
    name = "mangnon.interfaces.office"
    label = "office"
