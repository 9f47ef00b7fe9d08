"""Answers the tables about days and clocks with the engine."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from fangxian.engine.clocks import days, deadlines, devices, readings
from fangxian.engine.rules.packs import read_pack
from tests.spec.cells import SHANGHAI, in_utc, listed, moment, said, several, spans, written
from tests.spec.tables import Row

CLOCKS = read_pack("cn.clock.seeds")


def city_days(row: Row) -> dict[str, str]:
    zone, text = ZoneInfo(row["zone"]), row["text"]
    return {"moment": written(days.read_moment(text, zone), zone), "report_day": str(days.report_day(text, zone))}


def due(row: Row) -> dict[str, str]:
    zone = ZoneInfo(row["zone"])
    rule, start = CLOCKS.rule(row["rule"]), moment(row["counted_from"])
    found = deadlines.deadline(rule, start, zone, shifts=spans(row["shifts"]))
    return {"due": written(found.due_at, zone), "flags": listed(found.flags)}


def hand_over(row: Row) -> dict[str, str]:
    both = deadlines.after_hand_over(
        CLOCKS,
        received_at=moment(row["received"]),
        handed_over_at=moment(row["handed_over"]),
        serious=False,
        zone=SHANGHAI,
    )
    return {
        "own_accept": written(both.own.accept.due_at),
        "own_report": written(both.own.report.due_at),
        "total_accept": written(both.total.accept.due_at),
        "total_report": written(both.total.report.due_at),
    }


def late_sync(row: Row) -> dict[str, str]:
    clocks = deadlines.lead_clocks(CLOCKS, received_at=moment(row["received"]), serious=False, zone=SHANGHAI)
    judged = devices.judge_offline_record(
        CLOCKS,
        due_at=clocks.accept.due_at,
        device_at=moment(row["device"]),
        server_at=moment(row["server"]),
        skew=timedelta(minutes=int(row["skew"])) if row["skew"] else None,
    )
    return {
        "on_time": said(judged.on_time),
        "late_sync": said(judged.late_sync),
        "confirm": said(judged.needs_confirmation),
    }


def reading_windows(row: Row) -> dict[str, str]:
    taken = [datetime.fromisoformat(text) for text in several(row["readings"])]
    found = readings.reading_day(CLOCKS, date.fromisoformat(row["day"]), taken, SHANGHAI, at=moment(row["at"]))
    return {**{state.name: state.state for state in found.windows}, "extra": str(len(found.extra))}


def shift_change(row: Row) -> dict[str, str]:
    turns = []
    for part in several(row["turns"]):
        owner, span = part.split(" ")
        turns.append((owner, spans(span)[0]))
    at = moment(row["at"])
    clocks = deadlines.lead_clocks(CLOCKS, received_at=moment(row["received"]), serious=False, zone=SHANGHAI)
    overdue = deadlines.is_overdue(clocks.accept.due_at, closed_at=None, at=at)
    return {"owner": deadlines.owner_at(turns, at) or "", "overdue": said(overdue)}


def overdue(row: Row) -> dict[str, str]:
    late = deadlines.is_overdue(moment(row["due_at"]), closed_at=moment(row["closed_at"]), at=moment(row["at"]))
    return {"overdue": said(late)}


def pauses(row: Row) -> dict[str, str]:
    moved = deadlines.due_with_pauses(moment(row["due_at"]), spans(row["pauses"]), at=moment(row["at"]))
    return {"due": in_utc(moved)}


RUNNERS = {
    "city-days/days": city_days,
    "clocks/deadlines": due,
    "clocks/hand-over": hand_over,
    "clocks/late-synchronisation": late_sync,
    "clocks/reading-windows": reading_windows,
    "clocks/shift-change": shift_change,
    "clocks/overdue": overdue,
    "clocks/pauses": pauses,
}
