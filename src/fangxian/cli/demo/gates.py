"""Gates and dense places: keepers' mornings sent from their phones, asks answered, heads counted, a check-in."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from typing import Any

from fangxian.core.actors.rules import Purpose
from fangxian.core.orders.models import Order
from fangxian.core.people.models import Person
from fangxian.core.programmes.models import new_id
from fangxian.intake.sources.gate import services as gates
from fangxian.intake.sources.gate.models import Gate, GateCount
from fangxian.intake.sources.gate.services import GateTerms
from fangxian.intake.sources.venue import services as venues
from fangxian.intake.sources.venue.models import Venue
from fangxian.intake.sources.venue.services import Entered, VenueTerms

from .city import TOUR_GRID
from .force import COUNTING_TOWN
from .stage import EVE, FIRST_DAY, SECOND_DAY, Stage, moment

KEEPER, VILLAGE_KEEPER, LIAISON = "keeper", "village_keeper", "property"
# name, kind, area, manager ("" for an estate without a property firm), whether vehicles pass; the last one only counts
GATES = (
    ("浮星桥小区东门", "estate", TOUR_GRID, "浮星桥物业（演练）", False),
    ("浮星桥老宿舍", "estate", TOUR_GRID, "", False),
    ("月河木业厂北门", "firm", TOUR_GRID, "月河木业（演练）", True),
    ("东门村口", "village", COUNTING_TOWN, "乾元镇村务组（演练）", False),
)
# name, kind, capacity, heads through a day
VENUES = (
    ("浮星桥菜市场", "market", 220, (64, 188, 231, 150, 72)),
    ("月河木业食堂", "canteen", 120, (0, 40, 96, 22, 0)),
    ("月河旅馆", "hotel", 60, (18, 12, 15, 24, 31)),
)
_COUNTED_AT = ("06:30", "09:00", "10:30", "14:00", "17:30")
_A_MORNING = 25  # passages that one phone sends at once
_CHANCE = Random(18)  # noqa: S311 - chance of a story; of its own, so that the rest is as it was
_CLASSES = ("resident",) * 12 + ("courier", "delivery", "visitor", "carer", "repair", "child", "medical")


def open_gates_and_places(stage: Stage, order: Order) -> None:
    """Open the gates and list the places of the tour's village on the eve."""
    by = stage.force.actor("duty", Purpose.ADMINISTER)
    at = moment(EVE, "17:10")
    for name, kind, area_code, manager, takes_vehicles in GATES:
        place = "浮星路" if area_code == TOUR_GRID else "村口"
        terms = GateTerms(name, kind, area_code, place, manager, "0572-0000000", takes_vehicles)
        gates.open_gate(
            terms=terms, order=order, opens_at=moment(FIRST_DAY, "05:30"),
            review_at=moment(FIRST_DAY, "05:30") + timedelta(days=7), programme=stage.programme, by=by, at=at,
        )  # fmt: skip
    for name, kind, capacity, _ in VENUES:
        terms_of_place = VenueTerms(
            name=name, kind=kind, area_code=TOUR_GRID, place="浮星路", owner=f"{name}经营部（演练）",
            owner_phone="0572-0000000", sector="市场监督管理局" if kind == "market" else "文旅局",
            supervisor="月河街道办事处", supervisor_phone="0572-0000000", capacity=capacity,
        )  # fmt: skip
        venues.list_venue(terms=terms_of_place, programme=stage.programme, by=by, at=at)


def days_at_gates(stage: Stage) -> None:
    """Two days: keepers send what they recorded, the liaison answers asks and counts heads, a resident checks in."""
    for day in (FIRST_DAY, SECOND_DAY):
        for clock in ("09:10", "13:05", "18:40"):
            stage.agenda.add(moment(day, clock), lambda at: _send(stage, at=at))
        stage.agenda.add(moment(day, "18:50"), lambda at: _answer(stage, at=at))
        for number, clock in enumerate(_COUNTED_AT):
            stage.agenda.add(moment(day, clock), lambda at, n=number: _count(stage, n, at=at))
    stage.agenda.add(moment(FIRST_DAY, "12:10"), lambda at: _eat_together(stage, at=at))
    stage.agenda.add(moment(SECOND_DAY, "09:20"), lambda at: _check_in(stage, at=at))
    stage.agenda.add(moment(SECOND_DAY, "11:15"), lambda at: _held_up(stage, at=at))


