from django.apps import AppConfig


class MeasuresConfig(AppConfig):
    name = "fangxian.measures"
    label = "measures"
