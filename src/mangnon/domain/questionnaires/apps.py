from django.apps import AppConfig


class QuestionnairesConfig(AppConfig):
    name = "mangnon.domain.questionnaires"
    label = "questionnaires"
