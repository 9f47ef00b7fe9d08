"""Words for what the records hold as codes: roles, states, kinds, spans of time. No code reaches a screen.

An app adds its own words once, in the `ready` of its `apps.py`: `add_labels("tasks.state", {...})`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from stdnum import luhn

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

# Who of each agency is on duty for an area: (area_code, *, programme_id, at) -> agencies. The app that keeps the
# rosters says it in its `apps.py`, so that pages of apps below it may show it.
ON_CALL: list[Callable[..., Sequence[Any]]] = []


def tell_on_call(find: Callable[..., Sequence[Any]]) -> None:
    ON_CALL[:] = [find]


# Every page shown to staff carries a faint mark that names its viewer. Its code is the viewer and the second, so that
# it needs no record of its own: what was shown stands in the audit under that second.
READ_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # without letters that look like another
_READ_EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
_SECOND_BITS = 30  # until 2054
_READ_DIGITS = 10
_ALIKE = str.maketrans("OIL", "011")


def read_code(user_id: int, at: datetime) -> str:
    """The code of what one person was shown in one second, with a check character: "00G0B-TJDR8R"."""
    seconds = max(0, int((at - _READ_EPOCH).total_seconds())) % (1 << _SECOND_BITS)
    value, digits = user_id << _SECOND_BITS | seconds, ""
    while value or len(digits) < _READ_DIGITS:
        value, place = divmod(value, len(READ_ALPHABET))
        digits = READ_ALPHABET[place] + digits
    code = digits + luhn.calc_check_digit(digits, alphabet=READ_ALPHABET)
    return f"{code[:5]}-{code[5:]}"


def read_of(text: str) -> tuple[int, datetime] | None:
    """Whose page a code stands for and the first moment of its second; None if it is no such code."""
    folded = unicodedata.normalize("NFKC", text).upper().translate(_ALIKE)
    code = "".join(char for char in folded if char.isalnum())
    if not _READ_DIGITS < len(code) <= 2 * _READ_DIGITS or set(code) - set(READ_ALPHABET):
        return None
    if not luhn.is_valid(code, alphabet=READ_ALPHABET):
        return None
    value = 0
    for char in code[:-1]:
        value = value * len(READ_ALPHABET) + READ_ALPHABET.index(char)
    user_id, seconds = value >> _SECOND_BITS, value % (1 << _SECOND_BITS)
    return user_id, _READ_EPOCH + timedelta(seconds=seconds)


add_labels(
    "role",
    {
        Role.ADMINISTRATOR: said("Administrator"),
        Role.DUTY_OFFICER: said("Duty officer"),
        Role.GRID_WORKER: said("Grid worker"),
        Role.CHECKPOINT_OFFICER: said("Checkpoint officer"),
        Role.GATE_KEEPER: said("Gate keeper"),
        Role.PLACE_LIAISON: said("Liaison of a place"),
        Role.HOTLINE_OPERATOR: said("Hotline operator"),
        Role.DEPARTMENT_LIAISON: said("Liaison of a department"),
        Role.EPIDEMIOLOGIST: said("Epidemiologist"),
        Role.HEALTH_APPROVER: said("Health approver"),
        Role.COMMANDER: said("Commander"),
        Role.SIGNATORY: said("Signatory"),
        Role.SUPERVISOR: said("Supervisor"),
        Role.AUDITOR: said("Auditor"),
        Role.PUBLISHER: said("Publisher"),
        Role.POLICE_LIAISON: said("Police liaison"),
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
        Purpose.HAND_OVER: said("Handing a list over"),
        Purpose.OWN_FILE: said("A resident's own file"),
        Purpose.ASSIST: said("Help from the police"),
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
