from django.apps import AppConfig

from . import rules


class ReadinessConfig(AppConfig):
    name = "fangxian.readiness"
    label = "readiness"

    def ready(self) -> None:
        from fangxian.core.screens.rules import add_labels

        add_labels("readiness.work", rules.WORK_WORDS)
