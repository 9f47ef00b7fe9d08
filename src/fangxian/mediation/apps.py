from django.apps import AppConfig


class MediationConfig(AppConfig):
    name = "fangxian.mediation"
    label = "mediation"

    def ready(self) -> None:
        """Give every code of this app its word."""
        from fangxian.core.screens.rules import add_labels

        from . import rules

        add_labels("mediation.state", dict(rules.STATES))
        add_labels("mediation.kind", dict(rules.KINDS))
        add_labels("mediation.target", dict(rules.TARGETS))
        add_labels("mediation.done_to", dict(rules.DONE_TO))
        add_labels("mediation.action", dict(rules.ACTIONS))
        add_labels("mediation.step", dict(rules.STEPS))
        add_labels("mediation.outcome", dict(rules.OUTCOMES))
        add_labels("mediation.referred_to", dict(rules.REFERRED_TO))
