from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "fangxian.core.audit"
    label = "audit"
