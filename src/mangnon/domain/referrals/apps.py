from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    name = "mangnon.domain.referrals"
    label = "referrals"
