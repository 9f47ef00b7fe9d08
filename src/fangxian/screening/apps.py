from django.apps import AppConfig

from fangxian.core.problems.rules import said
from fangxian.core.screens.rules import add_labels

from . import rules

RESULT_TONES = {rules.FOLLOW_UP: "live", rules.NO_ACTION: "ended", rules.UNDECIDABLE: "wait"}
STATE_TONES = {rules.WAITING: "draft", rules.IN_EFFECT: "good", rules.WITHDRAWN: "ended"}


class ScreeningConfig(AppConfig):
    name = "fangxian.screening"
    label = "screening"

    def ready(self) -> None:
        """Give every code its word."""
        add_labels("screening.result", {code: (text, RESULT_TONES[code]) for code, text in rules.RESULTS.items()})
        add_labels("screening.reason", rules.REASONS)
        add_labels("messages.kind", {"screening.corrected": said("Outcome of a correction")})
        add_labels("screening.level", rules.LEVELS)
        add_labels(
            "screening.list_state", {code: (text, STATE_TONES[code]) for code, text in rules.LIST_STATES.items()}
        )
