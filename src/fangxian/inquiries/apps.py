from django.apps import AppConfig

from fangxian.core.problems.rules import said


class InquiriesConfig(AppConfig):
    name = "fangxian.inquiries"
    label = "inquiries"

    def ready(self) -> None:
        """Give every code its word."""
        from fangxian.core.screens.rules import add_labels

        from . import rules

        add_labels("inquiries.state", dict(rules.STATES))
        add_labels("inquiries.purpose", dict(rules.PURPOSES))
        add_labels(
            "messages.kind",
            {
                "inquiries.asked": said("Another area asks"),
                "inquiries.answered": said("Another area answered"),
            },
        )
