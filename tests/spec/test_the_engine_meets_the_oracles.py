"""The engine against 108 expected values that an independent reference implementation computed."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from fangxian.engine import arearisk, identity, lookback, patrols
from fangxian.engine.clocks import days, deadlines
from fangxian.engine.exposure import judgements
from fangxian.engine.exposure.journeys import Journey, judge_journey
from fangxian.engine.exposure.seats import SeatMap
from fangxian.engine.exposure.windows import CaseTimes, window
from fangxian.engine.isolation.courses import course, measure_rule
from fangxian.engine.rules.packs import Pack, read_pack
from tests.spec.tables import rows

ORACLES = json.loads(Path(__file__).with_name("oracles.json").read_text(encoding="utf-8"))["cases"]
SHANGHAI = ZoneInfo("Asia/Shanghai")
AT = datetime(2021, 3, 10, tzinfo=UTC)
SHORT_NAMES = {"screen": "cn.screen.2020-02", "seed S0": "cn.patrol.2020-02", "opt20": "cn.opt20"}
CLOCK_RULES = {
    "lead.check": "lead/accept",
    "lead.report": "lead/report",
    "lead.serious": "lead/serious",
    "lead.ordinary": "lead/ordinary",
    "lead.ordinary strict": "lead/ordinary-strict",
    "lead.ordinary default": "lead/ordinary",
    "event.chain": "event/chain",
    "investigation": "case/investigation",
}


def pack_of(case: dict[str, Any]) -> Pack:
    name = case["pack"]
    return read_pack(SHORT_NAMES.get(name, f"cn.{name}" if name.startswith("protocol") else name))


def when(text: str) -> date | datetime:
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def contact_window(case: dict[str, Any], given: dict[str, Any]) -> bool:
    if "sample" in given:
        known = CaseTimes(sampled_on=when(given["sample"]), last_negative_on=when(given["last_negative"]))
    elif case["id"] == "C06":  # somebody without symptoms, sampled on the anchor
        known = CaseTimes(sampled_on=when(given["anchor"]), isolated_at=when(given["isolated"]))
    else:
        known = CaseTimes(onset_on=when(given["anchor"]), isolated_at=when(given["isolated"]))
    return window(pack_of(case), known).meets(when(given["contact"]))


def aircraft(case: dict[str, Any], given: dict[str, Any]) -> str:
    without = (13,) if "without 13" in given.get("rows", "") else ()
    seats = SeatMap.of(1, 30, without=without, layout=given.get("layout", "ABC DEF"))
    journey = Journey(mode="aircraft", seat_map=seats, case_seat=given["case"], seat=given["seat"])
    return judge_journey(pack_of(case), journey, at=AT).result


def coach(case: dict[str, Any], given: dict[str, Any]) -> str:
    one, other = str(given["case_row"]), str(given["row"])
    journey = Journey("coach", "ventilated", seat_map=SeatMap.of(1, 12), case_seat=one, seat=other)
    return judge_journey(pack_of(case), journey, at=AT).result


def who_exposure(case: dict[str, Any], given: dict[str, Any]) -> bool:
    metres, minutes = given["metres"], given["minutes"]
    met = judgements.Exposure(date(2021, 3, 10), None, None, metres, minutes, given["touch"], cared_unprotected=False)
    return judgements.judge_exposure(pack_of(case), CaseTimes(date(2021, 3, 9)), met, at=AT).outcome == "contact"


def who_window(case: dict[str, Any], given: dict[str, Any]) -> bool:
    onset = date(2021, 3, 10)
    known = CaseTimes(onset_on=onset, last_symptom_on=onset + timedelta(days=given["last_symptom_day"]))
    return window(pack_of(case), known).meets(onset + timedelta(days=given["contact_day"]))


def area_risk(case: dict[str, Any], given: dict[str, Any]) -> str:
    last_new = when(given["last_new"]) if given["last_new"] else None
    counts = {"cumulative": given["cumulative"], "last_new": last_new, "cluster_14d": given["cluster_14d"]}
    return arearisk.level(pack_of(case), as_of=when(given["as_of"]), **counts).level


def area_lower(case: dict[str, Any], given: dict[str, Any]) -> str | list[str]:
    negative = given.get("day7_all_negative")
    plan = arearisk.lowering(pack_of(case), level="high", last_new=when(given["last_new"]), all_negative=negative)
    found = [str(step.at_end_of) for step in plan.steps]
    return found if len(found) > 1 else found[0]


def look_back(case: dict[str, Any], given: dict[str, Any]) -> bool:
    left, arrives = when(given["left"]), when(given["arrives"])
    return lookback.within(left, arrives, lookback_days=given["n"], inclusive=given["inclusive"])


def isolation_end(case: dict[str, Any], given: dict[str, Any]) -> str:
    rule = measure_rule(pack_of(case), "close")
    phase = {**rule.params["phases"][0], "days": given["days"], "tests": ()}
    rule = replace(rule, params={**rule.params, "counting": given["counting"], "phases": (phase,)})
    return course(pack_of(case), rule, when(given["anchor"])).ends_at.astimezone(SHANGHAI).isoformat()


def days_of_tests(case: dict[str, Any], given: dict[str, Any]) -> list[str]:
    rule = measure_rule(pack_of(case), "close")
    return [str(day) for day in course(pack_of(case), rule, when(given["anchor"])).tests_on]


def clock(case: dict[str, Any], given: dict[str, Any]) -> str:
    received = given["received"]
    start = when(received if "T" in received else f"2020-02-12T{received}:00+08:00")
    zone = ZoneInfo("Europe/Berlin") if case["id"] == "L09" else SHANGHAI
    rule = read_pack("cn.clock.seeds").rule(CLOCK_RULES[case["pack"]])
    due = deadlines.deadline(rule, start, zone).due_at.astimezone(zone)
    return due.isoformat() if "T" in received else due.strftime("%H:%M")


JUDGES: dict[str, Callable[[dict[str, Any], Any], Any]] = {
    "contact-window": contact_window,
    "aircraft": aircraft,
    "coach-ventilated": coach,
    "who-exposure": who_exposure,
    "who-window": who_window,
    "area-risk": area_risk,
    "area-lower": area_lower,
    "report-day": lambda case, given: str(days.report_day(given["reported"], SHANGHAI)),
    "look-back": look_back,
    "isolation-end": isolation_end,
    "tests": days_of_tests,
    "clock": clock,
    "time": lambda case, given: days.read_moment(given, SHANGHAI).astimezone(SHANGHAI).isoformat(),
    "patrol": lambda case, given: patrols.groups_needed(pack_of(case), given),
    "id-number": lambda case, given: identity.check_id_number(given).status,
    "id-15": lambda case, given: identity.upgrade_15_digits(given),
    "plate": lambda case, given: identity.plate_kind(given),
    "mobile": lambda case, given: identity.normalise_mobile(given),
    "uscc": lambda case, given: identity.uscc_is_valid(given),
}


@pytest.mark.parametrize("case", ORACLES, ids=lambda case: case["id"])
def test_the_engine_gives_the_expected_value(case: dict[str, Any]):
    assert JUDGES[case["group"]](case, case["input"]) == case["expected"]


def test_there_are_108_expected_values_and_the_tables_hold_them_all():
    named = {case["id"] for case in ORACLES}
    assert len(named) == 108
    assert named - {row.case for row in rows()} == set()
