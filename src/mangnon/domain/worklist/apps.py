from django.apps import AppConfig


class WorklistConfig(AppConfig):
    name = "mangnon.domain.worklist"
    label = "worklist"
