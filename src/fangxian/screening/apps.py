from django.apps import AppConfig


class ScreeningConfig(AppConfig):
    name = "fangxian.screening"
    label = "screening"
