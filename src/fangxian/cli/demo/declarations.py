"""Residents declare their journeys; one corrects what she said, one goes on to a post."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from fangxian.core.programmes.models import new_id
from fangxian.engine.gazetteer import place_by_name
from fangxian.intake.sources.declaration.models import Declaration
from fangxian.intake.sources.declaration.rules import Declared, Stay, Transport
from fangxian.intake.sources.declaration.services import correct, declare

from .city import TOUR_GRID
from .stage import FIRST_DAY, SECOND_DAY, STORY_ENDS_AT, ZONE, Stage, moment
from .travellers import STAYS

_OFTEN = 0.06  # declarations of one day for each person on the list
_KINDS = ("not_listed", "not_listed", "not_listed", "listed", "too_long_ago", "passed_through")
_HOURS = range(7, 20)


def declared_journeys(stage: Stage) -> None:
    """Declarations over both days, those that the story follows, and one that arrives as the visitor does."""
    for day in (FIRST_DAY, SECOND_DAY):
        for _ in range(stage.share(_OFTEN)):
            hour = stage.random.choice(_HOURS)
            at = moment(day, f"{hour:02d}:{stage.random.randint(0, 59):02d}")
            kind = stage.random.choice(_KINDS)
            stage.agenda.add(at, lambda now, kind=kind: _declare(stage, kind, at=now), brings_facts=True)
    stage.agenda.add(moment(FIRST_DAY, "11:47"), lambda at: _one_who_is_unclear(stage, at=at), brings_facts=True)
    stage.agenda.add(moment(FIRST_DAY, "08:31"), lambda at: _one_who_corrects(stage, at=at), brings_facts=True)
    stage.agenda.add(
        STORY_ENDS_AT - timedelta(seconds=15),
        lambda at: _declare(stage, "listed", at=at, destination_code=TOUR_GRID),
        brings_facts=True,
    )
    stage.agenda.add(moment(SECOND_DAY, "08:12"), lambda at: _one_who_comes(stage, at=at), brings_facts=True)


def _declare(stage: Stage, kind: str, *, at: datetime, **changed: object) -> Declaration:
    declared = _declared(stage, kind, at=at, **changed)
    made = declare(
        declared=declared, client_id=new_id(), programme=stage.programme, by=stage.resident(), at=at
    )  # fmt: skip
    stage.counted["declaration facts"] += 1
    return made


def _declared(stage: Stage, kind: str, *, at: datetime, **changed: object) -> Declared:
    """What one form says, with invented values."""
    chance = stage.random
    place = chance.choice(next(names for name, _, names in STAYS if name == kind))
    arrives_on = at.astimezone(ZONE).date() + timedelta(days=chance.randint(0, 1))
    until_on = arrives_on - timedelta(days=chance.randint(17, 25) if kind == "too_long_ago" else 1)
    who = stage.people.one()
    destination = chance.choice(sorted(code for code in stage.force.by_area if len(code) == 14))
    has_document = chance.random() < 0.8
    terms: dict = {
        "name": who.name,
        "document_kind": "id_card" if has_document else "none",
        "document_number": who.document_number if has_document else "",
        "phone": f"+86{who.phone}",
        "arrives_on": arrives_on,
        "destination_code": destination,
        "destination_in_programme": True,
        "stays": [
            Stay(place_by_name(place).code or "", place, until_on - timedelta(days=6), until_on,
                 transit_only=kind == "passed_through")
        ],
        "transport": Transport("train", "G590", arrives_on, f"{chance.randint(1, 16):02d}", "12F"),
        "receiver_kind": chance.choice(("family", "own_home", "employer")),
        "celsius": 36.5,
        "temperature_method": "axillary",
    } | changed  # fmt: skip
    return Declared(**terms)


def _one_who_corrects(stage: Stage, *, at: datetime) -> None:
    """She declares a stay in a listed city; minutes later she says that she only changed trains there."""
    declaration = _declare(stage, "listed", at=at, phone="+8616900999901", document_kind="none", document_number="")
    stage.named["corrected_declaration"] = str(declaration.id)
    stage.agenda.add(moment(FIRST_DAY, "08:38"), lambda now: _correct(stage, declaration.id, at=now), brings_facts=True)


def _correct(stage: Stage, declaration_id: UUID, *, at: datetime) -> None:
    declaration = Declaration.objects.select_related("receipt", "programme").get(id=declaration_id)
    declared = _declared(
        stage, "passed_through", at=at, phone="+8616900999901", document_kind="none", document_number=""
    )
    declared = _same_person(declared, declaration)
    correct(
        declaration=declaration, declared=declared, client_id=new_id(), was=declaration.receipt.fact_id,
        by=stage.resident(), at=at,
    )  # fmt: skip
    stage.counted["declaration facts"] += 1


def _same_person(declared: Declared, declaration: Declaration) -> Declared:
    person = declaration.receipt.person
    assert person is not None
    return replace(declared, name=person.name, destination_code=person.area_code)


def _one_who_is_unclear(stage: Stage, *, at: datetime) -> None:
    """She writes a place that no list of places knows: nothing can be decided, and nothing follows but a question."""
    day = at.astimezone(ZONE).date()
    _declare(stage, "not_listed", at=at, stays=[Stay("", "老家村里", day - timedelta(days=9), day)])


def _one_who_comes(stage: Stage, *, at: datetime) -> None:
    """He declares in the morning where he was; at noon he comes to the post, which knows only a word."""
    declaration = _declare(stage, "listed", at=at)
    stage.named["controlled_entry_receipt"] = declaration.receipt.number
