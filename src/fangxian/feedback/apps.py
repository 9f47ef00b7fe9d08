from django.apps import AppConfig


class FeedbackConfig(AppConfig):
    name = "fangxian.feedback"
    label = "feedback"

    def ready(self) -> None:
        """Give every code of this app its word."""
        from fangxian.core.screens.rules import add_labels

        from . import rules

        add_labels("feedback.left_out", dict(rules.LEFT_OUT))
        add_labels("feedback.trend", dict(rules.TRENDS))
