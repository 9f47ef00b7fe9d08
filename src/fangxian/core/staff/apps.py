from django.apps import AppConfig


class StaffConfig(AppConfig):
    name = "fangxian.core.staff"
    label = "staff"
