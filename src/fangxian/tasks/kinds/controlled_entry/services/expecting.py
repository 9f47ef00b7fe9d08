"""A post has let somebody go on: her destination is asked, and has the work of expecting her."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from fangxian.core.actors.rules import Actor
from fangxian.core.audit import services as audit
from fangxian.core.packs.queries import pack_in_force
from fangxian.core.programmes.models import Programme
from fangxian.intake.models import Fact
from fangxian.intake.queries import facts_by_id
from fangxian.tasks.kinds.controlled_entry import rules
from fangxian.tasks.kinds.controlled_entry.models import ControlledEntry
from fangxian.tasks.queries import fact_has_task
from fangxian.tasks.rules import HAND_OVER_OUT, LEAD, NORMAL, VERIFY_STAY
from fangxian.tasks.services import Owner, duty_at, open_task

from .telling import tell_receiver


def expect_entry(event: Any, by: Actor, at: datetime) -> None:
    """Reaction to "intake.controlled_entry_handed_over": the destination is asked, and has a task.

    A destination in another city is asked by the city's desk, which hands over. Running it again changes nothing.
    """
    fact = facts_by_id([UUID(event.on_id)], programme_id=event.programme_id).get(UUID(event.on_id))
    if fact is None or fact.person is None:
        return
    programme = Programme.objects.get(id=event.programme_id)
    _ask(fact, programme=programme, by=by, at=at)
    if fact_has_task(fact.id):
        return
    inside = fact.content["destination"]["in_programme"]
    open_task(
        kind=VERIFY_STAY if inside else HAND_OVER_OUT, area_code=fact.area_code, person=fact.person, severity=NORMAL,
        profile=LEAD, fact_id=fact.id, source=fact.source, received_at=fact.received_at, by=by, at=at,
    )  # fmt: skip


def _ask(fact: Fact, *, programme: Programme, by: Actor, at: datetime) -> None:
    """One entry for one hand-over; the receiver's clock begins now."""
    told = fact.content["controlled_entry"]
    owner: Owner = duty_at(programme, at=at).owner_of(fact.area_code)
    pack, times = pack_in_force(programme, "cn.clock", at), pack_in_force(programme, "cn.entry", at)
    eta_at = datetime.fromisoformat(told["eta_at"])
    clocks = rules.clocks_of(pack, asked_at=at, eta_at=eta_at, zone=programme.zone)
    entry, is_new = ControlledEntry.objects.get_or_create(
        programme=programme,
        fact_id=fact.id,
        defaults={
            "person": fact.person, "checkpoint_id": UUID(told["checkpoint_id"]), "area_code": fact.area_code,
            "owner_area_code": owner.area_code, "is_outside": owner.is_outside, "rule": told["rule"],
            "receiver_kind": told.get("receiver_kind", ""), "clock_pack_id": pack.id,
            "clock_pack_sha256": pack.sha256, "proposed_at": fact.received_at, "asked_at": at,
            "answer_due_at": clocks.answer_due_at, "departed_at": fact.received_at, "eta_at": eta_at,
            "overdue_at": clocks.overdue_at, "closes_at": rules.ends_at(times, eta_at=eta_at, zone=programme.zone),
        },
    )  # fmt: skip
    if not is_new:
        return
    audit.record(
        "tasks.entry_asked", on=entry, about=entry.person_id, by=by, at=at, area_code=entry.owner_area_code,
        detail={"rule": entry.rule, "eta_at": eta_at.isoformat()},
    )  # fmt: skip
    tell_receiver(entry, programme=programme, at=at)
