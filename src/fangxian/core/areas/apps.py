from django.apps import AppConfig


class AreasConfig(AppConfig):
    name = "fangxian.core.areas"
    label = "areas"
