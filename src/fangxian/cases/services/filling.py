"""A trace fills the contact list of a case from the lake of stays: only for a case that a laboratory confirmed.

It proposes. Whoever is found is on the list with the protocol's class and the stays behind it; nobody is bound before
a second person has agreed. One trace is one event in the audit.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from fangxian.cases import queries, rules
from fangxian.cases.models import Case, Classification, Exposure, Trace, TracedContact
from fangxian.cases.queries import traces as lists
from fangxian.cases.queries.contacts import window_of
from fangxian.cases.rules import traces
from fangxian.cases.rules.traces import Met, Time
from fangxian.core.actors.rules import Actor
from fangxian.core.audit import services as audit
from fangxian.core.people.models import Person
from fangxian.core.problems.rules import Refused, refuse
from fangxian.engine.clocks.days import city_day
from fangxian.engine.exposure.judgements import contact_of_contact
from fangxian.engine.exposure.windows import Window
from fangxian.engine.rules.packs import Pack
from fangxian.engine.tables import TableRefused
from fangxian.snapshots import queries as snapshots
from fangxian.snapshots import rules as stays
from fangxian.snapshots.models import PlaceNumber
from fangxian.snapshots.queries import Behind
from fangxian.snapshots.services import Asked, Asking, Shared, asking

from .authority import why_not_work_on
from .classifying import row_by_rule
from .tracing import indexes_of


@dataclass
class Found:
    """Somebody who was where the case was, or where a contact was (`via`: that contact's person)."""

    who: Behind
    number: int
    met: Met
    via: UUID | None = None


@dataclass
class Search:
    """One case's question to the lake, with everything that it is judged by."""

    case: Case
    window: Window
    protocol: Pack
    pack: Pack
    at: datetime
    places: dict[int, PlaceNumber] = field(default_factory=dict)

    @property
    def zone(self) -> Any:
        return self.case.programme.zone

    @property
    def programme_id(self) -> UUID:
        return self.case.programme_id


@transaction.atomic
def fill_list(*, case: Case, by: Actor, at: datetime) -> Trace:
    """Put everybody whom the records of places show with the case on its contact list, each with class and evidence.

    Who is on the list already is marked and left as she is; whom nobody knows is listed with the phone that she
    entered, if she did. Errors: Refused, and nothing is written.
    """
    case = Case.objects.select_for_update(of=("self",)).select_related("person", "programme").get(id=case.id)
    refuse(why_not_work_on(case, by=by, at=at))
    window = window_of(case, at=at)
    refuse(traces.why_not_fill(has_window=window is not None, can_ask=True))
    assert window is not None  # refused otherwise
    search = Search(
        case, window, queries.protocol_at(case.programme, at=at), snapshots.stays_pack(case.programme, at=at), at
    )
    try:
        with asking(case.programme) as lake:
            found = _look(search, lake)
            return _write(search, lake, found, by=by, at=at)
    except TableRefused as refused:
        problem = traces.why_not_fill(has_window=True, can_ask=False)
        assert problem is not None  # the lake cannot be asked
        raise Refused(problem) from refused


def _look(search: Search, lake: Asking) -> list[Found]:
    """Contacts, and where the edition asks for them theirs."""
    case, window = search.case, search.window
    numbers = snapshots.numbers_of_person(
        case.person_id, indexes_of(case, at=search.at), programme_id=search.programme_id
    )
    asked = [Asked(number, window.starts_at, window.ends_at) for number in numbers]
    first = _judged(search, lake.shared(asked, min_minutes=_shortest(search)), via={})
    if contact_of_contact(search.protocol) != rules.SECONDARY:
        return first
    carriers = [one for one in first if one.who.person_id and one.met.judged.outcome in traces.BINDS]
    further = [Asked(one.number, min(time.from_at for time in one.met.times), None) for one in carriers]
    via = {one.number: one.who.person_id for one in carriers if one.who.person_id}
    there = {_key(one.who, one.number) for one in first} | {case.person_id}
    second = _judged(search, lake.shared(further, min_minutes=_shortest(search)), via=via)
    return first + [one for one in second if _key(one.who, one.number) not in there]


def _shortest(search: Search) -> float:
    return min(stays.list_from_minutes(search.pack).values())


def _key(who: Behind, number: int) -> Any:
    return who.person_id or number


def _judged(search: Search, shared: Sequence[Shared], *, via: dict[int, UUID]) -> list[Found]:
    """Who shared which times, each judged by the protocol; what lists nobody falls away.

    via  the persons of the contacts that were asked about, by number; empty: the case was
    """
    people = snapshots.behind({one.other for one in shared}, programme_id=search.programme_id)
    missing = {one.place for one in shared} - search.places.keys()
    search.places |= snapshots.places_numbered(missing, programme_id=search.programme_id)
    together: dict[Any, list[Shared]] = defaultdict(list)
    for one in shared:
        who = people[one.other]
        if who.person_id != search.case.person_id:
            together[_key(who, one.other)].append(one)
    found = []
    for times in together.values():
        who, number = people[times[0].other], times[0].other
        met = _met(search, times, who=who, is_via=bool(via))
        if met is not None:
            found.append(Found(who, number, met, via.get(times[0].asked)))
    return found


def _met(search: Search, shared: Sequence[Shared], *, who: Behind, is_via: bool) -> Met | None:
    """The situation that counts among all times together; None if none of them lists anybody."""
    least = stays.list_from_minutes(search.pack)
    by_setting: dict[tuple[str, str, int], list[Time]] = defaultdict(list)
    for one in {(one.place, one.from_at, one.until_at): one for one in shared}.values():
        place = search.places.get(one.place)
        setting = stays.setting_of(search.pack, place.kind, place.detail) if place else None
        if place is None or setting is None or one.minutes < least.get(place.kind, float("inf")):
            continue
        apart = one.place if place.kind == stays.VEHICLE else 0  # each journey has seats of its own
        time = Time(place.kind, place.name, place.area_code, one.from_at, one.until_at)
        by_setting[setting, place.kind, apart].append(time)
    met = [
        _as_met(search, setting, kind, place, times, who=who, is_via=is_via)
        for (setting, kind, place), times in by_setting.items()
    ]
    return traces.strongest(met) if met else None


def _as_met(
    search: Search, setting: str, kind: str, place: int, times: list[Time], *, who: Behind, is_via: bool
) -> Met:
    rule = stays.rule_of(search.pack, kind)
    journey = _journey(search, search.places[place], who) if kind == stays.VEHICLE else None
    known = traces.known_of(times, rule=rule, setting=setting, journey=journey, is_via=is_via, zone=search.zone)
    judged = rules.judge(
        search.protocol, queries.times_of(search.case), known, at=search.at, zone=search.zone
    )  # fmt: skip
    return Met(tuple(sorted(times, key=lambda time: time.from_at)), known, judged)


def _journey(search: Search, place: PlaceNumber, who: Behind) -> dict[str, Any]:
    people = [search.case.person_id, *([who.person_id] if who.person_id else [])]
    seats = lists.seats_aboard(place.key, people, programme_id=search.programme_id)
    mode, number, _ = place.key.split("|")
    nothing = ("", "")
    return traces.journey_of(
        mode=mode, number=number, params=stays.rule_of(search.pack, stays.VEHICLE).params,
        case=seats.get(search.case.person_id, nothing),
        other=seats.get(who.person_id, nothing) if who.person_id else nothing,
    )  # fmt: skip


def _write(search: Search, lake: Asking, found: Sequence[Found], *, by: Actor, at: datetime) -> Trace:
    """The trace, its rows, the new lines of the list with their classes, and the one event."""
    case, window, zone = search.case, search.window, search.zone
    last = city_day(window.ends_at or at, zone)
    days = {on.isoformat(): d for on, d in lake.days.items() if city_day(window.starts_at, zone) <= on <= last}
    digest = _digest(found)
    trace = Trace.objects.create(
        programme_id=case.programme_id, case=case, area_code=case.area_code, opened_at=at, opened_by_id=by.post_id,
        from_at=window.starts_at, until_at=window.ends_at, days=days, engine=lake.engine,
        why_not_index=lake.why_not_index[:200], protocol_id=search.protocol.id,
        protocol_sha256=search.protocol.sha256, stays_id=search.pack.id, stays_sha256=search.pack.sha256,
        place_count=len(search.places), row_count=len(found), digest=digest,
    )  # fmt: skip
    known = lists.on_the_list(case)
    fresh = _put_on_the_list(search, found, known, by=by, at=at)
    _keep_rows(trace, found, known | fresh, fresh)
    audit.record(
        "cases.traced_contacts", on=trace, about=case.person_id, by=by, at=at, area_code=case.area_code,
        count=len(found), digest=bytes.fromhex(digest),
        detail={
            "case": str(case.id), "days": sorted(days), "engine": lake.engine, "new": len(fresh),
            "places": sorted(f"{one.kind}:{one.record_id or one.number}" for one in search.places.values()),
        },
    )  # fmt: skip
    return trace


def _digest(found: Iterable[Found]) -> str:
    """The fingerprint of what was found: each number with its times and class."""
    rows = sorted([one.number, one.met.judged.outcome, [t.as_json() for t in one.met.times]] for one in found)
    return hashlib.sha256(json.dumps(rows, sort_keys=True).encode()).hexdigest()


def _put_on_the_list(
    search: Search, found: Sequence[Found], known: dict[UUID, Exposure], *, by: Actor, at: datetime
) -> dict[UUID, Exposure]:
    """New lines with their classes, contacts before those whom they met; returns them by person."""
    fresh: dict[UUID, Exposure] = {}
    new = {one.who.person_id: one for one in found if one.who.person_id and one.who.person_id not in known}
    areas = dict(Person.objects.filter(id__in=list(new)).values_list("id", "area_code"))
    for wave in (False, True):
        rows = {
            person: _exposure(search, one, areas[person], (known | fresh).get(one.via) if one.via else None, by, at)
            for person, one in new.items()
            if person in areas and (one.via is not None) is wave
        }
        fresh |= dict(zip(rows, Exposure.objects.bulk_create(rows.values()), strict=True))
    Classification.objects.bulk_create(
        row_by_rule(exposure, new[person].met.judged, pack=search.protocol, by=by, at=at)
        for person, exposure in fresh.items()
    )
    return fresh


def _exposure(search: Search, one: Found, area_code: str, via: Exposure | None, by: Actor, at: datetime) -> Exposure:
    known = one.met.known
    return Exposure(
        programme_id=search.programme_id,
        case=search.case,
        person_id=one.who.person_id,
        area_code=area_code,
        relation=rules.UNKNOWN,
        setting=known.setting,
        first_contact_on=city_day(one.met.times[0].from_at, search.zone),
        last_contact_on=known.last_contact_on,
        last_contact_at=known.last_contact_at,
        protection=known.protection,
        minutes=known.minutes,
        journey=known.journey,
        via=via,
        evidence=rules.TRACED,
        recorded_at=at,
        recorded_by_id=by.post_id,
    )


def _keep_rows(
    trace: Trace, found: Sequence[Found], on_list: dict[UUID, Exposure], fresh: dict[UUID, Exposure]
) -> None:
    """What was found of each, with the times behind it."""
    unknown = [one.who.subject_index for one in found if one.who.person_id is None and one.who.subject_index]
    phones = lists.phones_entered(unknown, programme_id=trace.programme_id)
    TracedContact.objects.bulk_create(_row(trace, one, on_list, fresh, phones) for one in found)


def _row(
    trace: Trace,
    one: Found,
    on_list: dict[UUID, Exposure],
    fresh: dict[UUID, Exposure],
    phones: dict[bytes, str],
) -> TracedContact:
    person = one.who.person_id
    exposure = on_list.get(person) if person else None
    word = traces.UNNAMED if exposure is None else traces.NEW if person in fresh else traces.KNOWN
    deciding = rules.deciding_evaluation(one.met.judged)
    return TracedContact(
        programme_id=trace.programme_id, trace=trace, exposure=exposure, word=word,
        contact=phones.get(one.who.subject_index or b"") if exposure is None else None,
        setting=one.met.known.setting, outcome=one.met.judged.outcome,
        rule_id=deciding.rule_id if deciding else "", minutes=round(one.met.minutes, 1),
        stays=[time.as_json() for time in one.met.times], facts=one.met.known.as_json(),
    )  # fmt: skip
