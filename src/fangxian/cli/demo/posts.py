"""Two posts at work under the order: passages counted, fever measured twice, an emergency, one controlled entry."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from fangxian.core.actors.rules import Actor, Purpose
from fangxian.core.orders.models import Order
from fangxian.core.packs.queries import pack_in_force
from fangxian.core.programmes.models import new_id
from fangxian.engine.temperature import Reading
from fangxian.intake.models import Receipt
from fangxian.intake.queries import facts_by_id, receipt_numbered
from fangxian.intake.sources.checkpoint import rules
from fangxian.intake.sources.checkpoint.models import Check, Checkpoint, Shift
from fangxian.intake.sources.checkpoint.queries import registration_order
from fangxian.intake.sources.checkpoint.services import (
    Onward,
    PostTerms,
    Shown,
    Tap,
    begin_shift,
    count_pass,
    end_shift,
    hand_over_entry,
    look_at_person,
    note_emergency,
    open_post,
    pass_emergency,
)

from .force import TOUR_COUNTY
from .stage import EVE, FIRST_DAY, SECOND_DAY, Stage, moment

# staff number of the officer -> her post
POSTS = {
    "checkpoint": ("湖州北", "motorway_exit", "outer", TOUR_COUNTY, "申苏浙皖高速湖州北出口"),
    "coach": ("德清客运站", "coach", "inner", "330521", ""),
}
# beside the first post, the station that helps and gives no word (防疫服务站)
STATION = {"station": ("湖州北服务站", "service_station", "outer", TOUR_COUNTY, "")}
_PASSAGES = 0.12  # of one day and post, for each person on the list
_OPENS, _CLOSES = "07:00", "19:30"


def open_posts(stage: Stage, order: Order) -> None:
    """Open the posts of the story on the eve; they stop people from the next morning on."""
    for name, kind, ring, area_code, road in (POSTS | STATION).values():
        if not stage.force.programme.covers(area_code):
            continue
        terms = PostTerms(
            name=name, kind=kind, ring=ring, area_code=area_code, road=road, direction="in", phone="0572-0000000",
            opens_at=moment(FIRST_DAY, "06:00"), review_at=moment(FIRST_DAY, "06:00") + timedelta(days=7),
            approved_level="province", approval_ref="演练省批〔2020〕8号", area_risk="medium",
        )  # fmt: skip
        by = stage.force.actor("duty", Purpose.ADMINISTER)
        open_post(terms=terms, order=order, programme=stage.programme, by=by, at=moment(EVE, "17:00"))


def days_at_posts(stage: Stage) -> None:
    """Two days at each post, and what happens at the first one on the second day."""
    for username in POSTS:
        for day in (FIRST_DAY, SECOND_DAY):
            stage.agenda.add(moment(day, _OPENS), lambda at, u=username: come_on_duty(stage, u, at))
            for _ in range(stage.share(_PASSAGES)):
                minutes = stage.random.randint(2, 745)
                stage.agenda.add(
                    moment(day, _OPENS) + timedelta(minutes=minutes),
                    lambda at, u=username: _count(stage, u, at=at),
                )
            stage.agenda.add(moment(day, _CLOSES), lambda at, u=username: go_off_duty(stage, u, at))
    first = next(iter(POSTS))
    stage.agenda.add(moment(FIRST_DAY, "10:40"), lambda at: _fever(stage, first, (37.6, 36.8), at=at))
    stage.agenda.add(moment(FIRST_DAY, "15:25"), lambda at: _fever(stage, first, (37.9, 37.8), at=at))
    stage.agenda.add(moment(SECOND_DAY, "09:50"), lambda at: _emergency(stage, first, at=at))
    stage.agenda.add(moment(SECOND_DAY, "12:05"), lambda at: _controlled_entry(stage, first, at=at), brings_facts=True)


def _officer(stage: Stage, username: str) -> Actor:
    return stage.force.actor(username, Purpose.CHECK_AT_POST)


def come_on_duty(stage: Stage, username: str, at: datetime) -> None:
    name = (POSTS | STATION)[username][0]
    checkpoint = Checkpoint.objects.select_related("order").get(programme=stage.programme, name=name)
    begin_shift(checkpoint=checkpoint, by=_officer(stage, username), at=at)


def go_off_duty(stage: Stage, username: str, at: datetime) -> None:
    end_shift(shift=on_shift(stage, username), by=_officer(stage, username), at=at)


def on_shift(stage: Stage, username: str) -> Shift:
    """The shift in which an officer of the story is at her post."""
    shifts = Shift.objects.select_related("checkpoint__order", "programme")
    return shifts.get(post=stage.force.posts[username], ended_at=None)


def _tap(at: datetime, *, person_count: int = 1, vehicle_count: int = 0) -> Tap:
    return Tap(client_id=new_id(), occurred_at=at, person_count=person_count, vehicle_count=vehicle_count)


def _count(stage: Stage, username: str, *, at: datetime) -> None:
    """A vehicle or a walker passes; where the registration order holds some show a phone (O1b)."""
    is_vehicle = username == "checkpoint"
    persons = stage.random.randint(1, 4) if is_vehicle else 1
    tap = _tap(at, person_count=persons, vehicle_count=1 if is_vehicle else 0)
    on = on_shift(stage, username)
    registers = registration_order(on.checkpoint, at=at) is not None
    shown = [Shown("phone", f"+86{stage.people.phone()}")] if registers and stage.random.random() < 0.5 else []
    count_pass(shift=on, tap=tap, shown=shown, by=_officer(stage, username), at=at)
    stage.counted["persons at posts"] += persons
    stage.counted["vehicles at posts"] += tap.vehicle_count


def _fever(stage: Stage, username: str, celsius: Sequence[float], *, at: datetime) -> None:
    """A high reading decides nothing: the person rests and is measured again (temperature pack)."""
    reading = Reading(celsius[0], "forehead", at)
    check = _look(stage, username, rules.Look(readings=[reading]), at=at)
    stage.counted["persons at posts"] += 1
    assert check.recheck_from is not None, "one high reading leads to a second"
    stage.agenda.add(
        check.recheck_from + timedelta(minutes=1),
        lambda now: _measure_again(stage, username, check.id, [reading, Reading(celsius[1], "axillary", now)], at=now),
    )


def _measure_again(stage: Stage, username: str, check_id: UUID, readings: list[Reading], *, at: datetime) -> None:
    _look(stage, username, rules.Look(readings=readings), continues=Check.objects.get(id=check_id), at=at)


def _look(stage: Stage, username: str, look: rules.Look, *, at: datetime, continues: Check | None = None) -> Check:
    return look_at_person(
        shift=on_shift(stage, username), tap=_tap(at), look=look,
        pack=pack_in_force(stage.programme, "cn.temperature", at),
        continues=continues, by=_officer(stage, username), at=at,
    )  # fmt: skip


def _emergency(stage: Stage, username: str, *, at: datetime) -> None:
    """A dialysis patient is let through at once; what it was is noted afterwards (INV-12)."""
    officer = _officer(stage, username)
    tap = _tap(at, person_count=2, vehicle_count=1)
    check = pass_emergency(shift=on_shift(stage, username), tap=tap, by=officer, at=at)
    note_emergency(check=check, kind="dialysis", by=officer, at=at + timedelta(minutes=6))
    stage.counted["persons at posts"] += 2
    stage.counted["vehicles at posts"] += 1


def _controlled_entry(stage: Stage, username: str, *, at: datetime) -> None:
    """The post sees one word on the receipt, lets the traveller go on, and tells the destination (F16)."""
    receipt = receipt_numbered(stage.named["controlled_entry_receipt"], programme_id=stage.programme.id)
    assert receipt is not None
    let_go_on(stage, username, receipt, at=at)


def let_go_on(stage: Stage, username: str, receipt: Receipt, *, at: datetime) -> None:
    """Look at somebody with a receipt that asks for follow-up, and hand her over to where she goes."""
    declaration = rules.declaration_of(receipt.result, is_known=True)
    look = rules.Look(readings=[Reading(36.4, "forehead", at)], declaration=declaration)
    check = _look(stage, username, look, at=at)
    stage.counted["persons at posts"] += 1
    declared = facts_by_id([receipt.fact_id], programme_id=stage.programme.id)[receipt.fact_id]
    onward = Onward(area_code=receipt.area_code, in_programme=True, eta_at=at + timedelta(minutes=50))
    hand_over_entry(
        check=check, declared=declared, rule=receipt.result_rule, onward=onward, by=_officer(stage, username), at=at
    )
    stage.counted["checkpoint facts"] += 1
