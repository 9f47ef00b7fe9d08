"""Who on a vehicle with a case is a close contact, by mode and edition.

Source: the vehicle rules of the packs (notices of February 2020, PHE flight study). Cases: spec/vehicle-seats.md
"""

from dataclasses import dataclass
from datetime import datetime

from fangxian.engine.exposure.seats import SeatMap, read_seat
from fangxian.engine.rules.evaluation import Evaluation, Fact, evaluate
from fangxian.engine.rules.packs import Pack, Rule

PASSENGER, CREW_SERVING, CREW_ELSEWHERE = "passenger", "crew_serving", "crew_elsewhere"


@dataclass(frozen=True, slots=True)
class Journey:
    """One person's place on a vehicle, seen from the case; None = not known.

    mode              aircraft, train, coach or ship
    enclosure         sealed or ventilated; None where the mode does not distinguish
    role              passenger, crew_serving (the case's zone, the driver, the conductor) or crew_elsewhere
    case_seat, seat   labels such as `12C`, with the seat map they stand on
    soft_sleeper      a compartment with a door
    """

    mode: str
    enclosure: str | None = None
    role: str = PASSENGER
    seat_map: SeatMap | None = None
    case_seat: str | None = None
    seat: str | None = None
    same_carriage: bool | None = None
    bays_away: int | None = None
    soft_sleeper: bool = False
    same_compartment: bool | None = None


def vehicle_rule(pack: Pack, journey: Journey) -> Rule | None:
    """The rule of an edition for this kind of vehicle; None if it has none."""
    for rule in pack.rules_of("CONTACT"):
        if rule.params.get("mode") != journey.mode:
            continue
        if rule.params.get("enclosure") in (None, journey.enclosure):
            return rule
    return None


def judge_journey(pack: Pack, journey: Journey, *, at: datetime) -> Evaluation | None:
    """What an edition says about somebody who travelled with a case; None if it has no rule for the vehicle.

    The result is `close`, `general`, `none`, or `unknown` where the seat is not known: then somebody asks.
    Errors: SeatUnknown for a seat that is not on the map.
    """
    rule = vehicle_rule(pack, journey)
    if rule is None:
        return None
    known = _facts(journey)
    return evaluate(pack, rule, {name: known[name] for name in rule.inputs}, at=at)


def _facts(journey: Journey) -> dict[str, Fact]:
    rows: int | None = None
    seats: int | None = None
    if journey.seat_map is not None and journey.case_seat and journey.seat:
        case, other = read_seat(journey.case_seat), read_seat(journey.seat)
        rows = journey.seat_map.rows_away(case, other)
        seats = journey.seat_map.seats_away(case, other)
    return {
        "seat.role": journey.role,
        "seat.rows_away": rows,
        "seat.seats_away": seats,
        "seat.same_carriage": journey.same_carriage,
        "seat.bays_away": journey.bays_away,
        "seat.soft_sleeper": journey.soft_sleeper,
        "seat.same_compartment": journey.same_compartment,
    }
