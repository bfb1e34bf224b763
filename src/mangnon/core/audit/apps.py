from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "mangnon.core.audit"
    label = "audit"
