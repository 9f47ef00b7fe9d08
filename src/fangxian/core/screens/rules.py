"""Words for what the records hold as codes: roles, states, kinds, spans of time. No code reaches a screen.

An app adds its own words once, in the `ready` of its `apps.py`: `add_labels("tasks.state", {...})`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fangxian.core.actors.rules import Purpose, Role
from fangxian.core.problems.rules import said

# A tone is a colour and a shape together, so that neither is needed to read a state.
SHAPES = {"good": "✓", "live": "●", "wait": "◔", "late": "▲", "ended": "■", "draft": "◌"}


@dataclass(frozen=True)
class Label:
    """The English word of a code (marked with `said`) and the tone in which its badge is drawn."""

    text: str
    tone: str = "live"


_labels: dict[tuple[str, str], Label] = {}


def add_labels(kind: str, labels: Mapping[str, tuple[str, str] | str]) -> None:
    """Give each code of `kind` its word, or its word and its tone.

    Errors: ValueError for an unknown tone.
    """
    for value, label in labels.items():
        text, tone = (label, "live") if isinstance(label, str) else label
        if tone not in SHAPES:
            raise ValueError(f"{kind} {value}: no tone {tone!r}; there are {', '.join(SHAPES)}")
        _labels[kind, str(value)] = Label(text, tone)


def label_of(kind: str, value: str) -> Label:
    """The label of a code. Errors: LookupError naming the kind, if nobody gave it a word."""
    try:
        return _labels[kind, str(value)]
    except KeyError:
        raise LookupError(f"{value!r} has no label of kind {kind!r}; add_labels gives it one") from None


def kinds_labelled() -> dict[str, list[str]]:
    """Every kind with its codes."""
    found: dict[str, list[str]] = {}
    for kind, value in _labels:
        found.setdefault(kind, []).append(value)
    return found


def choices_of(kind: str, values: tuple[str, ...] | None = None) -> list[tuple[str, str]]:
    """(code, English word) of a kind, for a form; all its codes unless `values` names some."""
    wanted = kinds_labelled().get(kind, []) if values is None else values
    return [(str(value), label_of(kind, value).text) for value in wanted]


def span_of(seconds: float) -> tuple[tuple[str, int], ...]:
    """A span of time as a person says it: ((unit, number), ...), at most two units, never seconds."""
    minutes = int(seconds // 60)
    if minutes < 1:
        return (("underMinute", 0),)
    if minutes < 60:
        return (("minutes", minutes),)
    hours, rest = divmod(minutes, 60)
    if hours < 48:
        return (("hours", hours), ("minutes", rest)) if rest else (("hours", hours),)
    return (("days", hours // 24),)


# `{n}` is filled in by the page's own script too, so it is not a %-place.
CLOCK_WORDS = {
    "underMinute": said("less than 1 min"),
    "minutes": said("{n} min"),
    "hours": said("{n} h"),
    "days": said("{n} days"),
    "joint": said("{n} {m}"),
    "late": said("{n} late"),
    "left": said("{n} left"),
    "copied": said("Copied"),
}

add_labels(
    "role",
    {
        Role.ADMINISTRATOR: said("Administrator"),
        Role.DUTY_OFFICER: said("Duty officer"),
        Role.GRID_WORKER: said("Grid worker"),
        Role.CHECKPOINT_OFFICER: said("Checkpoint officer"),
        Role.EPIDEMIOLOGIST: said("Epidemiologist"),
        Role.HEALTH_APPROVER: said("Health approver"),
        Role.COMMANDER: said("Commander"),
        Role.SIGNATORY: said("Signatory"),
        Role.SUPERVISOR: said("Supervisor"),
        Role.AUDITOR: said("Auditor"),
        Role.PUBLISHER: said("Publisher"),
        Role.RESIDENT: said("Resident"),
        Role.HELPER: said("Helper of a resident"),
        Role.SYSTEM: said("The system itself"),
    },
)
add_labels(
    "purpose",
    {
        Purpose.ADMINISTER: said("Administration"),
        Purpose.RECEIVE_FACTS: said("Receiving reports"),
        Purpose.JUDGE_FACTS: said("Judging reports by the rules"),
        Purpose.VERIFY_LEAD: said("Verifying a lead"),
        Purpose.CHECK_AT_POST: said("Check at a post"),
        Purpose.INVESTIGATE_CASE: said("Investigating a case"),
        Purpose.DECIDE_MEASURE: said("Deciding on a measure"),
        Purpose.DECIDE_APPEAL: said("Answering an appeal"),
        Purpose.SERVE_NOTICE: said("Serving a notice"),
        Purpose.FOLLOW_UP: said("Following up"),
        Purpose.COMMAND: said("Command"),
        Purpose.SUPERVISE: said("Supervision"),
        Purpose.AUDIT: said("Audit"),
        Purpose.OWN_FILE: said("A resident's own file"),
        Purpose.KEEP_TIME: said("Keeping time"),
    },
)
add_labels(
    "area.level",
    {
        "province": said("Province"),
        "city": said("City"),
        "county": said("County or district"),
        "town": said("Town or subdistrict"),
        "village": said("Village or neighbourhood"),
        "grid": said("Grid"),
    },
)
