"""Where somebody was, as far as it is on record: on her way from a post to a destination, and under an order (O1)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from fangxian.cases.services import Stop
from fangxian.core.people.models import Person
from fangxian.files.rules.steps import Step, came_in_at
from fangxian.intake.models import Fact
from fangxian.intake.sources.checkpoint.queries import names_of
from fangxian.intake.sources.checkpoint.queries import passages_of_person as passages_at_posts
from fangxian.intake.sources.gate.queries import passages_of_person as passages_at_gates
from fangxian.intake.sources.venue.queries import stays_of_person
from fangxian.tasks.kinds.controlled_entry.models import ControlledEntry
from fangxian.tasks.kinds.controlled_entry.queries import of_person as entries_of_person


def is_hand_over(fact: Fact) -> bool:
    """Whether a fact is what a post told of a controlled entry; it stands in the timeline as the entry."""
    return "controlled_entry" in fact.content


def steps_of_entries(person: Person, facts: Iterable[Fact], *, at: datetime) -> Iterator[Step]:
    """Her controlled entries: let go on at a post, asked, accepted, on the way, arrived."""
    told = {fact.id: fact for fact in facts}
    entries = entries_of_person(person.id, programme_id=person.programme_id)
    posts = names_of([one.checkpoint_id for one in entries], programme_id=person.programme_id)
    for entry in entries:
        yield _proposed(entry, told.get(entry.fact_id), place=posts.get(entry.checkpoint_id, ""))
        yield from (Step(moment, kind, entry.area_code, **more) for moment, kind, more in _told(entry) if moment)
        closed_at = entry.closed_at or entry.closes_at
        if closed_at is not None and closed_at <= at:
            words = (("tasks.entry_conclusion", entry.conclusion),) if entry.conclusion else ()
            yield Step(closed_at, "entry_closed", entry.area_code, words=words)


def _proposed(entry: ControlledEntry, fact: Fact | None, *, place: str) -> Step:
    """That a post let her go on: when it did so, which a phone with no signal tells later."""
    moment = fact.occurred_at if fact else entry.proposed_at
    came_in = came_in_at(happened_at=moment, recorded_at=entry.proposed_at)
    return Step(moment, "entry_proposed", place=place, rule=entry.rule, came_in_at=came_in)


def _told(entry: ControlledEntry) -> list[tuple[datetime | None, str, dict]]:
    accepted = entry.accepted_post.unit.name if entry.accepted_post else ""
    how = (("tasks.how_accepted", entry.accepted_how),) if entry.accepted_how else ()
    return [
        (entry.departed_at, "entry_left", {"until": entry.eta_at}),
        (entry.asked_at, "entry_asked", {"until": entry.answer_due_at}),
        (entry.alarmed_at, "entry_unanswered", {}),
        (entry.disputed_at, "entry_disputed", {"words": (("tasks.dispute", entry.dispute),)}),
        (entry.lodged_at, "entry_lodged", {"place": entry.lodged_in or ""}),
        (entry.settled_at, "entry_settled", {"words": (("tasks.settlement", entry.settlement),)}),
        (entry.accepted_at, "entry_accepted", {"unit": accepted, "words": how}),
        (entry.called_at, "entry_called", {}),
        (entry.arrived_at, "entry_arrived", {"unit": entry.arrived_post.unit.name if entry.arrived_post else ""}),
    ]


def own_places(person: Person) -> Iterator[Step]:
    """Where her own codes were shown under an order, or her stub: for herself, and for nobody else (INV-08).

    What somebody showed as a number is left out: a phone is shared, and a row that names it is not surely hers.
    """
    programme_id = person.programme_id
    for passage in passages_at_posts(person.id, programme_id=programme_id):
        check = passage.check_record
        yield Step(
            passage.passed_at, "post", passage.area_code, check.checkpoint.name,
            words=(("checkpoint.verdict", check.verdict),),
            came_in_at=came_in_at(happened_at=passage.passed_at, recorded_at=check.recorded_at),
        )  # fmt: skip
    for shown in passages_at_gates(person.id, programme_id=programme_id):
        words = (("gate.direction", shown.direction), ("gate.word", shown.counted.verdict))
        yield Step(
            shown.passed_at, "gate", shown.area_code, shown.gate.name, words=words,
            came_in_at=came_in_at(happened_at=shown.passed_at, recorded_at=shown.counted.recorded_at),
        )  # fmt: skip
    for stay in stays_of_person(person.id, programme_id=programme_id):
        yield Step(stay.entered_at, "venue", stay.area_code, stay.venue.name, until=stay.left_at or stay.expires_at)


def steps_of_trace(stops: Iterable[Stop]) -> Iterator[Step]:
    """The stops of a trace for a case, which is on record as one: the only way in which the staff read them (O1)."""
    for stop in stops:
        words = ((f"{KINDS[stop.kind]}.direction", stop.direction),) if stop.direction else ()
        yield Step(stop.at, stop.kind, stop.area_code, stop.place, words=words, until=stop.until)


KINDS = {"post": "checkpoint", "gate": "gate"}
