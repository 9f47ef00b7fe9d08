"""What was proposed, and what is public. What is public is read as anybody outside reads it: by its own role."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection, connections
from django.db.models import Count, QuerySet
from django.db.models.functions import Substr

from fangxian.briefing.rules import Kind, Scope
from fangxian.core.actors.rules import Actor
from fangxian.core.areas.rules import LENGTHS
from fangxian.core.audit.queries import count_by_action
from fangxian.core.problems.rules import Problem, Refused, said
from fangxian.core.programmes.models import Programme
from fangxian.engine.clocks.days import day_start
from fangxian.engine.disclosure_rows import Row
from fangxian.measures.queries import appeals_decided_count
from fangxian.measures.rules.appeals import OVERTURNED
from fangxian.publication import rules
from fangxian.publication.models import Release
from fangxian.publication.rules import PublicFigure

READER = "publication"
COUNTY = LENGTHS["county"]
RECEIVED, REFUSED, HANDED_OVER = (
    "outgoing.outside_request_received", "outgoing.outside_request_refused", "outgoing.package_handed_over",
)  # fmt: skip
MONTH = (
    "month", "requests_received", "requests_refused", "packages", "appeals_answered", "appeals_found_wrong",
)  # fmt: skip


# -- what was proposed


def releases(by: Actor) -> QuerySet[Release]:
    """Every table that was proposed, newest day first."""
    rows = Release.objects.filter(programme_id=by.programme_id)
    return rows.select_related("proposed_by__unit__body", "confirmed_by__unit__body", "declined_by__unit__body")


def release_of(by: Actor, release_id: UUID) -> Release | None:
    return releases(by).filter(id=release_id).first()


def state_of(release: Release) -> str:
    return rules.state_of(confirmed=release.confirmed_at is not None, declined=release.declined_at is not None)


def counts(figure: PublicFigure, scope: Scope, *, counties: Sequence[str]) -> dict[str, int]:
    """How many people a figure has in each county; those placed in none of them under `other`."""
    rows = figure.rows(scope).order_by().annotate(county=Substr("area_code", 1, COUNTY)).values("county")
    found = dict.fromkeys([*counties, rules.OTHER], 0)
    for row in rows.annotate(people=Count(figure.person, distinct=True)):
        found[row["county"] if row["county"] in found else rules.OTHER] += row["people"]
    return found


def versions_of(programme_id: UUID, day: date) -> list[rules.Tables]:
    """The tables of a day that are public, oldest first."""
    rows = _public(programme_id).filter(day=day).order_by("version")
    return [rules.from_json(release.figures) for release in rows]


def neighbours_of(programme_id: UUID, day: date, figures: Sequence[PublicFigure]) -> dict[str, list[Row]]:
    """For each stock, its rows in every version of the nearest public day before and after."""
    before = _public(programme_id).filter(day__lt=day).order_by("-day").values_list("day", flat=True).first()
    after = _public(programme_id).filter(day__gt=day).order_by("day").values_list("day", flat=True).first()
    near = [table for one in (before, after) if one for table in versions_of(programme_id, one)]
    return {f.key: [table[f.key] for table in near if f.key in table] for f in figures if f.kind is Kind.STOCK}


def _public(programme_id: UUID) -> QuerySet[Release]:
    return Release.objects.filter(programme_id=programme_id, confirmed_at__isnull=False)


def months_until(programme: Programme, *, day: date) -> list[dict[str, Any]]:
    """What the command answers for, month by month up to `day`: requests from outside, packages, appeals."""
    found = []
    first = programme.starts_on.replace(day=1)
    while first <= day:
        after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
        since, until = (day_start(one, programme.zone) for one in (first, after))
        happened = count_by_action(programme_id=programme.id, since=since, until=until)
        answered = appeals_decided_count(programme.id, since=since, until=until)
        found.append(
            {
                "month": first.isoformat(),
                "requests_received": happened.get(RECEIVED, 0),
                "requests_refused": happened.get(REFUSED, 0),
                "packages": happened.get(HANDED_OVER, 0),
                "appeals_answered": sum(answered.values()),
                "appeals_found_wrong": answered[OVERTURNED],
            }
        )
        first = after
    return found


# -- what is public


@dataclass(frozen=True)
class Published:
    """One public table. months is empty unless asked for; corrected_by is the version that replaced it."""

    id: UUID
    programme_id: UUID
    day: date
    version: int
    as_of: datetime
    published_at: datetime
    reason: str
    newest_version: int
    tables: Mapping[str, Row] = field(default_factory=dict)
    months: Sequence[Mapping[str, Any]] = ()

    @property
    def is_newest(self) -> bool:
        return self.version == self.newest_version


HEADS = """
SELECT id, programme, day, version, as_of, published_at, coalesce(reason::text, ''),
       max(version) OVER (PARTITION BY programme, day) AS newest
  FROM publication.release
