from django.apps import AppConfig


class ClarificationConfig(AppConfig):
    name = "fangxian.clarification"
    label = "clarification"

    def ready(self) -> None:
        """Give every code of this app its word."""
        from fangxian.core.screens.rules import add_labels

        from . import rules
        from .rules import spreading

        add_labels("clarification.state", dict(rules.STATES))
        add_labels("clarification.finding", dict(rules.FINDINGS))
        add_labels("clarification.declined", dict(rules.DECLINED))
        add_labels("clarification.set_aside", dict(rules.SET_ASIDE))
        add_labels("clarification.left_out", dict(rules.LEFT_OUT))
        add_labels("publicity.material", dict(spreading.MATERIALS))
        add_labels("publicity.channel", dict(spreading.CHANNELS))
        add_labels("publicity.language", dict(spreading.LANGUAGES))
        add_labels("publicity.reached_how", dict(spreading.REACHED_HOW))
