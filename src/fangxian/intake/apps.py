from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "fangxian.intake"
    label = "intake"
