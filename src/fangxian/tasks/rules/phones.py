"""What a phone sends of steps on tasks that were taken with no signal, read field by field (INV-23)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from fangxian.core.problems.rules import said
from fangxian.engine.records import count_in, id_in, moment_in, record_in, text_in, word_in
from fangxian.engine.rules.packs import Pack
from fangxian.engine.tables.findings import Catalogue

from .states import TaskTimes
from .words import FIRST_WORDS, OUTCOME_LABELS

LONGEST_NOTE = 500  # characters, as on the page of a task
MOST_HAND_OVERS = 1000
LONGEST_CODE = 14

ACCEPTED_STEP, WORD_STEP, FOUND_STEP, HANDED_STEP = "accepted", "first_report", "reported", "handed_over"
STEPS = (ACCEPTED_STEP, WORD_STEP, FOUND_STEP, HANDED_STEP)
SAID_IN = {WORD_STEP: "word", FOUND_STEP: "outcome", HANDED_STEP: "to_area"}  # what each step says, and in which field

# A step that came too late to count is kept in the history of its task; the phone is told why, by one of these marks.
MOVED, TAKEN, GIVEN, FOUND, CLOSED_MARK, LINKED_MARK, NOT_ACCEPTED, WORD_GIVEN = (
    "task_moved", "task_taken", "task_given", "task_reported", "task_closed", "task_linked", "task_not_accepted",
    "task_word_given",
)  # fmt: skip
CONFLICTS = {
    "tasks.closed": CLOSED_MARK,
    "tasks.already_accepted": TAKEN,
    "tasks.accepted_by_another": TAKEN,
    "tasks.assigned_to_another": GIVEN,
    "tasks.already_reported": FOUND,
    "tasks.linked": LINKED_MARK,
    "tasks.accept_first": NOT_ACCEPTED,
    "tasks.first_report_given": WORD_GIVEN,
}
PAUSED_MARK = "task_paused"  # the clock had been stopped; the finding let it run again
MARKS = {
    "late": said("sent late"),
    "clock": said("the phone's clock was off: whoever dispatches confirms the time"),
    PAUSED_MARK: said("the clock had been stopped"),
    MOVED: said("the task had gone to another area or begun anew"),
    TAKEN: said("somebody else had accepted it"),
    GIVEN: said("it had been given to somebody else"),
    FOUND: said("it had been reported already"),
    CLOSED_MARK: said("it had been closed"),
    LINKED_MARK: said("it is answered together with another task"),
    NOT_ACCEPTED: said("it was not accepted by whoever sent this"),
    WORD_GIVEN: said("the first report had been given"),
}

PHONE_TEXTS = Catalogue(
    {
        "unknown_task": (
            "没有这项任务，或不在您的区域",
            "there is no such task among those of your area",
        ),
        "not_yours_to_send": (
            "此条由另一位工作人员记录；保留在手机上，待其本人登录后上传",
            "somebody else wrote this down; it stays on the phone until she signs in herself",
        ),
        "unknown_area": ("没有这个区域，请另选", "there is no such area; choose another"),
        "not_recorded": ("{zh}", "{en}"),
    }
)
# Why a step cannot be used, in both languages, because a phone speaks the worker's and not the server's.
REFUSALS = {
    "tasks.same_area": ("任务已在该区域", "the task is in this area already"),
    "tasks.desk_only": ("只有市级受理台可将任务移交外市", "only the city's intake desk hands a task to another city"),
    "cases.not_agreed": (
        "第二审核人尚未同意：请先打电话问候，告知书以后再送",
        "the second reviewer has not agreed yet: call, ask how she is, and hand the notice over later",
    ),
}
REFUSED_OTHERWISE = ("此步骤无法记录，请在任务页面办理", "this step cannot be recorded; do it on the page of the task")


@dataclass(frozen=True)
class OfflineStep:
    """One step on a task as a phone sent it.

    device_at    when it was taken, by the phone's clock
    value        the word, outcome or area that it says; "" for accepting
    held         how often the task had been handed over when the phone got it
    recorded_by  the post of whoever wrote it down; None if an older phone does not say
    """

    client_id: UUID
    task_id: UUID
    device_at: datetime
    step: str
    value: str
    note: str
    held: int
    recorded_by: UUID | None


def read_step(record: object) -> OfflineStep:
    """A step out of what a phone sent. Raises `records.NotARecord` for the first thing that is wrong with it.

    record  client_id, task, device_at (ISO with zone), step, held; word, outcome or to_area as the step asks; note
    """
    sent = record_in(record)
    step = word_in(sent, "step", STEPS)
    return OfflineStep(
        client_id=id_in(sent, "client_id"), task_id=id_in(sent, "task"), device_at=moment_in(sent, "device_at"),
        step=step, value=_value(sent, step), note=text_in(sent, "note", most=LONGEST_NOTE),
        held=count_in(sent, "held", 0, MOST_HAND_OVERS),
        recorded_by=id_in(sent, "recorded_by") if sent.get("recorded_by") else None,
    )  # fmt: skip


def _value(sent: Mapping[str, object], step: str) -> str:
    if step == HANDED_STEP:
        return text_in(sent, "to_area", most=LONGEST_CODE)
    known: Mapping[str, Collection[str]] = {WORD_STEP: FIRST_WORDS, FOUND_STEP: OUTCOME_LABELS}
    return word_in(sent, SAID_IN[step], known[step]) if step in known else ""


def happened_in(task: TaskTimes, happened_at: datetime, *, came_at: datetime | None, at: datetime) -> datetime:
    """The moment that counts for a step: that of the phone, but never before the task came or before its last step.

    So a clock that was set back makes nothing early that could not have been; `at` is the latest there can be.
    """
    before = (task.opened_at, came_at, task.handed_over_at, task.accepted_at, task.first_reported_at, task.paused_at)
    return min(max([happened_at, *(moment for moment in before if moment is not None)]), at)


def due_soon_minutes(pack: Pack) -> dict[str, int]:
    """How many minutes before each clock runs out the worker's phone reminds her (clock -> minutes)."""
    return dict(pack.rule("tell").params["minutes_before"])
