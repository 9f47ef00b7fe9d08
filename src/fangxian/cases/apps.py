from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "fangxian.cases"
    label = "cases"
