from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "mangnon.core.places"
    label = "places"
