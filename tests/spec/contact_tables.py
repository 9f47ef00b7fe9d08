"""Answers the tables about contacts with the engine."""

from datetime import UTC, date, datetime

from fangxian.engine.exposure import judgements
from fangxian.engine.exposure.journeys import Journey, judge_journey
from fangxian.engine.exposure.seats import SeatMap
from fangxian.engine.exposure.windows import CaseTimes, judge_window, window
from fangxian.engine.rules.packs import read_pack
from tests.spec.cells import day, day_or_moment, maybe, moment, number, said, yes
from tests.spec.tables import Row

AT = datetime(2020, 4, 1, tzinfo=UTC)


def contact_window(row: Row) -> dict[str, str]:
    pack = read_pack(row["pack"])
    case = CaseTimes(
        onset_on=day(row["onset"]),
        sampled_on=day(row["sampled"]),
        positive_on=day(row["positive"]),
        last_negative_on=day(row["last_negative"]),
        last_symptom_on=day(row["last_symptom"]),
        isolated_at=moment(row["isolated"]),
    )
    contact = day_or_moment(row["contact"])
    counts = window(pack, case).meets(contact)
    assert (judge_window(pack, case, contact, at=AT).result == "inside") is counts
    return {"counts": said(counts)}


def _seat_map(rows: str, layout: str) -> SeatMap | None:
    if not rows:
        return None
    first_last, *missing = rows.split(" ")
    first, last = first_last.split("-")
    return SeatMap.of(int(first), int(last), without=tuple(-int(part) for part in missing), layout=layout)


def seats(row: Row) -> dict[str, str]:
    journey = Journey(
        mode=row["mode"],
        enclosure=row["enclosure"] or None,
        role=row["role"],
        seat_map=_seat_map(row["rows"], row["layout"]),
        case_seat=row["case_seat"] or None,
        seat=row["seat"] or None,
        same_carriage=maybe(row["same_carriage"]),
        bays_away=int(row["bays_away"]) if row["bays_away"] else None,
        soft_sleeper=yes(row["soft_sleeper"]),
        same_compartment=maybe(row["same_compartment"]),
    )
    return {"result": judge_journey(read_pack(row["pack"]), journey, at=AT).result}


def setting(row: Row) -> dict[str, str]:
    exposure = judgements.Exposure(
        on=date.fromisoformat(row["contact"]),
        setting=row["setting"] or None,
        protected=maybe(row["protected"]),
        metres=number(row["metres"]),
        minutes=number(row["minutes"]),
    )
    case = CaseTimes(onset_on=day(row["onset"]))
    return {"outcome": judgements.judge_exposure(read_pack(row["pack"]), case, exposure, at=AT).outcome}


def who(row: Row) -> dict[str, str]:
    exposure = judgements.Exposure(
        on=date(2021, 3, 10),
        metres=number(row["metres"]),
        minutes=number(row["minutes"]),
        touched=yes(row["touch"]),
        cared_unprotected=False,
    )
    case = CaseTimes(onset_on=date(2021, 3, 9))
    return {"contact": judgements.judge_exposure(read_pack(row["pack"]), case, exposure, at=AT).outcome}


def contact_of_contact(row: Row) -> dict[str, str]:
    return {"class": judgements.contact_of_contact(read_pack(row["pack"]))}


def by_hand(row: Row) -> dict[str, str]:
    first = judgements.Reviewer(row["first"], row["first_body"])
    second, body = row["second"], row["second_body"]
    return {"state": judgements.manual_state(first, judgements.Reviewer(second, body) if second else None)}


RUNNERS = {
    "contact-window/window": contact_window,
    "vehicle-seats/seats": seats,
    "exposure/by-setting": setting,
    "exposure/who": who,
    "exposure/contact-of-a-contact": contact_of_contact,
    "exposure/by-hand": by_hand,
}
