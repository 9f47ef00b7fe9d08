from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "fangxian.portal"
    label = "portal"
