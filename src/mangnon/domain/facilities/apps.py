from django.apps import AppConfig


class FacilitiesConfig(AppConfig):
    name = "mangnon.domain.facilities"
    label = "facilities"
