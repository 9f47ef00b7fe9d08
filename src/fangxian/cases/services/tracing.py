"""Where somebody with a confirmed illness passed, and who was there at the same time: the only way into those rows.

Passages and check-ins are kept under a registration order for nothing else (O1). They are read for one case, which
a laboratory confirmed and nobody has ruled out, by whoever investigates it; every reading is put on record.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from fangxian.cases.models import Case
from fangxian.core.actors.rules import Actor
from fangxian.core.audit import services as audit
from fangxian.core.privacy.queries import blind_index
from fangxian.core.problems.rules import refuse
from fangxian.core.tokens.queries import token_ids_of_person
from fangxian.engine.clocks.days import day_end, day_start
from fangxian.intake.queries import corrected_facts, facts_of_person
from fangxian.intake.sources.checkpoint.models import Passage
from fangxian.intake.sources.gate.queries import passages_by_index
from fangxian.intake.sources.venue.models import CheckIn
from fangxian.intake.sources.venue.queries import check_ins_by_index, overlapping

from .authority import why_not_work_on

POST, GATE, VENUE, DECLARED = "post", "gate", "venue", "declared"
LOOK_BACK = timedelta(days=28)  # longer than any row of a passage is kept


@dataclass(frozen=True)
class Other:
    """Somebody who checked in at the same place and time. `contact` is the phone she entered herself, if she did."""

    entered_at: datetime
    until: datetime
    contact: str | None


@dataclass(frozen=True)
class Stop:
    """One place where the person of a case was. Row grain: one passage or stay.

    kind    post, gate, venue or declared; place_id of the record of the place, of the fact if it was declared
    until   when a stay ended or counts as over; None for a passage
    others  of a stay: who was there at the same time; passages tell of nobody else
    """

    kind: str
    place_id: UUID
    place: str
    area_code: str
    at: datetime
    direction: str = ""
    until: datetime | None = None
    others: tuple[Other, ...] = ()


@transaction.atomic
def trace_places(*, case: Case, with_declared: bool = False, by: Actor, at: datetime) -> list[Stop]:
    """Every place that is still on record for the person of a case, in order of time. Errors: Refused.

    with_declared  also the stays and the journey that she declared herself, or others told of her
    """
    case = Case.objects.select_related("person", "programme").get(id=case.id)  # it may have been ruled out meanwhile
    refuse(why_not_work_on(case, by=by, at=at))
    person = case.person
    indexes = indexes_of(case, at=at)
    stays = list(check_ins_by_index(indexes, programme_id=case.programme_id, person_id=person.id))
    stops = [*_posts(case, indexes), *_gates(case, indexes), *(_stop_of(stay) for stay in stays)]
    if with_declared:
        stops += _declared(case)
    stops.sort(key=lambda stop: (stop.at, stop.kind, str(stop.place_id)))
    audit.record(
        "cases.traced_places", on=case, about=person.id, by=by, at=at, area_code=case.area_code, count=len(stops),
        digest=_digest(stops),
        detail={
            "case": str(case.id),
            "places": sorted({f"{stop.kind}:{stop.place_id}" for stop in stops}),
            "days": sorted({stop.at.astimezone(case.programme.zone).date().isoformat() for stop in stops}),
            "others": sum(len(stop.others) for stop in stops),
        },
    )  # fmt: skip
    return stops


def _digest(stops: Iterable[Stop]) -> bytes:
    """The fingerprint of what was read: each passage and stay with its times, and how many others it showed."""
    rows = [
        [stop.kind, str(stop.place_id), stop.at.isoformat(), stop.until.isoformat() if stop.until else "",
         stop.direction, len(stop.others)]
        for stop in stops
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(rows).encode()).digest()


def indexes_of(case: Case, *, at: datetime) -> list[bytes]:
    """The keyed hashes of what she may have shown: document, phone, and the codes that were issued to her."""
    own = [bytes(index) for index in (case.person.document_index, case.person.phone_index) if index]
    codes = token_ids_of_person(case.person_id, since=at - LOOK_BACK)
    return own + [blind_index(code, programme_id=case.programme_id, label="tokens.token") for code in codes]


def _posts(case: Case, indexes: list[bytes]) -> Iterable[Stop]:
    rows = Passage.objects.filter(
        Q(subject_index__in=indexes) | Q(person_id=case.person_id), programme_id=case.programme_id
    )
    for row in rows.select_related("check_record__checkpoint"):
        yield Stop(
            POST,
            row.check_record.checkpoint_id,
            row.check_record.checkpoint.name,
            row.area_code,
            row.passed_at,
            row.direction,
        )


def _gates(case: Case, indexes: list[bytes]) -> Iterable[Stop]:
    for row in passages_by_index(indexes, programme_id=case.programme_id, person_id=case.person_id):
        yield Stop(GATE, row.gate_id, row.gate.name, row.area_code, row.passed_at, row.direction)


def _declared(case: Case) -> Iterable[Stop]:
    """Stays and journeys of her facts; a stay is of whole city days, a fact that was corrected tells nothing."""
    facts = list(facts_of_person(case.person_id, programme_id=case.programme_id))
    corrected = corrected_facts([fact.id for fact in facts], programme_id=case.programme_id)
    for fact in facts:
        if fact.id in corrected:
            continue
        for stay in fact.content.get("stays") or ():
            first, last = date.fromisoformat(stay["from_on"]), date.fromisoformat(stay["until_on"])
            begins, ends = day_start(first, case.programme.zone), day_end(last, case.programme.zone)
            yield Stop(DECLARED, fact.id, stay["area_text"] or stay["area_code"], stay["area_code"], begins, until=ends)
        journey = fact.content.get("transport") or {}
        if journey.get("number") and journey.get("date"):
            begins = day_start(date.fromisoformat(journey["date"]), case.programme.zone)
            yield Stop(DECLARED, fact.id, " ".join([journey["number"], journey.get("seat") or ""]).strip(), "", begins)


def _stop_of(stay: CheckIn) -> Stop:
    others = tuple(
        Other(other.entered_at, other.left_at or other.expires_at, other.contact) for other in overlapping(stay)
    )
    until = stay.left_at or stay.expires_at
    return Stop(VENUE, stay.venue_id, stay.venue.name, stay.area_code, stay.entered_at, until=until, others=others)
