from django.apps import AppConfig


class PapersConfig(AppConfig):
    name = "mangnon.interfaces.papers"
    label = "papers"
