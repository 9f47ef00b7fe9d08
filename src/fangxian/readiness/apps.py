from django.apps import AppConfig

from . import rules


class ReadinessConfig(AppConfig):
    name = "fangxian.readiness"
    label = "readiness"

    def ready(self) -> None:
        from fangxian.core.screens.rules import add_labels, tell_on_call

        from .queries import agencies_for

        tell_on_call(agencies_for)
        add_labels("readiness.work", rules.WORK_WORDS)
        add_labels("readiness.duty", rules.DUTY_STATES)
        add_labels("readiness.sheet", rules.SHEET_STATES)
        add_labels("readiness.group", rules.GROUP_STATES)
        add_labels("readiness.group_platform", rules.PLATFORMS)
        add_labels("readiness.group_purpose", rules.PURPOSES)
