from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    name = "fangxian.core.programmes"
    label = "programmes"
