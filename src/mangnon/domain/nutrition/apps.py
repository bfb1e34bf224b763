from django.apps import AppConfig


class NutritionConfig(AppConfig):
    name = "mangnon.domain.nutrition"
    label = "nutrition"
