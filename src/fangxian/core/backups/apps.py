from django.apps import AppConfig


class BackupsConfig(AppConfig):
    name = "fangxian.core.backups"
    label = "backups"
