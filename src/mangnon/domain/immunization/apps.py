from django.apps import AppConfig


class ImmunizationConfig(AppConfig):
    name = "mangnon.domain.immunization"
    label = "immunization"
