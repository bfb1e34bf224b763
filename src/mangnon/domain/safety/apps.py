from django.apps import AppConfig


class SafetyConfig(AppConfig):
    name = "mangnon.domain.safety"
    label = "safety"
