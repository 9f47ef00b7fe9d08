"""What the destination does: accepts in one tap, asks, says that she comes later, that she arrived, and ends it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from fangxian.core.actors.rules import Actor
from fangxian.core.audit import services as audit
from fangxian.core.packs.queries import pack_in_force
from fangxian.core.people.models import Person
from fangxian.core.problems.rules import refuse
from fangxian.core.tokens.services import withdraw_about
from fangxian.tasks.kinds.controlled_entry import rules
from fangxian.tasks.kinds.controlled_entry.models import ControlledEntry, EntryNote


@transaction.atomic
def accept_entry(*, entry: ControlledEntry, by: Actor, at: datetime, how: str = "page") -> ControlledEntry:
    """She is expected. Accepting late is recorded as late; a level above may accept for a silent one below."""
    entry = locked(entry)
    refuse(rules.why_not_accept(entry, by=by, at=at))
    is_above = len(by.area_code) < len(entry.owner_area_code)
    entry.accepted_at, entry.accepted_post_id = at, by.post_id
    entry.accepted_how = "superior" if is_above and how == "page" else how
    return moved(entry, "tasks.entry_accepted", by=by, at=at, detail={"how": entry.accepted_how})


@transaction.atomic
def arrive(*, entry: ControlledEntry, by: Actor, at: datetime) -> ControlledEntry:
    """She is there. What comes next for her is the task that the destination already has."""
    entry = locked(entry)
    refuse(rules.why_not_arrive(entry, by=by, at=at))
    if entry.accepted_at is None:
        entry.accepted_at, entry.accepted_post_id, entry.accepted_how = at, by.post_id, "page"
    if rules.is_disputed(entry, at):
        entry.settled_at, entry.settled_post_id, entry.settlement = at, by.post_id, rules.STAYS
    pack = pack_in_force(entry.programme, "cn.entry", at)
    entry.arrived_at, entry.arrived_post_id = at, by.post_id
    entry.closes_at = rules.closes_at(pack, arrived_at=at, zone=entry.programme.zone)
    withdraw_about(entry.id, by=by, at=at)  # the stub has done its work
    return moved(entry, "tasks.entry_arrived", by=by, at=at)


@transaction.atomic
def expect_later(*, entry: ControlledEntry, eta_at: datetime, by: Actor, at: datetime) -> ControlledEntry:
    """She comes later than she thought; whoever is called says so, and the clock begins anew."""
    entry = locked(entry)
    refuse(rules.why_not_expect_later(entry, eta_at=eta_at, by=by, at=at))
    expected_anew(entry, eta_at=eta_at, at=at)
    return moved(entry, "tasks.entry_expected_later", by=by, at=at, detail={"eta_at": eta_at.isoformat()})


@transaction.atomic
def close_entry(*, entry: ControlledEntry, conclusion: str, by: Actor, at: datetime) -> ControlledEntry:
    """It is over before the clock ends it: received, or she went another way of her own choice."""
    entry = locked(entry)
    refuse(rules.why_not_close(entry, conclusion=conclusion, by=by, at=at))
    entry.closed_at, entry.conclusion = at, conclusion
    withdraw_about(entry.id, by=by, at=at)
    return moved(entry, "tasks.entry_closed", by=by, at=at, detail={"conclusion": conclusion})


@transaction.atomic
def ask_post(*, entry: ControlledEntry, words: str, by: Actor, at: datetime) -> EntryNote:
    """The receiver asks the post something. It stops no clock and holds nobody up."""
    refuse(rules.why_not_receive(entry, by=by))
    return _note(entry, rules.QUESTION, words, by=by, at=at)


@transaction.atomic
def answer_question(*, entry: ControlledEntry, words: str, by: Actor, at: datetime) -> EntryNote:
    """The post answers what was asked of it. Who may is the caller's question: the officers of that post."""
    return _note(entry, rules.ANSWER, words, by=by, at=at)


def read_person(*, entry: ControlledEntry, by: Actor, at: datetime) -> Person | None:
    """Whom to expect, for the receiver; every reading is audited and the person can see it."""
    refuse(rules.why_not_see_person(entry, by=by, at=at))
    person = Person.objects.filter(id=entry.person_id, programme_id=entry.programme_id).first()
    if person is not None:
        audit.record("people.saw_contact", on=entry, about=person.id, area_code=entry.owner_area_code, by=by, at=at)
    return person


def locked(entry: ControlledEntry) -> ControlledEntry:
    """The entry as it stands, held until this transaction ends."""
    rows = ControlledEntry.objects.select_for_update(of=("self",)).select_related("programme")
    return rows.get(id=entry.id, programme_id=entry.programme_id)


def expected_anew(entry: ControlledEntry, *, eta_at: datetime, at: datetime) -> None:
    """Another time of arrival: the call that was due is counted from it."""
    pack = pack_in_force(entry.programme, "cn.clock", at)
    zone = entry.programme.zone
    entry.eta_at, entry.called_at = eta_at, None
    entry.overdue_at = rules.clocks_of(pack, asked_at=at, eta_at=eta_at, zone=zone).overdue_at
    entry.closes_at = rules.ends_at(pack_in_force(entry.programme, "cn.entry", at), eta_at=eta_at, zone=zone)


def moved(
    entry: ControlledEntry, action: str, *, by: Actor, at: datetime, detail: dict[str, Any] | None = None
) -> ControlledEntry:
    entry.save()
    audit.record(
        action, on=entry, about=entry.person_id, area_code=entry.owner_area_code, by=by, at=at, detail=detail or {}
    )
    return entry


def _note(entry: ControlledEntry, kind: str, words: str, *, by: Actor, at: datetime) -> EntryNote:
    refuse(rules.why_not_note(entry, words=words, at=at))
    note = EntryNote.objects.create(
        programme_id=entry.programme_id, entry=entry, kind=kind, words=words.strip(), post_id=by.post_id, noted_at=at
    )
    audit.record(
        "tasks.entry_noted", on=entry, about=entry.person_id, area_code=entry.owner_area_code, by=by, at=at,
        detail={"kind": kind},
    )  # fmt: skip
    return note
