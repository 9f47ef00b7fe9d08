"""A destination has a difficulty: the command lodges her and decides who receives her. Nobody is sent back."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from fangxian.core.actors.rules import Actor
from fangxian.core.packs.queries import pack_in_force
from fangxian.core.problems.rules import refuse
from fangxian.tasks.kinds.controlled_entry import rules
from fangxian.tasks.kinds.controlled_entry.models import ControlledEntry
from fangxian.tasks.services import duty_at

from .receiving import expected_anew, locked, moved
from .telling import tell_command, tell_receiver


@transaction.atomic
def dispute_entry(*, entry: ControlledEntry, reason: str, words: str = "", by: Actor, at: datetime) -> ControlledEntry:
    """The receiver says what it cannot do. She keeps her way; the command is told at once."""
    entry = locked(entry)
    refuse(rules.why_not_dispute(entry, reason=reason, by=by, at=at))
    entry.disputed_at, entry.disputed_post_id, entry.dispute = at, by.post_id, reason
    entry.dispute_words = words.strip()[: rules.LONGEST_NOTE] or None
    entry.settled_at = entry.settled_post_id = None
    entry.settlement = ""
    moved(entry, "tasks.entry_disputed", by=by, at=at, detail={"reason": reason})
    tell_command(entry, programme=entry.programme, at=at)
    return entry


@transaction.atomic
def lodge(*, entry: ControlledEntry, place: str, by: Actor, at: datetime) -> ControlledEntry:
    """Where she stays, at the command's cost, until it has decided."""
    entry = locked(entry)
    refuse(rules.why_not_lodge(entry, by=by, at=at))
    entry.lodged_at, entry.lodged_in = entry.lodged_at or at, place.strip()
    return moved(entry, "tasks.entry_lodged", by=by, at=at)


@transaction.atomic
def settle(
    *, entry: ControlledEntry, settlement: str, eta_at: datetime, area_code: str = "", by: Actor, at: datetime
) -> ControlledEntry:
    """Decide who receives her: the destination, which is bound by it, or another area, which is asked anew."""
    entry = locked(entry)
    programme = entry.programme
    is_covered = bool(area_code) and programme.covers(area_code)
    refuse(rules.why_not_settle(entry, settlement=settlement, area_code=area_code, is_covered=is_covered, by=by, at=at))
    refuse(rules.why_not_eta(eta_at, at=at))
    entry.settled_at, entry.settled_post_id, entry.settlement = at, by.post_id, settlement
    expected_anew(entry, eta_at=eta_at, at=at)
    if settlement == rules.STAYS:
        entry.accepted_at, entry.accepted_post_id, entry.accepted_how = at, by.post_id, "superior"
    else:
        owner = duty_at(programme, at=at).owner_of(area_code)
        clocks = rules.clocks_of(
            pack_in_force(programme, "cn.clock", at), asked_at=at, eta_at=eta_at, zone=programme.zone
        )
        entry.area_code, entry.owner_area_code, entry.is_outside = area_code, owner.area_code, owner.is_outside
        entry.asked_at, entry.answer_due_at, entry.alarmed_at = at, clocks.answer_due_at, None
    moved(entry, "tasks.entry_settled", by=by, at=at, detail={"settlement": settlement})
    if settlement == rules.MOVES_ON:
        tell_receiver(entry, programme=programme, at=at)
    return entry
