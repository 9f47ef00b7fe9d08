"""Steps that phones wrote down with no signal come in: each once, none lost, nobody acts in another's name (INV-23)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.db import transaction

from fangxian.core.actors.rules import Actor, why_not_use
from fangxian.core.areas.queries import area_named
from fangxian.core.audit import services as audit
from fangxian.core.problems.rules import Problem, Refused, refuse
from fangxian.core.programmes.models import Programme
from fangxian.core.programmes.rules import city_day, why_not_collect
from fangxian.engine.merging import Landed, MergeWord
from fangxian.engine.records import clock_marks, happened_at, put_right, wrong
from fangxian.intake.services.landing import land
from fangxian.tasks import queries
from fangxian.tasks.models import Task, TaskEvent
from fangxian.tasks.queries import carried
from fangxian.tasks.rules import phones

from .working import OnPhone, accept_task, first_report_task, hand_over_task, report_task

NOT_USED = "not_used"
POWER = "tasks.work"

STEPS: Mapping[str, Callable[[Task, phones.OfflineStep, dict[str, Any]], Task]] = {
    phones.ACCEPTED_STEP: lambda task, _sent, given: accept_task(task=task, **given),
    phones.WORD_STEP: lambda task, sent, given: first_report_task(
        task=task, word=sent.value, note=sent.note, **given
    ),
    phones.FOUND_STEP: lambda task, sent, given: report_task(task=task, outcome=sent.value, note=sent.note, **given),
    phones.HANDED_STEP: lambda task, sent, given: hand_over_task(
        task=task, to_area_code=sent.value, note=sent.note, **given
    ),
}  # fmt: skip


@dataclass
class _Taking:
    """One batch while it is taken in. tasks: of her area, locked, as they stand by now; gone: those that left it."""

    by: Actor
    at: datetime
    ahead_by: timedelta
    tasks: dict[UUID, Task]
    gone: Mapping[UUID, Task]
    kept: list[TaskEvent] = field(default_factory=list)


@transaction.atomic
def land_steps(
    records: Sequence[object], *, programme: Programme, ahead_by: timedelta, by: Actor, at: datetime
) -> list[Landed]:
    """Take in what phones wrote down of tasks; one word per record, in their order.

    Each is held against the rules that the task's page asks, now, with the phone's moment for its clocks. `new`: it
    counts. `identical`: it was received before. `old`: something else had happened by then; it is kept in the history
    of the task, and a mark says what. `discarded`: its number is another record's. `invalid`: it cannot be used, or
    it is another person's, and then stays on the phone for her.
    """
    refuse(why_not_collect(stood_down_at=programme.stood_down_at, at=at))
    refuse(why_not_use(POWER, by=by))
    taking = _taking(records, by=by, at=at, ahead_by=ahead_by)
    places: dict[str, bool] = {}

    def read(record: object) -> phones.OfflineStep:
        sent = phones.read_step(record)
        if sent.recorded_by not in (None, by.post_id):
            raise wrong("not_yours_to_send", "recorded_by", texts=phones.PHONE_TEXTS)
        if sent.task_id not in taking.tasks and sent.task_id not in taking.gone:
            raise wrong("unknown_task", "task", texts=phones.PHONE_TEXTS)
        if sent.step == phones.HANDED_STEP and not _is_there(sent.value, programme, places, at=at):
            raise wrong("unknown_area", "to_area", texts=phones.PHONE_TEXTS)
        return sent

    def keep(sent: Sequence[phones.OfflineStep]) -> dict[UUID, Landed]:
        known = carried.recorded_before([one.client_id for one in sent], programme_id=programme.id)
        # in the order of the phone: a finding comes after the acceptance that it speaks of
        in_order = sorted(sent, key=attrgetter("device_at"))
        return {one.client_id: _landed(one, known.get(one.client_id), taking) for one in in_order}

    landed = land(
        records, read=read, keep=keep, action="tasks.offline_steps_landed", on_kind="tasks.TaskEvent", by=by, at=at
    )
    if taking.kept:
        audit.record("tasks.offline_steps_kept", on_kind="tasks.TaskEvent", area_code=by.area_code, by=by, at=at,
                     count=len(taking.kept))  # fmt: skip
    return landed


def _taking(records: Sequence[object], *, by: Actor, at: datetime, ahead_by: timedelta) -> _Taking:
    """The tasks that these records name: those of the sender's area, locked in their order, and those that left it."""
    named = set()
    for record in records:
        told = record.get("task") if isinstance(record, Mapping) else None
        try:
            named.add(UUID(told))
        except (ValueError, AttributeError, TypeError):
            continue  # read_step says what is wrong with it
    mine = queries.tasks_of(by).filter(id__in=named).select_for_update().order_by("id")
    tasks = {task.id: task for task in mine}
    gone = {task.id: task for task in carried.gone_from(by, named - tasks.keys())} if named - tasks.keys() else {}
    return _Taking(by, at, ahead_by, tasks, gone)


