from importlib import import_module
from pkgutil import iter_modules

from django.apps import AppConfig

from fangxian.core.people.rules import CARE_DUTY_LABELS
from fangxian.core.problems.rules import said
from fangxian.core.screens.rules import add_labels

from . import rules
from .kinds.controlled_entry import rules as entries
from .rules import lateness, phones, words

TONES = {"open": "wait", "handed_over": "wait", "accepted": "live", "reported": "draft", "closed": "ended"}


class TasksConfig(AppConfig):
    name = "fangxian.tasks"
    label = "tasks"

    def import_models(self) -> None:
        """Load the app's tables and those that its kinds of work bring with them."""
        super().import_models()
        kinds = import_module(f"{self.name}.kinds")
        for kind in iter_modules(kinds.__path__, f"{kinds.__name__}."):
            import_module(f"{kind.name}.models")

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
        add_labels("tasks.why_late", lateness.REASONS)
        add_labels("tasks.action", rules.ACTIONS)
        add_labels("tasks.answer", words.ANSWERS)
        add_labels("tasks.phone_mark", phones.MARKS)
        add_labels("tasks.level", {str(level): text for level, text in rules.LADDER_LABELS.items()})
        add_labels(
            "messages.kind",
            {
                "tasks.late": rules.LATE_MESSAGE,
                "tasks.night": rules.NIGHT_MESSAGE,
                "tasks.area_gone": rules.AREA_GONE_MESSAGE,
            },
        )
        add_labels("people.duty", CARE_DUTY_LABELS)
        add_labels("tasks.state", {state: (text, TONES.get(state, "good")) for state, text in rules.STATES.items()})
        add_labels("tasks.entry_state", entries.STATES)
        add_labels("tasks.dispute", entries.DISPUTES)
        add_labels("tasks.settlement", entries.SETTLEMENTS)
        add_labels("tasks.entry_conclusion", entries.CONCLUSIONS)
        add_labels("tasks.how_accepted", entries.HOW_ACCEPTED)
        add_labels("tasks.entry_note", entries.NOTES)
        add_labels(
            "messages.kind",
            {
                "tasks.entry_asked": said("Somebody arrives in your area"),
                "tasks.entry_unanswered": said("No answer on an arrival below you"),
                "tasks.entry_disputed": said("A receiver has a difficulty"),
            },
        )
