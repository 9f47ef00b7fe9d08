"""What was told at a door becomes facts: stays are judged like any declaration, needs and symptoms call for help."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid5

from fangxian.core.actors.rules import Actor
from fangxian.core.people.services import Claim
from fangxian.core.programmes.models import Programme
from fangxian.engine.gazetteer import place_by_name
from fangxian.intake.services import BATCH_LIMIT, Entry, record_facts
from fangxian.intake.sources.sweep import queries
from fangxian.intake.sources.sweep.models import RoundDoor, Visit, VisitFact
from fangxian.intake.sources.sweep.rules import words
from fangxian.intake.sources.sweep.rules.visits import OfflineVisit, Stay, Teller

Told = tuple[OfflineVisit, RoundDoor, Visit]


@dataclass(frozen=True)
class _Fact:
    visit: Visit
    entry: Entry


def record_told(told: Sequence[Told], *, programme: Programme, by: Actor, at: datetime) -> int:
    """Record the facts of new visits; returns how many. A visit that told nothing makes none.

    One fact for each person with stays (one person = one fact), one for what the household needs. Each points to
    the door, so that help finds it; name and phone go to the person's record and nowhere else.
    """
    facts = [one for sent, door, visit in told for one in _facts_of(sent, door, visit, programme=programme)]
    for start in range(0, len(facts), BATCH_LIMIT):
        piece = facts[start : start + BATCH_LIMIT]
        recorded = record_facts(
            source=words.SOURCE.key, entries=[one.entry for one in piece], programme=programme,
            legal_basis=words.SOURCE.legal_basis, by=by, at=at,
        )  # fmt: skip
        VisitFact.objects.bulk_create(
            [
                VisitFact(programme=programme, visit=one.visit, fact_id=fact.id, person_id=fact.person_id)
                for one, fact in zip(piece, recorded, strict=True)
            ],
            ignore_conflicts=True,
        )
    return len(facts)


def _facts_of(sent: OfflineVisit, door: RoundDoor, visit: Visit, *, programme: Programme) -> list[_Fact]:
    facts = []
    if sent.needs or sent.symptoms:
        content: dict[str, Any] = {"door": str(door.id), "needs": list(sent.needs), "symptoms": list(sent.symptoms)}
        facts.append(_Fact(visit, _entry("household", sent.contact, content, door, visit)))
    for number, person in enumerate(sent.people):
        if person.stays:
            content = _content(person.stays, door, programme=programme)
            facts.append(_Fact(visit, _entry(f"person {number}", person, content, door, visit)))
    return facts


def _entry(which: str, teller: Teller | None, content: dict[str, Any], door: RoundDoor, visit: Visit) -> Entry:
    claim = None
    if teller is not None:
        address = queries.address_of(door)
        claim = Claim(name=teller.name, area_code=door.area_code, phone=teller.phone, address=address)
    return Entry(
        client_id=uuid5(visit.id, which), claim=claim, area_code=door.area_code, occurred_at=visit.occurred_at,
        content=content, is_late_sync="late" in visit.marks,
    )  # fmt: skip


def _content(stays: Sequence[Stay], door: RoundDoor, *, programme: Programme) -> dict[str, Any]:
    """The content of a fact about one person, as a declaration has it: judged by the same rule."""
    return {
        "door": str(door.id),
        "stays": [
            {
                "area_code": place_by_name(stay.place, on=stay.from_on).code or "", "area_text": stay.place,
                "from_on": stay.from_on.isoformat(), "until_on": stay.until_on.isoformat(),
                "transit_only": stay.transit_only,
            }
            for stay in stays
        ],
        "destination": {"area_code": door.area_code, "in_programme": programme.covers(door.area_code)},
        "arrives_on": max(stay.until_on for stay in stays).isoformat(),
        "confirmed_by_person": True,  # what a person says of her own journey needs no confirmation by her (O8)
    }  # fmt: skip
