from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "mangnon.interfaces.exchange"
    label = "exchange"
