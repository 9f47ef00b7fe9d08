from django.apps import AppConfig

from . import rules


class ReadinessConfig(AppConfig):
    name = "fangxian.readiness"
    label = "readiness"

    def ready(self) -> None:
        from fangxian.core.screens.rules import add_labels

        add_labels("readiness.work", rules.WORK_WORDS)
        add_labels("readiness.duty", rules.DUTY_STATES)
        add_labels("readiness.sheet", rules.SHEET_STATES)
