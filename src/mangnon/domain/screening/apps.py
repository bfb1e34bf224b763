from django.apps import AppConfig


class ScreeningConfig(AppConfig):
    name = "mangnon.domain.screening"
    label = "screening"
