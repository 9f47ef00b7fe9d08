"""Today's visits of a worker, in the order in which the doors lie, and as a phone is handed them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from fangxian.core.actors.rules import Actor
from fangxian.core.people.models import PersonFile
from fangxian.core.programmes.models import Programme
from fangxian.engine.pulling import NoSuchPlace, Page
from fangxian.engine.walking import Key, walking_key
from fangxian.followup.models import Reading, VisitReport
from fangxian.tasks.models import Task
from fangxian.tasks.queries import tasks_open
from fangxian.tasks.rules import HEALTH_CHECK, VISIT

from .files import newest_readings, pack_of_temperature

AT_DOORS = (VISIT, HEALTH_CHECK)
MOST = 400  # visits of one worker's area that are put in order at once; more are shown as too many


@dataclass(frozen=True)
class Stop:
    """One door of today. Row grain: one open visit.

    newest   what she said last; None if she was not asked yet
    is_new   opened since the reader looked last
    report   what a phone wrote down of it already; None if nothing
    """

    task: Task
    file: PersonFile | None
    newest: Reading | None
    is_new: bool
    report: VisitReport | None

    @property
    def order(self) -> tuple[str, Key, UUID]:
        address = self.task.person.address if self.task.person else None
        return (self.task.origin_area_code, walking_key(address or ""), self.task.id)


def open_visits(by: Actor) -> QuerySet[Task]:
    """The open visits of the reader's area that are not given to somebody else."""
    mine = Q(assigned_post=None) | Q(assigned_post_id=by.post_id)
    free = Q(accepted_post=None) | Q(accepted_post_id=by.post_id)
    return tasks_open(by).filter(mine, free, kind__in=AT_DOORS, person__isnull=False, reported_at=None)


def visits_of(by: Actor, *, since: datetime | None = None, most: int = MOST) -> tuple[list[Stop], int]:
    """The visits in walking order, and how many there are in all. `since`: when the reader looked last.

    By area, street, building and door, as the address is written; coordinates are not held. Names and
    addresses are read: the caller audits it.
    """
    rows = open_visits(by)
    count = rows.count()
    stops = _stops(list(rows.order_by("origin_area_code", "id").select_related("person")[:most]), since=since)
    return sorted(stops, key=lambda stop: stop.order), count


def _stops(tasks: Sequence[Task], *, since: datetime | None) -> list[Stop]:
    files = {file.person_id: file for file in PersonFile.objects.filter(person__in=[t.person_id for t in tasks])}
    newest = newest_readings([file.id for file in files.values()])
    reports = {report.task_id: report for report in VisitReport.objects.filter(task_id__in=[t.id for t in tasks])}
    stops = []
    for task in tasks:
        file = files.get(task.person_id)  # type: ignore[arg-type]
        is_new = since is not None and task.opened_at > since
        stops.append(Stop(task, file, newest.get(file.id) if file else None, is_new, reports.get(task.id)))
    return stops


def rows_for_visits(*, by: Actor, after: str, limit: int, at: datetime) -> Page:
    """A page of the visits that a phone takes along: who, where, how to call; no reason and no finding.

    Rows that are no longer handed out are gone: the phone asks for the whole list and keeps only what it gets.
    """
    rows = open_visits(by).order_by("id").select_related("person")
    if after:
        try:
            rows = rows.filter(id__gt=UUID(after))
        except ValueError as error:
            raise NoSuchPlace(after) from error
    tasks = list(rows[: limit + 1])
    more = len(tasks) > limit
    shown = [_row(stop) for stop in _stops(tasks[:limit], since=None) if stop.file is not None]
    if more:
        return Page(shown, str(tasks[limit - 1].id), len(shown))
    return Page([*shown, _rule(by, at=at)], None, len(shown))


def _rule(by: Actor, *, at: datetime) -> dict[str, Any]:
    """The figures by which the phone tells a slip of the finger from a temperature, and when it is raised."""
    pack = pack_of_temperature(Programme.objects.get(id=by.programme_id), at)
    params = pack.rule("gate").params
    words = {word: dict(text) for word, text in params["words"].items()}
    return {"kind": "rule", "id": "cn.temperature", "gone": False, "edition": pack.id,
            "params": {**params, "words": words}}  # fmt: skip


def written_way(area_code: str, address: str) -> str:
    """The walking order as a text that sorts alike on a phone: numbers filled up with noughts."""
    parts = (text or f"{number:08d}" for _is_text, number, text in walking_key(address))
    return f"{area_code}|{'|'.join(parts)}"


def _row(stop: Stop) -> dict[str, Any]:
    person, task = stop.task.person, stop.task
    assert person is not None and stop.file is not None  # only such are handed out
    newest = stop.newest
    return {
        "kind": "visit", "id": str(task.id), "gone": False, "file": str(stop.file.id), "number": stop.file.number,
        "duty": task.kind, "name": person.name, "phone": person.phone or "", "address": person.address or "",
        "area_code": task.origin_area_code, "way": written_way(task.origin_area_code, person.address or ""),
        "language": person.language, "until": stop.file.follow_until.isoformat(),
        "due_at": task.due_at.isoformat() if task.due_at else None,
        "last_at": newest.taken_at.isoformat() if newest else None,
        "last_celsius": str(newest.celsius) if newest and newest.celsius is not None else None,
        "needs": list(newest.needs) if newest else [],
    }  # fmt: skip
