from django.apps import AppConfig


class FieldsyncConfig(AppConfig):
    name = "fangxian.fieldsync"