"""
HEADS_OF_DAY = HEADS + " WHERE programme = %s AND day = %s ORDER BY version DESC"
ONE_HEAD = "SELECT * FROM (" + HEADS + ") heads WHERE id = %s"  # noqa: S608 - our own text
NEWEST_HEADS = (
    "SELECT * FROM (" + HEADS + " WHERE programme = %s) heads "  # noqa: S608 - our own text
    "WHERE version = newest AND (%s::date IS NULL OR day < %s::date) ORDER BY day DESC LIMIT %s"
)


@contextmanager
def as_the_public() -> Iterator[Any]:
    """A cursor of the role that reads aggregates and nothing else.

    Inside a transaction the application's own connection is used, because another would not see what was
    written in it: that is the case in tests that are rolled back. Errors: Refused if no such connection is set up.
    """
    if connection.in_atomic_block:
        with connection.cursor() as cursor:
            yield cursor
        return
    if READER not in connections.settings:
        text = said("Publication is not set up here: PUBLICATION_DATABASE_URL is missing.")
        raise Refused(Problem("publication.no_connection", text, status=503))
    with connections[READER].cursor() as cursor:
        yield cursor


def programmes_published() -> list[Programme]:
    """Programmes with something public, also those that are over; the one that published last first."""
    with as_the_public() as cursor:
        cursor.execute("SELECT programme FROM publication.release GROUP BY programme ORDER BY max(published_at) DESC")
        ids = [programme for (programme,) in cursor.fetchall()]
    found = Programme.objects.in_bulk(ids)
    return [found[one] for one in ids if one in found]


def programme_of(table: Published) -> Programme | None:
    return Programme.objects.filter(id=table.programme_id).first()


def days_published(programme_id: UUID, *, limit: int, before: date | None = None) -> list[Published]:
    """The newest version of public days, newest day first, without their tables; only days before `before`."""
    with as_the_public() as cursor:
        cursor.execute(
            NEWEST_HEADS,
            [programme_id, before, before, limit],
        )
        return [Published(*row) for row in cursor.fetchall()]


def versions_published(programme_id: UUID, day: date) -> list[Published]:
    """Every version of a day, the newest first, without their tables."""
    with as_the_public() as cursor:
        cursor.execute(HEADS_OF_DAY, [programme_id, day])
        return [Published(*row) for row in cursor.fetchall()]


def published(release_id: UUID) -> Published | None:
    """One public table with its counts and months."""
    with as_the_public() as cursor:
        cursor.execute(ONE_HEAD, [release_id])
        head = cursor.fetchone()
        if head is None:
            return None
        cursor.execute(
            "SELECT figure::text, area, shown, why::text FROM publication.cell WHERE release = %s", [release_id]
        )
        stored: dict[str, dict[str, Any]] = {}
        for figure, area, shown, why in cursor.fetchall():
            stored.setdefault(figure, {})[area] = {"shown": shown, "why": why}
        cursor.execute(
            f"SELECT {', '.join(MONTH)} FROM publication.month "  # noqa: S608 - names of our own columns
            "WHERE release = %s ORDER BY month DESC",
            [release_id],
        )
        months = [dict(zip(MONTH, row, strict=True)) for row in cursor.fetchall()]
    return Published(*head, tables=rules.from_json(stored), months=months)
