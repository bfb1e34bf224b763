from django.apps import AppConfig


class ChildrenConfig(AppConfig):
    name = "mangnon.domain.children"
    label = "children"
