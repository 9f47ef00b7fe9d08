"""Published lists of services are matched against the journeys that people declared; it opens nothing by itself."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from fangxian.cases import rules
from fangxian.cases.rules import listed as lists
from fangxian.cases.rules.listed import Listed
from fangxian.core.actors.rules import Actor, why_not_use
from fangxian.core.audit import services as audit
from fangxian.core.people.models import Person
from fangxian.core.problems.rules import refuse
from fangxian.intake.models import Fact
from fangxian.intake.queries import journeys_declared

LIST = "\0listed"  # sorts before every id, so that it is always the first of a pair


@dataclass(frozen=True)
class Aboard:
    """Somebody who declared that she was aboard a listed service. seat, carriage as declared; "" if not told."""

    person: Person
    mode: str
    number: str
    on: date
    carriage: str
    seat: str


@transaction.atomic
def match_services(*, listed: Sequence[Listed], by: Actor, at: datetime) -> list[Aboard]:
    """Who of the reader's area declared a journey by one of these services. One audit event with count and digest.

    Errors: Refused.
    """
    refuse(why_not_use("cases.investigate", by=by))
    refuse(rules.why_not_decide(by))
    facts = list(journeys_declared(by, days={one.on for one in listed}))
    listed_ids = _listed_ids(listed, facts)
    aboard = [fact for fact in facts if str(fact.id) in listed_ids]
    people = Person.objects.in_bulk([fact.person_id for fact in aboard])
    found = [_aboard(fact, people) for fact in aboard]
    found.sort(key=lambda one: (one.on, one.number, one.carriage, one.seat, str(one.person.id)))
    digest = hashlib.sha256("\n".join(f"{one.person.id} {one.number} {one.on}" for one in found).encode()).digest()
    audit.record(
        "cases.matched_services", on_kind="cases.ServiceList", by=by, at=at, count=len(found), digest=digest,
        area_code=by.area_code, detail={"services": len(listed), "journeys": len(facts)},
    )  # fmt: skip
    return found


def _listed_ids(listed: Sequence[Listed], facts: Sequence[Fact]) -> set[str]:
    """The ids of the facts that tell of a listed service: as the engine pairs cases, with the list as one of them."""
    import ibis  # few ask for it, and it takes half a second to read
    import pyarrow as pa

    from fangxian.engine.contacts import same_service_pairs

    legs = [{"case_uid": LIST, "mode": one.mode, "number": one.number, "date": one.on} for one in listed]
    for fact in facts:
        journey = fact.content["transport"]
        legs.append(
            {
                "case_uid": str(fact.id),
                "mode": journey.get("mode") or "",
                "number": journey["number"],
                "date": date.fromisoformat(journey["date"]),
            }
        )
    schema = pa.schema(
        [("case_uid", pa.string()), ("mode", pa.string()), ("number", pa.string()), ("date", pa.date32())]
    )
    rows = same_service_pairs(ibis.memtable(pa.Table.from_pylist(legs, schema))).to_pyarrow().to_pylist()
    return {row["case_b"] for row in rows if row["case_a"] == LIST}


def _aboard(fact: Fact, people: dict[object, Person]) -> Aboard:
    journey = fact.content["transport"]
    return Aboard(
        person=people[fact.person_id],
        mode=journey.get("mode") or "other",
        number=lists.written(journey["number"]),
        on=date.fromisoformat(journey["date"]),
        carriage=journey.get("carriage") or "",
        seat=journey.get("seat") or "",
    )
