from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "fangxian.core.people"
    label = "people"
