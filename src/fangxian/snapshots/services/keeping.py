"""Night by night: closed days go to the lake, days that have run out are dropped, and with a programme all of them."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.conf import settings

from fangxian.core.actors.rules import Actor, Purpose, system
from fangxian.core.audit import services as audit
from fangxian.core.problems.rules import Refused
from fangxian.core.programmes.models import Programme
from fangxian.engine.clocks.days import city_day
from fangxian.engine.tables import TableRefused
from fangxian.snapshots import queries, rules
from fangxian.snapshots.models import SnapshotDay

from .opening import Opened, index_of, opened
from .taking import Taken, refresh_index, take_into

log = logging.getLogger(__name__)


def keep_lakes(*, at: datetime) -> int:
    """Take what is due in every programme, and drop what has run out; returns how many days changed.

    Run every hour, so that a night on which the worker stood is made up for; a day that was taken is asked again
    only in the nights that the edition names. A programme whose edition nobody has adopted leaves nothing.
    """
    changed = 0
    for programme in Programme.objects.filter(erased_at=None).order_by("id"):
        try:
            changed += _keep(programme, at=at)
        except (Refused, TableRefused, LookupError) as error:
            log.warning("the lake of programme %s was not kept: %s", programme.id, _code(error))
    return changed


def _code(error: Exception) -> str:
    if isinstance(error, Refused):
        return error.problem.code
    return error.finding.code if isinstance(error, TableRefused) else str(error)


def _keep(programme: Programme, *, at: datetime) -> int:
    by = system(programme.id, Purpose.KEEP_TIME)
    kept = queries.kept_days(at=at)
    taken = queries.days_taken(programme.id)
    last = city_day(at, programme.zone) - timedelta(days=1)
    is_over = programme.stood_down_at is not None and programme.stood_down_at <= at
    due = [] if is_over else _due(programme, last, kept, taken, at=at)
    before = last - timedelta(days=kept - 1)
    gone = [day for day in taken if day < before]
    if not due and not gone:
        return 0
    with opened(programme) as place:
        found = list(_taken(place, programme, due, by=by, at=at))
        dropped = _drop(place, programme, before=before, by=by, at=at) if gone else 0
        refresh_index(place)
    return sum(one.is_new for one in found) + dropped


def _taken(place: Opened, programme: Programme, due: list[date], *, by: Actor, at: datetime) -> Iterator[Taken]:
    for on in due:
        yield take_into(place, programme=programme, on=on, by=by, at=at)


def _due(programme: Programme, last: date, kept: int, taken: dict[date, SnapshotDay], *, at: datetime) -> list[date]:
    again = rules.rule_of(queries.stays_pack(programme, at=at), "again").params["days"]
    noted = {day: row.taken_on for day, row in taken.items()}
    days = rules.days_due(last_closed=last, kept_days=kept, again_days=again, taken=noted)
    return [day for day in days if day >= programme.starts_on]


def _drop(place: Opened, programme: Programme, *, before: date, by: Actor, at: datetime) -> int:
    """Forget whole days: their stays first, then what was noted of them. Numbers go by their own clock (erasure)."""
    gone = place.lake.drop(before=before)
    rows = SnapshotDay.objects.filter(programme=programme, on__lt=before)
    detail = {"days": [day.on.isoformat() for day in gone]}
    audit.record("snapshots.days_dropped", by=by, at=at, count=sum(day.rows for day in gone), detail=detail)
    rows.delete()
    return len(gone)


def count_files(programme: Programme) -> tuple[int, int]:
    """How many files the lake of a programme has, and its index: what an erasure counts before and after."""
    from fangxian.engine.stays import Store

    store = Store.at(rules.address_of_lake(settings.LAKE_URL, programme.id))
    folder = index_of(programme)
    files = [name for name in store.names() if not name.startswith(".")]
    return len(files), sum(1 for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else 0


def erase_lake(programme: Programme) -> None:
    """Take the whole lake of a programme away, and its index: manifests first, so that no half of a day is read."""
    from fangxian.engine.stays import Store

    shutil.rmtree(index_of(programme), ignore_errors=True)
    store = Store.at(rules.address_of_lake(settings.LAKE_URL, programme.id))
    names = store.names()
    for name in sorted(names, key=lambda name: not name.endswith("manifest.json")):
        store.delete(name)
    if store.folder is not None:
        shutil.rmtree(store.folder, ignore_errors=True)
