from django.apps import AppConfig

from fangxian.core.problems.rules import said


class AuditConfig(AppConfig):
    name = "fangxian.core.audit"
    label = "audit"

    def ready(self) -> None:
        from fangxian.core.screens.rules import add_labels

        from . import rules

        add_labels(
            "audit.root_state",
            {
                rules.OPEN: (said("Day not over"), "wait"),
                rules.LATE: (said("Root missing"), "late"),
                rules.CLOSED: (said("Closed by its root"), "good"),
            },
        )
        add_labels("audit.alarm", {"audit.refused": said("Attempts that were refused")})