def _is_there(code: str, programme: Programme, known: dict[str, bool], *, at: datetime) -> bool:
    if code not in known:
        day = city_day(at, programme.timezone)
        is_ours = bool(code) and programme.covers(code)
        known[code] = is_ours and area_named(code, programme_id=programme.id, day=day) is not None
    return known[code]


def _landed(sent: phones.OfflineStep, before: TaskEvent | None, taking: _Taking) -> Landed:
    if before is not None:
        word = MergeWord.IDENTICAL if _is_same(before, sent) else MergeWord.DISCARDED
        return Landed(str(sent.client_id), word)
    by_clock = put_right(sent.device_at, ahead_by=taking.ahead_by)
    marks = clock_marks(by_clock, ahead_by=taking.ahead_by, at=taking.at)
    task = taking.tasks.get(sent.task_id)
    if task is None or task.hand_over_count != sent.held:
        return _kept(sent, task or taking.gone[sent.task_id], phones.MOVED, marks, taking)
    marks = (*marks, phones.PAUSED_MARK) if task.paused_at and sent.step == phones.FOUND_STEP else marks
    happened = phones.happened_in(task, happened_at(by_clock, at=taking.at), came_at=task.came_at, at=taking.at)
    phone = OnPhone(sent.client_id, sent.device_at, happened, _detail(sent, marks, happened))
    try:
        with transaction.atomic():
            taking.tasks[task.id] = STEPS[sent.step](
                task, sent, {"by": taking.by, "at": taking.at, "phone": phone}
            )  # fmt: skip
    except Refused as refused:
        return _refused(sent, task, refused.problem, marks, taking)
    return Landed(str(sent.client_id), MergeWord.NEW, marks=marks)


def _refused(sent: phones.OfflineStep, task: Task, problem: Problem, marks: tuple[str, ...], taking: _Taking) -> Landed:
    """What becomes of a step that the rules do not take: done by her already, overtaken, or not to be used at all."""
    is_hers = task.accepted_post_id == taking.by.post_id
    if problem.code == "tasks.already_accepted" and is_hers:
        return Landed(str(sent.client_id), MergeWord.IDENTICAL)  # she took it on from a page meanwhile
    if problem.code in phones.CONFLICTS:
        return _kept(sent, task, phones.CONFLICTS[problem.code], marks, taking)
    zh, en = phones.REFUSALS.get(problem.code, phones.REFUSED_OTHERWISE)
    unusable = wrong("not_recorded", phones.SAID_IN.get(sent.step), texts=phones.PHONE_TEXTS, zh=zh, en=en)
    return Landed(str(sent.client_id), MergeWord.INVALID, unusable.finding)


def _kept(sent: phones.OfflineStep, task: Task, why: str, marks: tuple[str, ...], taking: _Taking) -> Landed:
    """Something else had happened by then: what she found stands in the history, and changes nothing."""
    marks = (*marks, why)
    by_clock = happened_at(put_right(sent.device_at, ahead_by=taking.ahead_by), at=taking.at)
    taking.kept.append(
        TaskEvent.objects.create(
            programme_id=task.programme_id, task=task, at=taking.at, action=NOT_USED, post_id=taking.by.post_id,
            role=taking.by.role, note=sent.note or None, detail=_detail(sent, marks, by_clock),
            client_id=sent.client_id, device_at=sent.device_at,
        )
    )  # fmt: skip
    return Landed(str(sent.client_id), MergeWord.OLD, marks=marks)


def _detail(sent: phones.OfflineStep, marks: tuple[str, ...], happened: datetime) -> dict[str, Any]:
    """What the history says of a step that came by phone; `value` under the name that the page knows too."""
    said = {phones.SAID_IN[sent.step]: sent.value} if sent.step in phones.SAID_IN else {}
    return {
        **said, "on_phone": True, "step": sent.step, "held": sent.held, "marks": list(marks),
        "happened_at": happened.isoformat(),
    }  # fmt: skip


def _is_same(before: TaskEvent, sent: phones.OfflineStep) -> bool:
    """Whether it is this very record that is on record; only its own sender's can be."""
    value = before.detail.get(phones.SAID_IN.get(sent.step, ""), "")
    told = (before.task_id, before.device_at, before.detail.get("step"), before.detail.get("held"), value)
    if told != (sent.task_id, sent.device_at, sent.step, sent.held, sent.value):
        return False
    return (before.note or "") == sent.note
