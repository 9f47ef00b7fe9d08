from django.apps import AppConfig


class PacksConfig(AppConfig):
    name = "fangxian.core.packs"
    label = "packs"
