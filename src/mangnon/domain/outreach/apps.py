from django.apps import AppConfig


class OutreachConfig(AppConfig):
    name = "mangnon.domain.outreach"
    label = "outreach"
