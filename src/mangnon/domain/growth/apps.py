from django.apps import AppConfig


class GrowthConfig(AppConfig):
    name = "mangnon.domain.growth"
    label = "growth"
