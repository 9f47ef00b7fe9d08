"""The records of a closed day that tell where somebody was, source by source, read for the lake and for nothing else.

Each source yields what a row tells and counts every row that it read by what became of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import QuerySet

from fangxian.core.people.models import Person
from fangxian.core.people.queries import canaries
from fangxian.core.privacy.queries import blind_index
from fangxian.core.programmes.models import Programme
from fangxian.engine.rules.packs import Pack
from fangxian.intake.models import Fact
from fangxian.intake.queries import JOURNEYS_DECLARED_BEFORE, corrected_facts
from fangxian.intake.sources.checkpoint.models import Passage
from fangxian.intake.sources.gate.models import GatePassage
from fangxian.intake.sources.venue.models import CheckIn
from fangxian.snapshots import rules
from fangxian.snapshots.rules import Bounds, Place, Tally, Told, Who

PLATE = "plate"
ONE_DAY = timedelta(days=1)
ROWS_AT_ONCE = 5000
Source = Callable[[Programme, Bounds, Pack, Tally], Iterator[Told]]


def at_gates(programme: Programme, bounds: Bounds, pack: Pack, tally: Tally) -> Iterator[Told]:
    """Passages of the day, and of the day before for whoever was still inside: ends of stays, gate by gate."""
    rows = (
        GatePassage.objects.filter(
            programme=programme, counted__undone_at=None, passed_at__gte=bounds.begins_at - ONE_DAY,
            passed_at__lt=bounds.ends_at,
        )
        .order_by("gate_id", "passed_at", "id")
        .values_list("gate_id", "gate__name", "area_code", "passed_at", "direction", "shown", "subject_index", "person")
    )  # fmt: skip
    for gate, name, area, moment, direction, shown, index, person in rows.iterator(chunk_size=ROWS_AT_ONCE):
        if shown == PLATE:
            tally.became[rules.A_VEHICLE] += moment >= bounds.begins_at
            continue
        place = Place(rules.GATE, str(gate), gate, name, area)
        yield Told(_who(person, index), place, moment, moment, direction)


def at_venues(programme: Programme, bounds: Bounds, pack: Pack, tally: Tally) -> Iterator[Told]:
    minutes = rules.rule_of(pack, rules.VENUE).params["minutes"]
    rows = (
        CheckIn.objects.filter(
            programme=programme, entered_at__gte=bounds.begins_at - ONE_DAY, entered_at__lt=bounds.ends_at
        )
        .order_by("venue_id", "entered_at", "id")
        .values_list(
            "venue_id", "venue__name", "venue__kind", "area_code", "entered_at", "left_at", "expires_at",
            "subject_index", "person",
        )
    )  # fmt: skip
    for venue, name, kind, area, entered, left, expires, index, person in rows.iterator(chunk_size=ROWS_AT_ONCE):
        begins, ends, marks = rules.check_in_span(
            entered_at=entered, left_at=left, expires_at=expires, minutes=minutes
        )  # fmt: skip
        if not bounds.meets(begins, ends):
            tally.became[rules.OTHER_DAY] += 1
            continue
        yield Told(
            _who(person, index), Place(rules.VENUE, str(venue), venue, name, area, kind), begins, ends, marks=marks
        )


def at_home(programme: Programme, bounds: Bounds, pack: Pack, tally: Tally) -> Iterator[Told]:
    """Nights at the recorded address, where at least two people have the same one."""
    params = rules.rule_of(pack, rules.HOUSEHOLD).params
    nobody = set(canaries(programme.id))
    people: dict[Place, list[Who]] = defaultdict(list)
    rows = Person.objects.filter(programme=programme, known_since__lt=bounds.ends_at, address__isnull=False)
    for person in rows.only("id", "address", "area_code", "programme_id").iterator(chunk_size=ROWS_AT_ONCE):
        door = rules.door_of(person.address or "")
        if person.id in nobody or door is None:
            tally.became[rules.WATCHED if person.id in nobody else rules.NO_DOOR] += 1
            continue
        key = blind_index(f"{person.area_code}|{door}", programme_id=programme.id, label="snapshots.household")
        people[Place(rules.HOUSEHOLD, key.hex(), area_code=person.area_code)].append(Who(person.id, None))
    for place, lived in sorted(people.items(), key=lambda one: one[0].key):
        if len(lived) < 2:
            tally.became[rules.ALONE] += 1
            continue
        for who in lived:
            first, second = rules.nights(bounds, begins=params["from"], ends=params["until"])
            yield Told(who, place, *first)
            yield Told(who, place, *second, marks=(rules.SECOND_PIECE,))


def aboard(programme: Programme, bounds: Bounds, pack: Pack, tally: Tally) -> Iterator[Told]:
    """Declared journeys by a numbered service on the day."""
    params = rules.rule_of(pack, rules.VEHICLE).params
    facts = _facts(programme, bounds).filter(content__transport__date=bounds.on.isoformat())
    corrected = corrected_facts(list(facts.values_list("id", flat=True)), programme_id=programme.id)
    since = datetime.combine(bounds.on, time.fromisoformat(params["from"]), bounds.zone)
    for fact in facts.order_by("received_at", "id"):
        journey = fact.content["transport"]
        number = rules.service_number(journey.get("number") or "")
        if fact.id in corrected or not number or journey.get("mode") not in params["modes"]:
            tally.became[rules.CORRECTED if fact.id in corrected else rules.NO_SERVICE] += 1
            continue
        key = f"{journey['mode']}|{number}|{bounds.on.isoformat()}"
        place = Place(rules.VEHICLE, key, None, f"{number} {bounds.on.isoformat()}", "", journey["mode"])
        until = since + timedelta(minutes=params["minutes"])
        yield Told(Who(fact.person_id, None), place, since, until, marks=(rules.LENGTH_SUPPOSED,))


def declared(programme: Programme, bounds: Bounds, pack: Pack, tally: Tally) -> Iterator[Told]:
    """Declared visits to a community or village, as whole days."""
    digits = rules.rule_of(pack, rules.DECLARED).params["from_digits"]
    facts = list(_facts(programme, bounds).filter(content__has_key="stays").order_by("received_at", "id"))
    corrected = corrected_facts([fact.id for fact in facts], programme_id=programme.id)
    for fact in facts:
        for stay in fact.content["stays"] or ():
            first, last = date.fromisoformat(stay["from_on"]), date.fromisoformat(stay["until_on"])
            code = stay.get("area_code") or ""
            reason = (
                rules.OTHER_DAY if not first <= bounds.on <= last
                else rules.CORRECTED if fact.id in corrected
                else rules.TOO_WIDE if len(code) < digits
                else ""
            )  # fmt: skip
            if reason:
                tally.became[reason] += 1
                continue
            place = Place(rules.DECLARED, code, None, stay.get("area_text") or "", code)
            yield Told(Who(fact.person_id, None), place, bounds.begins_at, bounds.ends_at)


def at_posts(programme: Programme, bounds: Bounds, pack: Pack, tally: Tally) -> Iterator[Told]:
    minutes = rules.rule_of(pack, rules.POST).params["minutes"]
    rows = (
        Passage.objects.filter(
            programme=programme, check_record__undone_at=None, passed_at__gte=bounds.begins_at,
            passed_at__lt=bounds.ends_at,
        )
        .order_by("passed_at", "id")
        .values_list(
            "check_record__checkpoint_id", "check_record__checkpoint__name", "area_code", "passed_at", "shown",
            "subject_index", "person",
        )
    )  # fmt: skip
    for post, name, area, moment, shown, index, person in rows.iterator(chunk_size=ROWS_AT_ONCE):
        if shown == PLATE or (person is None and index is None):
            tally.became[rules.A_VEHICLE if shown == PLATE else rules.NOBODY] += 1
            continue
        until = min(moment + timedelta(minutes=minutes), bounds.ends_at)
        yield Told(_who(person, index), Place(rules.POST, str(post), post, name, area), moment, until)


SOURCES: dict[str, Source] = {
    rules.GATE: at_gates, rules.VENUE: at_venues, rules.HOUSEHOLD: at_home, rules.VEHICLE: aboard,
    rules.DECLARED: declared, rules.POST: at_posts,
}  # fmt: skip


def _facts(programme: Programme, bounds: Bounds) -> QuerySet[Fact]:
    """What people told that may speak of this day; a journey or stay is told within a month."""
    return Fact.objects.filter(
        programme_id=programme.id, person__isnull=False, received_on__gte=bounds.on - JOURNEYS_DECLARED_BEFORE,
        received_on__lte=bounds.on + JOURNEYS_DECLARED_BEFORE,
    )  # fmt: skip


def _who(person_id: UUID | None, index: bytes | memoryview | None) -> Who:
    return Who(person_id, None) if person_id is not None else Who(None, bytes(index) if index else None)
