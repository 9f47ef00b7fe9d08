"""Answers the tables about areas, stays, patrols, temperatures and published figures with the engine."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from fangxian.engine import arearisk, disclosure, lookback, patrols, temperature
from fangxian.engine.clocks.days import city_day
from fangxian.engine.rules.evaluation import evaluate
from fangxian.engine.rules.packs import Pack, read_pack
from tests.spec.cells import day, day_or_moment, listed, maybe, said, several, yes
from tests.spec.tables import Row

AT = datetime(2020, 4, 1, tzinfo=UTC)


def level(row: Row) -> dict[str, str]:
    found = arearisk.level(
        read_pack(row["pack"]),
        as_of=date.fromisoformat(row["as_of"]),
        cumulative=int(row["cumulative"]),
        last_new=day(row["last_new"]),
        cluster_14d=maybe(row["cluster"]),
        missing_days=[date.fromisoformat(text) for text in several(row["missing"])],
        previous=row["previous"] or None,
    )
    return {"level": found.level, "flags": listed(found.flags)}


def city(row: Row) -> dict[str, str]:
    return {"level": arearisk.highest(several(row["districts"]))}


def lowering(row: Row) -> dict[str, str]:
    plan = arearisk.lowering(
        read_pack(row["pack"]),
        level=row["level"],
        last_new=date.fromisoformat(row["last_new"]),
        all_negative=maybe(row["all_negative"]),
    )
    steps = listed(f"{step.to} {step.at_end_of}" for step in plan.steps)
    return {"steps": steps, "lifted": said(plan.lifted), "flags": listed(plan.flags)}


def drawing(row: Row) -> dict[str, str]:
    held, low = yes(row["contacts_held"]), yes(row["spread_low"])
    return {"draw": said(arearisk.may_draw_area(read_pack(row["pack"]), contacts_all_held=held, spread_risk_low=low))}


def cluster(row: Row) -> dict[str, str]:
    days = [date.fromisoformat(text) for text in several(row["case_days"])]
    return {"cluster": said(arearisk.is_cluster(read_pack(row["pack"]), days, as_of=date.fromisoformat(row["as_of"])))}


def _city_date(text: str, zone: ZoneInfo) -> date:
    when = day_or_moment(text)
    return city_day(when, zone) if isinstance(when, datetime) else when


def look_back_days(row: Row) -> dict[str, str]:
    zone = ZoneInfo(row["zone"])
    left, arrives = _city_date(row["left"], zone), _city_date(row["arrives"], zone)
    days, inclusive = int(row["days"]), yes(row["inclusive"])
    return {"match": said(lookback.within(left, arrives, lookback_days=days, inclusive=inclusive))}


def look_back_by_pack(row: Row) -> dict[str, str]:
    pack = read_pack(row["pack"])
    facts = {
        "stay.days_before_arrival": lookback.days_between(day(row["left"]), day(row["arrives"])),
        "stay.area_level": row["level"] or None,
        "stay.transit_only": yes(row["transit_only"]),
    }
    return {"result": evaluate(pack, "look-back", facts, at=AT).result}


def _with_basis(pack: Pack, list_basis: str) -> Pack:
    (rule,) = pack.rules_of("SCREEN")
    return replace(pack, rules=(replace(rule, params={**rule.params, "list_basis": list_basis}),))


def listing(row: Row) -> dict[str, str]:
    counts = lookback.listing_counts(
        listed_from=day(row["listed_from"]),
        listed_until=day(row["listed_until"]),
        stay_from=day(row["stay_from"]),
        stay_until=day(row["stay_until"]),
        screened_on=day(row["screened"]),
        pack=_with_basis(read_pack("cn.screen.2020-02"), row["list_basis"]),
    )
    return {"counts": said(counts)}


def patrol_groups(row: Row) -> dict[str, str]:
    return {"groups": str(patrols.groups_needed(read_pack(row["pack"]), int(row["population"])))}


def temperature_verdict(row: Row) -> dict[str, str]:
    readings = []
    for part in row["readings"].split():
        degrees, minutes = part.split("@")
        readings.append(temperature.Reading(float(degrees), "forehead", AT + timedelta(minutes=int(minutes))))
    symptoms, emergency = yes(row["symptoms"]), yes(row["emergency"])
    try:
        verdict = temperature.judge(read_pack("cn.temperature"), readings, symptoms=symptoms, emergency=emergency)
    except ValueError:
        return {"verdict": "refused"}
    return {"verdict": verdict.word}


def small_numbers(row: Row) -> dict[str, str]:
    cells = {f"area {place}": int(text) for place, text in enumerate(row["counts"].split())}
    with_total = yes(row["with_total"])
    shown = disclosure.protect(cells, with_total=with_total)
    hidden_total = "*" if with_total else ""
    return {
        "shown": " ".join("*" if count is None else str(count) for count in shown.cells.values()),
        "total": hidden_total if shown.total is None else str(shown.total),
    }


def differences(row: Row) -> dict[str, str]:
    grains = []
    for part in several(row["grains"]):
        name, before, now = part.split()
        grains.append((name, None if before == "?" else int(before), int(now)))
    return {"publish_at": disclosure.finest_publishable(grains) or ""}


RUNNERS = {
    "area-risk/level": level,
    "area-risk/city": city,
    "area-risk/lowering": lowering,
    "area-risk/drawing": drawing,
    "area-risk/cluster": cluster,
    "look-back/days": look_back_days,
    "look-back/by-pack": look_back_by_pack,
    "look-back/listing": listing,
    "patrols/groups": patrol_groups,
    "temperature/verdicts": temperature_verdict,
    "small-numbers/row": small_numbers,
    "small-numbers/difference": differences,
}
