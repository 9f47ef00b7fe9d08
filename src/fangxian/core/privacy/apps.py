from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "fangxian.core.privacy"
    label = "privacy"
