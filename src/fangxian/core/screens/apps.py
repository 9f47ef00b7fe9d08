from django.apps import AppConfig


class ScreensConfig(AppConfig):
    name = "fangxian.core.screens"
    label = "screens"
