from django.apps import AppConfig

from fangxian.core.problems.rules import said

from .rules import findings, inspections, words


class SupervisionConfig(AppConfig):
    name = "fangxian.supervision"
    label = "supervision"

    def ready(self) -> None:
        from fangxian.core.screens.rules import add_labels

        add_labels("supervision.kind", words.TARGET_KINDS)
        add_labels("supervision.subject", words.SUBJECTS)
        add_labels("supervision.answer", words.ANSWERS)
        add_labels("supervision.severity", words.SEVERITIES)
        add_labels("supervision.result", words.LOOK_BACK_RESULTS)
        add_labels("supervision.action", words.ACTIONS)
        add_labels("supervision.reason", words.REASONS)
        add_labels("supervision.sign", words.SIGNS)
        add_labels("supervision.cancel", words.CANCEL_REASONS)
        add_labels("supervision.visit", inspections.STATES)
        add_labels("supervision.finding", findings.STATES)
        add_labels(
            "messages.kind",
            {
                "supervision.announced": said("Inspectors will come"),
                "supervision.finding": said("A finding to put right"),
                "supervision.urgent": said("An urgent finding"),
            },
        )
