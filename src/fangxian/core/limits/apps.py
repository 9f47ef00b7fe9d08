from django.apps import AppConfig


class LimitsConfig(AppConfig):
    name = "fangxian.core.limits"
    label = "limits"