def _send(stage: Stage, *, at: datetime) -> None:
    """Each kept gate's phone finds a network and sends its last hours in one batch."""
    for gate in Gate.objects.filter(programme=stage.programme).exclude(manager="").order_by("name"):
        by = stage.force.actor(KEEPER if gate.area_code == TOUR_GRID else VILLAGE_KEEPER, Purpose.CHECK_AT_POST)
        records = [_passage(stage, gate, at=at) for _ in range(_A_MORNING)]
        records += [_passage(stage, gate, at=at) | {"verdict": "EMERGENCY_PASS"}] if gate.takes_vehicles else []
        gates.land_passages(records, programme=stage.programme, ahead_by=timedelta(0), by=by, at=at)
        stage.counted["persons at gates"] += len(records)
        shift = {
            "client_id": str(new_id()), "shift": str(new_id()), "gate": str(gate.id), "act": "end",
            "at": at.isoformat(), "since": (at - timedelta(hours=3, minutes=30)).isoformat(),
        }  # fmt: skip
        gates.land_shifts([shift], programme=stage.programme, ahead_by=timedelta(0), by=by, at=at)


def _passage(stage: Stage, gate: Gate, *, at: datetime) -> dict[str, Any]:
    """One passage of the hours before; under the registration order some show a phone (O1)."""
    visit_class = _CHANCE.choice(_CLASSES)
    asks = visit_class == "visitor" and _CHANCE.random() < 0.6
    passage: dict[str, Any] = {
        "client_id": str(new_id()), "gate": str(gate.id), "direction": _CHANCE.choice(("in", "out")),
        "at": (at - timedelta(minutes=_CHANCE.randint(3, 200))).isoformat(), "class": visit_class,
        "verdict": "ASK_DUTY" if asks else "PASS", "way": "none" if asks else _CHANCE.choice(("known", "paper")),
        "vehicles": int(gate.takes_vehicles and visit_class == "delivery"),
    }  # fmt: skip
    if _CHANCE.random() < 0.3:
        passage["shown"] = [{"kind": "phone", "value": _phone()}]
    return passage


def _answer(stage: Stage, *, at: datetime) -> None:
    """The property firm's liaison puts down what was done about each ask of the day; the last one stays open."""
    by = stage.force.actor(LIAISON, Purpose.CHECK_AT_POST)
    asks = GateCount.objects.filter(programme=stage.programme, verdict="ASK_DUTY", outcome="").order_by("occurred_at")
    asks = asks.filter(area_code=TOUR_GRID)
    for ask in list(asks)[:-1]:
        outcome = _CHANCE.choice(("let_in", "met", "paper", "handed_over"))
        gates.answer_ask(count=ask, outcome=outcome, by=by, at=at)


def _held_up(stage: Stage, *, at: datetime) -> None:
    """A resident was held up by mistake and says so from the poster; the liaison puts it right."""
    gate = Gate.objects.get(programme=stage.programme, name=GATES[0][0])
    report = gates.report_wrong_refusal(gate=gate, programme=stage.programme, by=stage.resident(), at=at)
    by = stage.force.actor(LIAISON, Purpose.CHECK_AT_POST)
    gates.settle_refusal(refusal=report, answer="已告知值守员，对不起（演练）", by=by, at=at + timedelta(minutes=9))


def _count(stage: Stage, number: int, *, at: datetime) -> None:
    by = stage.force.actor(LIAISON, Purpose.CHECK_AT_POST)
    records = []
    for name, _, _, heads in VENUES:
        venue = Venue.objects.get(programme=stage.programme, name=name)
        records.append(
            {"client_id": str(new_id()), "venue": str(venue.id), "at": at.isoformat(), "present": heads[number]}
        )
    venues.land_head_counts(records, programme=stage.programme, ahead_by=timedelta(0), by=by, at=at)


def _check_in(stage: Stage, *, at: datetime) -> None:
    """Residents scan the market's code; one says when she leaves."""
    venue = Venue.objects.select_related("programme").get(programme=stage.programme, name=VENUES[0][0])
    made = [
        venues.check_in(venue=venue, entered=Entered("phone", f"+86{_phone()}"), by=stage.resident(), at=at)
        for _ in range(3)
    ]
    venues.check_out(check_in=made[0], by=stage.resident(), at=at + timedelta(minutes=25))


def _eat_together(stage: Stage, *, at: datetime) -> None:
    """The traveller who will be a case eats in the canteen; so do two others of the list and somebody unknown."""
    canteen = Venue.objects.select_related("programme").get(programme=stage.programme, name=VENUES[1][0])
    known = Person.objects.filter(programme=stage.programme, phone__isnull=False).order_by("id")[:3]
    others = [one for one in known if one.document_number != stage.named["tour_document"]][:2]
    entered = [
        Entered("document", f"id_card:{stage.named['tour_document']}"),
        *(Entered("phone", other.phone or "") for other in others),
        Entered("phone", "+8613900000017"),
    ]
    for number, one in enumerate(entered):
        began = at + timedelta(minutes=4 * number)
        made = venues.check_in(venue=canteen, entered=one, by=stage.resident(), at=began)
        venues.check_out(check_in=made, by=stage.resident(), at=began + timedelta(minutes=35))


def _phone() -> str:
    """An invented phone; no network gives out its first digits followed by four zeros."""
    return f"1390000{_CHANCE.randrange(10_000):04d}"
