from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "fangxian.portal"
    label = "portal"

    def ready(self) -> None:
        """Give every code that residents read its word."""
        from fangxian.core.problems.rules import said
        from fangxian.core.screens.rules import add_labels

        from . import rules

        add_labels("portal.about", dict(rules.ABOUTS))
        add_labels("portal.decision", dict(rules.DECISIONS))
        add_labels(
            "portal.objection",
            {
                rules.LODGED: (said("Received"), "wait"),
                rules.ACKNOWLEDGED: (said("Being looked at"), "live"),
                rules.ANSWERED: (said("Answered"), "good"),
            },
        )
