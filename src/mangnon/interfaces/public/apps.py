from django.apps import AppConfig


class PublicConfig(AppConfig):
    name = "mangnon.interfaces.public"
    label = "public"
