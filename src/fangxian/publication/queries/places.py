"""Lists of places that were proposed, and what is public. What is public is read as anybody outside reads it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from fangxian.cases.queries.exposed import shown_since
from fangxian.cases.rules.exposed import PublicVisit
from fangxian.core.actors.rules import Actor
from fangxian.core.areas.queries import labels_of
from fangxian.core.problems.rules import Refused
from fangxian.core.programmes.models import Programme
from fangxian.publication.models import PlaceList
from fangxian.publication.queries import as_the_public


@dataclass(frozen=True)
class PublicList:
    """One public list. visits is empty unless asked for; older_count are visits too long ago to be told any more."""

    id: UUID
    programme_id: UUID
    version: int
    as_of: datetime
    published_at: datetime
    reason: str
    newest_version: int
    visits: Sequence[PublicVisit] = ()
    older_count: int = 0

    @property
    def is_newest(self) -> bool:
        return self.version == self.newest_version


HEADS = """
SELECT id, programme, version, as_of, published_at, coalesce(reason::text, ''),
       max(version) OVER (PARTITION BY programme) AS newest
  FROM publication.place_list
"""
HEADS_OF_PROGRAMME = HEADS + " WHERE programme = %s ORDER BY version DESC"
ONE_HEAD = "SELECT * FROM (" + HEADS + ") heads WHERE id = %s"  # noqa: S608 - our own text


def lists(by: Actor) -> QuerySet[PlaceList]:
    """Every list that was proposed, the newest first."""
    rows = PlaceList.objects.filter(programme_id=by.programme_id)
    return rows.select_related(
        "programme", "proposed_by__unit__body", "confirmed_by__unit__body", "declined_by__unit__body"
    )


def list_of(by: Actor, list_id: UUID) -> PlaceList | None:
    return lists(by).filter(id=list_id).first()


def versions_published(programme_id: UUID) -> list[PublicList]:
    """Every public list of a programme without its places, the newest first."""
    with as_the_public() as cursor:
        cursor.execute(HEADS_OF_PROGRAMME, [programme_id])
        return [PublicList(*row) for row in cursor.fetchall()]


def published(list_id: UUID, *, at: datetime) -> PublicList | None:
    """One public list with the visits that it still tells at `at`, by town and then by time."""
    with as_the_public() as cursor:
        cursor.execute(ONE_HEAD, [list_id])
        head = cursor.fetchone()
        if head is None:
            return None
        cursor.execute(
            "SELECT area, place::text, from_at, until_at FROM publication.place_and_time WHERE list = %s "
            "ORDER BY area, from_at, place, until_at",
            [list_id],
        )
        rows = [PublicVisit(*row) for row in cursor.fetchall()]
    programme = Programme.objects.get(id=head[1])
    try:
        since = shown_since(programme, at=at)
    except Refused:  # a programme without an edition of the retention rules tells nothing rather than everything
        since = at
    told = [visit for visit in rows if visit.until_at > since]
    return PublicList(*head, visits=told, older_count=len(rows) - len(told))


def newest(programme_id: UUID, *, at: datetime) -> PublicList | None:
    """The list that counts now; None if none was ever public."""
    versions = versions_published(programme_id)
    return published(versions[0].id, at=at) if versions else None


def programme_of(place_list: PublicList) -> Programme | None:
    return Programme.objects.filter(id=place_list.programme_id).first()


def programmes_with_lists() -> list[Programme]:
    """Programmes that published a list; the one that published last first."""
    with as_the_public() as cursor:
        cursor.execute(
            "SELECT programme FROM publication.place_list GROUP BY programme ORDER BY max(published_at) DESC"
        )
        ids = [programme for (programme,) in cursor.fetchall()]
    found = Programme.objects.in_bulk(ids)
    return [found[one] for one in ids if one in found]


def town_names(visits: Sequence[PublicVisit], *, programme_id: UUID) -> dict[str, str]:
    """The full name of each town on a list."""
    return labels_of({visit.area_code for visit in visits}, programme_id=programme_id)
