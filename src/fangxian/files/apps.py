from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "fangxian.files"
    label = "files"
