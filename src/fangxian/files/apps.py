from django.apps import AppConfig

from fangxian.core.problems.rules import said
from fangxian.files.rules.steps import STEPS


class FilesConfig(AppConfig):
    name = "fangxian.files"
    label = "files"

    def ready(self) -> None:
        from fangxian.core.screens.rules import add_labels

        from .rules import matching

        for kind, labels in LABELS.items():
            add_labels(kind, labels)
        add_labels("files.pair", matching.STATES)
        add_labels("files.agreement", matching.AGREEMENTS)
        add_labels("files.match_field", matching.FIELDS)


LABELS: dict[str, dict[str, tuple[str, str] | str]] = {
    "files.step": dict(STEPS),
    "files.sought_by": {
        "file": said("File number"),
        "document": said("Document number"),
        "phone": said("Phone"),
    },
    "files.work": {"task": said("Task"), "case": said("Case"), "measure": said("Measure")},
    "files.glass": {
        "waiting": (said("Waits for a second person"), "wait"),
        "unconfirmed": (said("Open at once, not confirmed yet"), "late"),
        "open": (said("Open"), "live"),
        "refused": (said("Refused by the second person"), "ended"),
        "lapsed": (said("Lapsed: nobody answered in time"), "ended"),
        "ended": (said("Over"), "ended"),
    },
    "files.reason": {
        "contact_elsewhere": said("A contact or case of mine is followed up elsewhere"),
        "is_here_now": said("She is in my area now, and her file is elsewhere"),
        "needs_care": said("She needs care here that depends on what is on file"),
        "moved": said("She is about to move here, and work must be handed over"),
        "life_danger": said("Life is in danger"),
    },
    "files.answer": {"grant": said("Grant"), "refuse": said("Refuse")},
    "files.outcome": {
        "justified": (said("Justified"), "good"),
        "not_justified": (said("Not justified"), "late"),
        "passed_on": (said("Passed on for inquiry"), "wait"),
    },
    "files.alarm": {
        "canary": (said("A watched record was opened"), "late"),
        "elsewhere": (said("A lookup met somebody of another area"), "wait"),
        "unseconded": (said("Read at once, and nobody confirmed it"), "late"),
    },
    "messages.kind": {
        "files.alarm": said("Alarm about a reading"),
        "files.across": said("A file is read across areas"),
    },
}
