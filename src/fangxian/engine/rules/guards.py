"""What no rule pack may do, whatever its author wrote: the invariants that packs cannot weaken.

A measure has a ceiling, an end, a legal basis and milder options; nobody is turned back; no rule reads a
forbidden input; no small number is published.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from fangxian.engine.rules import logic
from fangxian.engine.rules.denylist import is_denied
from fangxian.engine.rules.packproblems import PackProblem, problem

# From the least to the most intrusive; a measure is one of these and nothing else.
MEASURE_TYPES: tuple[str, ...] = (
    "INFORM",
    "SELF_MONITOR",
    "HOME_MONITOR",
    "HOME_OBS",
    "FACILITY_OBS",
)
ADVICE_TYPES: frozenset[str] = frozenset({"INFORM", "SELF_MONITOR", "HOME_MONITOR"})
LEAST_PUBLISHED_COUNT = 5
LONGEST_OVERRIDE = timedelta(days=14)


def guard_problems(pack: Mapping[str, Any], *, name: str) -> Iterator[PackProblem]:
    """Every reason why a document of the right shape must still not load."""
    yield from _head(pack, name)
    refs = [source["ref"] for source in pack["sources"]]
    for ref in sorted({ref for ref in refs if refs.count(ref) > 1}):
        yield problem(name, "pack.sources", "duplicate_source", ref=ref)
    seen: set[str] = set()
    for rule in pack["rules"]:
        where = f"rule {rule['id']}"
        if rule["id"] in seen:
            yield problem(name, where, "duplicate_rule", id=rule["id"])
        seen.add(rule["id"])
        if not rule["id"].startswith(f"{pack['id']}/"):
            yield problem(name, where, "foreign_rule", pack=pack["id"])
        for ref in rule["sources"]:
            if ref not in refs:
                yield problem(name, where, "unknown_source", ref=ref)
        yield from _inputs(rule, name, where)
        yield from _measure(rule, name, where)
        if rule["kind"] == "PUBLICATION" and rule["params"]["least_count"] < LEAST_PUBLISHED_COUNT:
            yield problem(name, where, "small_numbers", least=LEAST_PUBLISHED_COUNT)


def _head(pack: Mapping[str, Any], name: str) -> Iterator[PackProblem]:
    starts, ends = pack["valid"]["from"], pack["valid"]["to"]
    if ends is not None and datetime.fromisoformat(ends) <= datetime.fromisoformat(starts):
        yield problem(name, "pack.valid", "validity_reversed")
    try:
        ZoneInfo(pack["timezone"])
    except (ZoneInfoNotFoundError, ValueError):
        yield problem(name, "pack.timezone", "unknown_zone", zone=pack["timezone"])
    if pack["overrides"]:
        bounded = ends is not None and (
            datetime.fromisoformat(ends) - datetime.fromisoformat(starts) <= LONGEST_OVERRIDE
        )
        if not bounded:
            yield problem(name, "pack.overrides", "override_unbounded")


def _inputs(rule: Mapping[str, Any], name: str, where: str) -> Iterator[PackProblem]:
    for field in rule["inputs"]:
        denied = is_denied(field)
        if denied is not None:
            yield problem(
                name,
                where,
                "forbidden_input",
                field=field,
                zh=denied.reason.zh,
                en=denied.reason.en,
            )
    if "logic" not in rule:
        return
    try:
        read = logic.variables(rule["logic"])
    except logic.LogicError as wrong:
        yield problem(name, where, "bad_logic", detail=wrong)
        return
    listed = {*rule["inputs"], *(f"params.{key}" for key in rule["params"])}
    for field in sorted(read - listed):
        yield problem(name, where, "unlisted_input", field=field)
    for field in sorted(set(rule["inputs"]) - read):
        yield problem(name, where, "unused_input", field=field)
    if not rule["tests"]:
        yield problem(name, where, "no_tests")


def _measure(rule: Mapping[str, Any], name: str, where: str) -> Iterator[PackProblem]:
    if any("TURN_BACK" in str(rule.get(key)).upper() for key in ("outcome", "otherwise", "logic", "params")):
        yield problem(name, where, "turn_back")
    if rule["kind"] != "MEASURE":
        if rule.get("ceiling") or rule.get("milder"):
            yield problem(name, where, "ceiling_elsewhere")
        return
    if not rule["legal_basis"]:
        yield problem(name, where, "no_legal_basis")
    if rule["params"].get("contact_class") == "general":
        yield problem(name, where, "measure_on_general")
    phases = rule["params"]["phases"]
    if any(phase.get("days") is None for phase in phases):
        yield problem(name, where, "no_end")
        return
    yield from _against_ceiling(rule, phases, name, where)
    harshest = max((phase["type"] for phase in phases), key=MEASURE_TYPES.index)
    if not rule.get("milder") and harshest not in ADVICE_TYPES:
        yield problem(name, where, "no_milder")
    for option in rule.get("milder", ()):
        if MEASURE_TYPES.index(option) >= MEASURE_TYPES.index(harshest):
            yield problem(name, where, "not_milder", option=option, phase=harshest)


def _against_ceiling(
    rule: Mapping[str, Any], phases: list[Mapping[str, Any]], name: str, where: str
) -> Iterator[PackProblem]:
    ceiling = rule.get("ceiling")
    if not ceiling:
        yield problem(name, where, "no_ceiling")
        return
    total = sum(phase["days"] for phase in phases)
    if total > ceiling["days"]:
        yield problem(name, where, "over_ceiling", total=total, days=ceiling["days"])
    for phase in phases:
        if MEASURE_TYPES.index(phase["type"]) > MEASURE_TYPES.index(ceiling["type"]):
            yield problem(
                name,
                where,
                "harsher_than_ceiling",
                phase=phase["type"],
                ceiling=ceiling["type"],
            )
