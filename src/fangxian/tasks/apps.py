from django.apps import AppConfig

from fangxian.core.people.rules import CARE_DUTY_LABELS
from fangxian.core.screens.rules import add_labels

from . import rules

TONES = {"open": "wait", "handed_over": "wait", "accepted": "live", "reported": "draft", "closed": "ended"}


class TasksConfig(AppConfig):
    name = "fangxian.tasks"
    label = "tasks"

    def ready(self) -> None:
        """Give every code its word."""
        add_labels("tasks.kind", rules.KINDS)
        add_labels("tasks.severity", rules.SEVERITIES)
        add_labels("tasks.profile", rules.PROFILES)
        add_labels("tasks.outcome", rules.OUTCOME_LABELS)
        add_labels("tasks.conclusion", rules.CONCLUSIONS)
        add_labels("tasks.first_word", rules.FIRST_WORDS)
        add_labels("tasks.pause_reason", rules.PAUSE_REASONS)
        add_labels("tasks.look_back", rules.LOOK_BACK_RESULTS)
        add_labels("tasks.clock", rules.CLOCKS)
        add_labels("tasks.action", rules.ACTIONS)
        add_labels("tasks.level", {str(level): text for level, text in rules.LADDER_LABELS.items()})
        add_labels("messages.kind", {"tasks.late": rules.LATE_MESSAGE})
        add_labels("people.duty", CARE_DUTY_LABELS)
        add_labels("tasks.state", {state: (text, TONES.get(state, "good")) for state, text in rules.STATES.items()})
