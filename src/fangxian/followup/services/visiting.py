"""What became of a visit, as phones wrote it down; two workers may have written down the same one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from fangxian.core.actors.rules import Actor, why_not_use
from fangxian.core.people.models import PersonFile
from fangxian.core.problems.rules import refuse
from fangxian.core.programmes.models import Programme
from fangxian.core.programmes.rules import why_not_collect
from fangxian.engine.merging import Landed, MergeWord
from fangxian.engine.records import clock_marks, happened_at, put_right, wrong
from fangxian.followup import rules
from fangxian.followup.models import VisitReport
from fangxian.followup.queries.visits import AT_DOORS
from fangxian.followup.rules import offline
from fangxian.intake.services.landing import land
from fangxian.tasks.models import Task
from fangxian.tasks.queries import tasks_of

from .helping import report_task_of


@dataclass(frozen=True)
class _Visit:
    """A visit that the sender makes: its task and the follow-up of the person."""

    task: Task
    file: PersonFile


@transaction.atomic
def land_visits(
    records: Sequence[object], *, programme: Programme, ahead_by: timedelta, by: Actor, at: datetime
) -> list[Landed]:
    """Take in what became of visits; one word per record, in their order.

    One report stands for each visit: whoever wrote last by the clock. A later one is `updated`, an earlier
    `old`; the same record again is `identical`. The first reports the task, if it is still open.
    """
    refuse(why_not_collect(stood_down_at=programme.stood_down_at, at=at))
    refuse(why_not_use(rules.POWER, by=by))
    visits = _visits_of(records, by)

    def read(record: object) -> offline.OfflineVisit:
        sent = offline.read_visit(record)
        if sent.task_id not in visits:
            raise wrong("unknown_visit", "visit", texts=offline.FOLLOWUP)
        return sent

    def keep(sent: Sequence[offline.OfflineVisit]) -> dict[UUID, Landed]:
        return {one.client_id: _land(one, visits[one.task_id], ahead_by=ahead_by, by=by, at=at) for one in sent}

    return land(
        records, read=read, keep=keep, action="followup.offline_visits_landed", on_kind="followup.VisitReport", by=by,
        at=at,
    )  # fmt: skip


def _visits_of(records: Sequence[object], by: Actor) -> dict[UUID, _Visit]:
    """The visits of the sender's area that these records name, whether still open or not; locked in their order."""
    named = set()
    for record in records:
        told = record.get("visit") if isinstance(record, Mapping) else None
        try:
            named.add(UUID(told))
        except (ValueError, AttributeError, TypeError):
            continue  # read_visit says what is wrong with it
    rows = tasks_of(by).filter(id__in=named, kind__in=AT_DOORS, person__isnull=False)
    tasks = list(rows.select_for_update().order_by("id"))
    files = {file.person_id: file for file in PersonFile.objects.filter(person__in=[task.person_id for task in tasks])}
    return {task.id: _Visit(task, files[task.person_id]) for task in tasks if task.person_id in files}


def _land(sent: offline.OfflineVisit, visit: _Visit, *, ahead_by: timedelta, by: Actor, at: datetime) -> Landed:
    by_clock = put_right(sent.device_at, ahead_by=ahead_by)
    done_at, marks = happened_at(by_clock, at=at), clock_marks(by_clock, ahead_by=ahead_by, at=at)
    held = VisitReport.objects.filter(programme_id=visit.task.programme_id, task_id=sent.task_id).first()
    if held is None:
        if not report_task_of(visit.task, sent.outcome, by=by, at=at):
            marks = (*marks, offline.TASK_CLOSED)
        held = VisitReport(
            programme_id=visit.task.programme_id, task_id=sent.task_id, file=visit.file,
            area_code=visit.task.area_code, edit_count=0,
        )  # fmt: skip
        word = MergeWord.NEW
    else:
        word = _word(held, sent, done_at)
    if word in (MergeWord.NEW, MergeWord.UPDATED):
        held.client_id, held.outcome, held.needs, held.note = (
            sent.client_id, sent.outcome, list(sent.needs), sent.note or None,
        )  # fmt: skip
        held.done_at, held.device_at, held.recorded_at = done_at, sent.device_at, at
        assert by.post_id is not None  # whoever has the power stands in a post
        held.marks, held.post_id, held.edit_count = list(marks), by.post_id, held.edit_count + 1
        held.save()
    return Landed(str(sent.client_id), word, marks=marks)


def _word(held: VisitReport, sent: offline.OfflineVisit, done_at: datetime) -> MergeWord:
    """The later one stands, whoever wrote it; of two of one moment, the one that came first."""
    told = (held.client_id, held.device_at, held.outcome, list(held.needs), held.note or "")
    if told == (sent.client_id, sent.device_at, sent.outcome, list(sent.needs), sent.note):
        return MergeWord.IDENTICAL
    return MergeWord.UPDATED if done_at > held.done_at else MergeWord.OLD
