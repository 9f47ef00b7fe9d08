"""One building swept on two days, and ten people asked how they are: what workers' phones send at once (F06, F07)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from fangxian.core.actors.rules import Purpose
from fangxian.core.people.models import PersonFile
from fangxian.core.programmes.models import new_id
from fangxian.engine.merging import MergeWord
from fangxian.followup.services import land_readings
from fangxian.intake.sources.sweep import services as sweeping
from fangxian.intake.sources.sweep.models import RoundDoor
from fangxian.intake.sources.sweep.rules.doors import doors_of

from .city import TOUR_GRID
from .force import TOUR_COUNTY
from .stage import FIRST_DAY, SECOND_DAY, Stage, moment

BUILDING, PLAN = "浮星桥小区3幢", "社区春季走访计划（演练）"
_UNITS, _FLOORS, _DOORS_A_FLOOR = 2, 6, 2
# What each door of the first walk came to, in the order of the walk; the rest is left for another day.
_ANSWERED: dict[str, Any] = {"result": "answered", "told_why": True}
_FIRST_WALK: tuple[dict[str, Any], ...] = (
    {**_ANSWERED, "household_size": 3}, {**_ANSWERED, "household_size": 2}, {"result": "absent"},
    {**_ANSWERED, "household_size": 1, "needs": ["elderly_alone", "medicine"]}, {"result": "refused"},
    {**_ANSWERED, "household_size": 4}, {"result": "vacant"}, {"result": "absent"},
    {**_ANSWERED, "household_size": 2}, {**_ANSWERED, "household_size": 3, "needs": ["dialysis"]},
    {**_ANSWERED, "household_size": 2}, {"result": "absent"}, {**_ANSWERED, "household_size": 5}, {"result": "refused"},
)  # fmt: skip
_SECOND_WALK: tuple[dict[str, Any], ...] = ({**_ANSWERED, "household_size": 2}, {"result": "absent"})
# How ten people who are followed up answer on the phone; the rest of the county is still to be asked.
_ANSWERS: tuple[dict[str, Any], ...] = (
    {"celsius": 36.4}, {"celsius": 36.6}, {"celsius": 36.5}, {"celsius": 36.8, "needs": ["food"]}, {"celsius": 36.3},
    {"celsius": 37.8, "symptoms": ["cough", "tired"]}, {"outcome": "not_reached"}, {"celsius": 36.7},
    {"outcome": "declined"}, {"celsius": 36.5},
)  # fmt: skip


def sweep_a_building(stage: Stage) -> None:
    """The desk opens a round over one building; the grid worker walks it on two days."""
    stage.agenda.add(moment(FIRST_DAY, "08:20"), lambda at: _open(stage, at=at))
    stage.agenda.add(moment(FIRST_DAY, "11:40"), lambda at: _walk(stage, _FIRST_WALK, at=at), brings_facts=True)
    stage.agenda.add(moment(SECOND_DAY, "17:20"), lambda at: _walk_again(stage, at=at))


def ask_how_they_are(stage: Stage) -> None:
    """The county's centre calls ten people on the second morning and hands the answers over at once."""
    stage.agenda.add(moment(SECOND_DAY, "10:20"), lambda at: _call(stage, at=at))


def _open(stage: Stage, *, at: datetime) -> None:
    by, worker = stage.force.actor("duty", Purpose.COMMAND), stage.force.posts["grid"]
    addresses = list(doors_of(BUILDING, units=_UNITS, floors_from=1, floors_to=_FLOORS, doors_a_floor=_DOORS_A_FLOOR))
    sweeping.enter_building(
        name=BUILDING, kind="building", area_code=TOUR_GRID, addresses=addresses, programme=stage.programme, by=by,
        at=at,
    )  # fmt: skip
    terms = sweeping.Terms("返程人员走访", TOUR_GRID, ("building",), at + timedelta(days=7), plan=PLAN)
    made = sweeping.open_round(terms=terms, programme=stage.programme, by=by, at=at)
    sweeping.split_doors(round_=made, posts=[worker], by=by, at=at)


def _doors(stage: Stage) -> list[RoundDoor]:
    rows = RoundDoor.objects.filter(programme=stage.programme, building__name=BUILDING)
    return list(rows.order_by("door__walk_order", "id"))


def _walk(stage: Stage, told: tuple[dict[str, Any], ...], *, at: datetime) -> None:
    _land(stage, list(zip(_doors(stage), told, strict=False)), at=at)


def _walk_again(stage: Stage, *, at: datetime) -> None:
    """Where nobody was at home she rings once more in the evening."""
    absent = [door for door in _doors(stage) if door.result == "absent"]
    _land(stage, list(zip(absent, _SECOND_WALK, strict=False)), at=at)


def _land(stage: Stage, visits: list[tuple[RoundDoor, dict[str, Any]]], *, at: datetime) -> None:
    records = [
        {
            "client_id": str(new_id()), "device_at": (at - timedelta(minutes=6 * (len(visits) - n))).isoformat(),
            "round": str(door.round_id), "door": str(door.door_id), **told,
        }
        for n, (door, told) in enumerate(visits)
    ]  # fmt: skip
    by = stage.force.actor("grid", Purpose.RECEIVE_FACTS)
    landed = sweeping.land_door_visits(records, programme=stage.programme, ahead_by=timedelta(0), by=by, at=at)
    stage.counted["doors visited"] += sum(one.word in (MergeWord.NEW, MergeWord.UPDATED) for one in landed)


def _call(stage: Stage, *, at: datetime) -> None:
    files = PersonFile.objects.filter(
        programme=stage.programme, area_code__startswith=TOUR_COUNTY, opened_at__lt=at, closed_at=None,
        follow_until__gt=at,
    ).order_by("opened_at", "id")  # fmt: skip
    records = [
        {
            "client_id": str(new_id()), "file": str(file.id), "channel": "phone",
            "at": (at - timedelta(minutes=4 * (len(_ANSWERS) - n))).isoformat(),
            **({"method": "axillary"} if "celsius" in answer else {}), **answer,
        }
        for n, (file, answer) in enumerate(zip(files[: len(_ANSWERS)], _ANSWERS, strict=False))
    ]  # fmt: skip
    by = stage.force.actor("county_epi", Purpose.FOLLOW_UP)
    landed = land_readings(records, programme=stage.programme, ahead_by=timedelta(0), by=by, at=at)
    stage.counted["answers"] += sum(
        one.word == MergeWord.NEW and "outcome" not in record for one, record in zip(landed, records, strict=True)
    )
