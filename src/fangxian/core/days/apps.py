from django.apps import AppConfig


class DaysConfig(AppConfig):
    name = "fangxian.core.days"
    label = "days"
