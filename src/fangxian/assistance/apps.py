from django.apps import AppConfig

from fangxian.core.problems.rules import said


class AssistanceConfig(AppConfig):
    name = "fangxian.assistance"
    label = "assistance"

    def ready(self) -> None:
        from fangxian.core.screens.rules import add_labels

        for kind, labels in LABELS.items():
            add_labels(kind, labels)


LABELS: dict[str, dict[str, tuple[str, str] | str]] = {
    "assistance.state": {
        "open": (said("Waits for the police"), "wait"),
        "accepted": (said("Taken on"), "live"),
        "done": (said("Help given"), "good"),
        "declined": (said("Declined by the police"), "ended"),
        "withdrawn": (said("Withdrawn"), "ended"),
        "expired": (said("Expired after 24 hours"), "ended"),
    },
    "assistance.help": {
        "stand_by": said("Stand by while staff speak at a door"),
        "notice": said("Be present when a notice is handed over"),
        "find_address": said("Help to find an address"),
        "keep_order": said("Keep order at a place"),
        "clear_way": said("Clear the way for a vehicle"),
    },
    "assistance.answer": {"done": said("Help given"), "declined": said("Cannot help")},
    "messages.kind": {
        "assistance.asked": said("Help is asked of the police"),
        "assistance.answered": said("The police answered a request"),
    },
}
