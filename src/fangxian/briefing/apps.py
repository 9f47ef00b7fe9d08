from django.apps import AppConfig


class BriefingConfig(AppConfig):
    name = "fangxian.briefing"
    label = "briefing"
