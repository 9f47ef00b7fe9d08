"""What a public list of places holds, and who may propose one (INV-19)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from fangxian.cases.rules.exposed import PublicVisit
from fangxian.core.actors.rules import Actor, why_not_use
from fangxian.core.problems.rules import Problem, said
from fangxian.publication.rules import DECLINED, PROPOSED, PUBLISHED, why_not_whole

# Codes, not sentences: a name could be written into a sentence.
REASONS = {
    "new_places": said("New places were added"),
    "wrong_place": said("A place was wrong"),
    "wrong_time": said("A time was wrong"),
    "not_a_case": said("Somebody turned out not to be infected"),
    "all_found": said("Everybody who was at a place is known by now"),
}


MOVES = {PROPOSED: {PUBLISHED, DECLINED}, PUBLISHED: set(), DECLINED: set()}


def as_json(visits: Sequence[PublicVisit]) -> list[dict[str, Any]]:
    """A list as it is stored and copied: nothing but a town, a kind of place and quarters of an hour."""
    return [
        {
            "area": visit.area_code,
            "place": visit.kind,
            "from_at": visit.from_at.isoformat(),
            "until_at": visit.until_at.isoformat(),
            "all_contacts_known": False,
        }
        for visit in visits
    ]


def from_json(stored: Sequence[Mapping[str, Any]]) -> list[PublicVisit]:
    """The list that was stored. Errors: KeyError or ValueError for what is no list."""
    return [
        PublicVisit(
            line["area"],
            line["place"],
            datetime.fromisoformat(line["from_at"]),
            datetime.fromisoformat(line["until_at"]),
        )
        for line in stored
    ]


def why_not_propose(
    *,
    visits: Sequence[PublicVisit],
    before: Sequence[PublicVisit] | None,
    reason: str,
    is_waiting: bool,
    by: Actor,
) -> Problem | None:
    """Why no list may be proposed now. before: what the newest public list still tells; None if there is none."""
    if problem := why_not_use("publication.propose", by=by) or why_not_whole(by):
        return problem
    if is_waiting:
        return Problem("publication.places_wait", said("A list of places already waits for the second person."))
    if before is None and not visits:
        return Problem("publication.no_places", said("No place was put forward: there is nothing to publish."))
    if before is not None and set(before) == set(visits):
        return Problem("publication.same_places", said("The public list already says exactly this."))
    if before is not None and reason not in REASONS:
        return Problem(
            "publication.needs_reason",
            said("A list is already public. Say why it is replaced."),
            field="reason",
        )
    return None


def why_not_still(visits: Sequence[PublicVisit], standing: Sequence[PublicVisit]) -> Problem | None:
    """Why a proposed list may not become public any more: a place of it was taken back, or its case is none."""
    if set(visits) - set(standing):
        return Problem(
            "publication.places_changed",
            said("A place on this list no longer stands. Decline it and propose the list anew."),
        )
    return None
