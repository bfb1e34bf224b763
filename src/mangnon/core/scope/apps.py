from django.apps import AppConfig


class ScopeConfig(AppConfig):
    name = "mangnon.core.scope"
    label = "scope"
