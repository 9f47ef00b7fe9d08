from django.apps import AppConfig


class ReactionsConfig(AppConfig):
    name = "fangxian.reactions"
    label = "reactions"
