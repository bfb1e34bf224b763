from django.apps import AppConfig


class PlacePagesConfig(AppConfig):
    name = "mangnon.interfaces.places"
    label = "place_pages"
