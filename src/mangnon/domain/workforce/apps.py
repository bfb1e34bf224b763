from django.apps import AppConfig


class WorkforceConfig(AppConfig):
    name = "mangnon.domain.workforce"
    label = "workforce"
