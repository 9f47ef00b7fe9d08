"""What a phone is handed that several rooms know a part of."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.db.models import QuerySet

from fangxian.core.actors.rules import Actor
from fangxian.engine.pulling import Page, rows_before
from fangxian.intake.sources.checkpoint.queries import checkpoints_of
from fangxian.intake.sources.disinfection.queries import places_logged
from fangxian.intake.sources.disinfection.rules import GATE, POST, VENUE
from fangxian.intake.sources.gate.queries import gates_of
from fangxian.intake.sources.venue.queries import venues_of


def places_to_disinfect(*, by: Actor, after: str, limit: int, at: datetime) -> Page:
    """Posts, gates and dense places of the reader's area, and places that were disinfected before under a typed name.

    They speak of nobody. Cursor: the number of rows that were handed out.
    """
    start = rows_before(after)
    rows = list(_places(by))
    return Page(rows[start : start + limit], str(start + limit) if len(rows) > start + limit else None)


def _places(by: Actor) -> Iterator[dict[str, Any]]:
    listed: tuple[tuple[str, QuerySet[Any]], ...] = (
        (POST, checkpoints_of(by)), (GATE, gates_of(by)), (VENUE, venues_of(by)),
    )  # fmt: skip
    known = set()
    for kind, places in listed:
        for place_id, name, area_code in places.filter(closed_at=None).values_list("id", "name", "area_code"):
            known.add((kind, name))
            yield _row(str(place_id), kind, name, area_code, is_listed=True)
    for kind, name in places_logged(by):
        if (kind, name) not in known:
            yield _row(str(uuid5(NAMESPACE_URL, f"{by.area_code}/{kind}/{name}")), kind, name, "", is_listed=False)


def _row(place_id: str, kind: str, name: str, area_code: str, *, is_listed: bool) -> dict[str, Any]:
    """`is_listed`: the id is that of a post, gate or dense place; otherwise it is only the row's own."""
    return {
        "kind": "place", "id": place_id, "gone": False, "place_kind": kind, "name": name, "area_code": area_code,
        "is_listed": is_listed,
    }  # fmt: skip
