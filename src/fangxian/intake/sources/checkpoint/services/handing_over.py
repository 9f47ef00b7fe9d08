"""A post lets somebody go on to a destination that is told: the beginning of a controlled entry (F16)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import uuid5

from django.db import transaction

from fangxian.core.actors.rules import Actor
from fangxian.core.audit import services as audit
from fangxian.core.orders.queries import live_orders
from fangxian.core.problems.rules import refuse
from fangxian.core.programmes.rules import city_day
from fangxian.intake.models import Fact
from fangxian.intake.queries import facts_by_id, receipt_numbered
from fangxian.intake.services import Entry, record_facts
from fangxian.intake.sources.checkpoint import rules
from fangxian.intake.sources.checkpoint.models import Check, EntryProposal
from fangxian.intake.sources.checkpoint.rules.named import USUAL_WAY

from .lane import Shown, keep


@dataclass(frozen=True)
class Onward:
    """Where a controlled entry goes on to, when it should arrive there, and to whom, if she told.

    receiver_phone  as it was told; kept sealed beside the hand-over, never in the fact
    """

    area_code: str
    in_programme: bool
    eta_at: datetime
    mode: str = "car"
    plate: str = ""
    route: str = ""
    receiver_kind: str = ""
    receiver_name: str = ""
    receiver_phone: str = ""


@transaction.atomic
def hand_over_entry(*, check: Check, declared: Fact, rule: str, onward: Onward, by: Actor, at: datetime) -> Fact:
    """Tell the destination that somebody comes whom a rule asks to follow up: a fact about the destination (F16).

    declared  the declaration on which the verdict rests; `rule` its id@version. The traveller goes on at once.
    """
    refuse(rules.why_not_controlled_entry(declaration=check.declaration))
    programme = declared.programme
    (fact,) = record_facts(
        source=rules.SOURCE.key,
        entries=[
            Entry(
                client_id=uuid5(check.id, "controlled_entry"),
                claim=None,
                person=declared.person,
                area_code=onward.area_code,
                occurred_at=check.occurred_at,
                content=_content(check, declared, rule, onward, city_day(onward.eta_at, programme.timezone)),
            )
        ],
        programme=programme,
        legal_basis=rules.SOURCE.legal_basis,
        by=by,
        at=at,
    )
    if check.handed_over_fact_id is None:
        check.handed_over_fact_id = fact.id
        check.save(update_fields=["handed_over_fact_id"])
        keep(check, check.checkpoint, None, shown=[Shown("receipt", person=declared.person)], plate=onward.plate)
        _propose(check, fact, onward, at=at)
        audit.record(
            "intake.controlled_entry_handed_over", on=fact, about=fact.person_id, by=by, at=at,
            detail={"rule": rule, "checkpoint": str(check.checkpoint_id), "eta_at": onward.eta_at.isoformat()},
        )  # fmt: skip
    return fact


@transaction.atomic
def hand_over_receipt(
    *, check: Check, number: str, by: Actor, at: datetime, onward: Onward | None = None
) -> Fact | None:
    """Hand over by the number of the receipt that was shown: what a phone sends of a post with no network.

    onward  None: to the destination of the declaration, within an hour of the check
    None if the receipt is unknown or its verdict asks for no follow-up: nobody is handed over without one (INV-02).
    """
    receipt = receipt_numbered(number, programme_id=check.programme_id)
    if receipt is None or rules.declaration_of(receipt.result, is_known=True) != rules.FOLLOW_UP:
        return None
    declared = facts_by_id([receipt.fact_id], programme_id=check.programme_id).get(receipt.fact_id)
    if declared is None or not (onward or declared.area_code):
        return None
    if check.declaration != rules.FOLLOW_UP:
        check.declaration = rules.FOLLOW_UP
        check.save(update_fields=["declaration"])
    there = declared.content.get("destination", {})
    usual = Onward(
        area_code=declared.area_code, in_programme=bool(there.get("in_programme", True)),
        eta_at=check.occurred_at + USUAL_WAY, receiver_kind=str(declared.content.get("receiver_kind", "")),
    )  # fmt: skip
    return hand_over_entry(
        check=check, declared=declared, rule=receipt.result_rule, onward=onward or usual, by=by, at=at
    )


@transaction.atomic
def keep_shown(*, check: Check, shown: Sequence[Shown], plate: str, occurred_at: datetime) -> bool:
    """Keep what was shown with no network, if a registration order held when it was; else nothing is kept (O1b)."""
    orders = live_orders(check.programme_id, occurred_at, enables="registration", area_code=check.area_code)
    order = orders.first()
    if order is None:
        return False
    if not check.passages.exists():
        keep(check, check.checkpoint, order, shown=shown, plate=plate)
    return True


def _propose(check: Check, fact: Fact, onward: Onward, *, at: datetime) -> None:
    EntryProposal.objects.create(
        programme_id=check.programme_id, check_record=check, fact_id=fact.id, route=onward.route.strip(),
        mode=onward.mode, receiver_kind=onward.receiver_kind, receiver_name=onward.receiver_name.strip() or None,
        receiver_phone=onward.receiver_phone.strip() or None, proposed_at=at,
    )  # fmt: skip


def _content(check: Check, declared: Fact, rule: str, onward: Onward, arrives_on: date) -> dict[str, Any]:
    return {
        # no stays: they are on the declaration, which is judged already
        "destination": {"area_code": onward.area_code, "in_programme": onward.in_programme},
        "arrives_on": arrives_on.isoformat(),
        "transport": {"mode": onward.mode, "number": "", "date": arrives_on.isoformat(), "carriage": "", "seat": ""},
        "symptoms": [],
        "temperatures": check.readings,
        "controlled_entry": {
            "checkpoint_id": str(check.checkpoint_id),
            "declared_fact_id": str(declared.id),
            "rule": rule,
            "eta_at": onward.eta_at.isoformat(),
            "receiver_kind": onward.receiver_kind,
        },
    }
