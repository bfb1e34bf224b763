from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "mangnon.core.web"
    label = "web"
