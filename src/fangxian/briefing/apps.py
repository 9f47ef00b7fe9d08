from django.apps import AppConfig


class BriefingConfig(AppConfig):
    name = "fangxian.briefing"
    label = "briefing"

    def ready(self) -> None:
        from fangxian.core.problems.rules import said
        from fangxian.core.screens.rules import add_labels

        add_labels("briefing.tile", {"not_yet": (said("Not yet built"), "draft")})
