"""Django application of the design system."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Makes the templates, tags and static files of the design system available."""

    name = "mangnon.core.web"
    label = "web"
    verbose_name = "Giao diện"
