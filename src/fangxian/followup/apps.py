from django.apps import AppConfig

from . import rules

TONES = {
    "open": "wait", "active": "live", "symptomatic": "late", "referred": "wait", "returned": "live",
    "completed": "ended", "archived": "ended", "erased": "ended",
}  # fmt: skip
WINDOW_TONES = {"upcoming": "draft", "due": "wait", "done": "good", "missed": "late"}


class FollowupConfig(AppConfig):
    name = "fangxian.followup"
    label = "followup"

    def ready(self) -> None:
        """Give every code its word."""
        from fangxian.core.screens.rules import add_labels
        from fangxian.readiness.registry import add_work

        from . import queries

        add_work("calls", queries.calls_of_unit)
        add_labels("followup.state", {state: (text, TONES[state]) for state, text in rules.STATES.items()})
        add_labels("followup.window_state", {s: (text, WINDOW_TONES[s]) for s, text in rules.WINDOW_STATES.items()})
        add_labels("followup.window", rules.WINDOW_WORDS)
        add_labels("followup.channel", rules.CHANNELS)
        add_labels("followup.outcome", rules.OUTCOMES)
        add_labels("followup.symptom", rules.SYMPTOMS)
        add_labels("followup.need", rules.NEEDS)
        add_labels("followup.method", rules.METHOD_WORDS)
        add_labels("followup.finding", rules.FINDINGS)
        add_labels("followup.shown", rules.SHOWN)
