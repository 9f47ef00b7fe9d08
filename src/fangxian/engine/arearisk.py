"""The risk level of an area from its case counts, and when a level may be lowered.

Source: State Council guidance of 2020-02-17 as applied by Hubei CDC; 9th edition; the twenty measures.
Cases: spec/area-risk.md
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from fangxian.engine.rules.packs import Pack, Rule
from fangxian.engine.texts import Bilingual

LEVELS: tuple[str, ...] = ("low", "medium", "high")
CLUSTER_UNKNOWN = "cluster_unknown"
DATA_MISSING = "data_missing"
TESTS_MISSING = "tests_missing"


@dataclass(frozen=True, slots=True)
class AreaLevel:
    """A level with the reason for it.

    reason    code of the clause that decided, key of `params.reasons` of the pack
    flags     what a reader must know: `cluster_unknown`, `data_missing`
    explain   the reason in words
    """

    level: str
    reason: str
    flags: tuple[str, ...]
    explain: Bilingual


def level(
    pack: Pack,
    *,
    as_of: date,
    cumulative: int,
    last_new: date | None,
    cluster_14d: bool | None,
    missing_days: Collection[date] = (),
    previous: str | None = None,
) -> AreaLevel:
    """The level of an area as of 24:00 of a day, by a county pack: low first, then high, then medium.

    cumulative     cases reported up to the end of `as_of`
    last_new       last report day with a new case; None if there never was one
    cluster_14d    whether a cluster occurred within the pack's cluster days; None if nobody says
    missing_days   report days without data; those within the quiet period prevent any lowering
    previous       the level of the day before, kept if data are missing; None if unknown
    Errors: ValueError for negative counts, a `last_new` after `as_of`, or an unknown previous level.
    """
    rule = next(rule for rule in pack.rules_of("AREA_RISK") if "quiet_days" in rule.params)
    _refuse(as_of, cumulative, last_new, previous)
    quiet_days = rule.params["quiet_days"]
    missing = sum(1 for day in missing_days if as_of - timedelta(days=quiet_days) < day <= as_of)
    flags = (DATA_MISSING,) if missing else ()
    code, found = _clause(
        rule,
        cumulative=cumulative,
        quiet=last_new is None or (as_of - last_new).days >= quiet_days,
        cluster=cluster_14d,
        proved=not missing,
        as_of_known=as_of not in missing_days,
    )
    if found == "high" and code == "over_cluster_unknown":
        flags = (CLUSTER_UNKNOWN, *flags)
    if missing and previous is not None and _rank(previous) > _rank(found):
        code, found, flags = "kept", previous, (DATA_MISSING,)
    return AreaLevel(level=found, reason=code, flags=flags, explain=_words(rule, code))


def _clause(
    rule: Rule,
    *,
    cumulative: int,
    quiet: bool,
    cluster: bool | None,
    proved: bool,
    as_of_known: bool,
) -> tuple[str, str]:
    if cumulative == 0 and as_of_known:
        return "no_case", "low"
    if quiet and proved:
        return "quiet", "low"
    if cumulative > rule.params["cumulative_over"]:
        if cluster is None:
            return "over_cluster_unknown", "high"
        return ("over_with_cluster", "high") if cluster else ("over_without_cluster", "medium")
    return ("unproved", "medium") if quiet else ("recent_within", "medium")


def highest(levels: Iterable[str]) -> str:
    """The level of a city's urban area: the highest of its districts. Errors: ValueError if there is none."""
    return max(levels, key=_rank)


def _rank(name: str) -> int:
    return LEVELS.index(name)


def _words(rule: Rule, code: str) -> Bilingual:
    return Bilingual(**rule.params["reasons"][code])


def _refuse(as_of: date, cumulative: int, last_new: date | None, previous: str | None) -> None:
    if cumulative < 0:
        raise ValueError("a cumulative count is never negative")
    if last_new is not None and last_new > as_of:
        raise ValueError("the last new case lies after the day judged")
    if previous is not None and previous not in LEVELS:
        raise ValueError(f"{previous!r} is not a level")


@dataclass(frozen=True, slots=True)
class Lowering:
    """One step down: to which level, at 24:00 of which city day."""

    to: str
    at_end_of: date


@dataclass(frozen=True, slots=True)
class LoweringPlan:
    """The steps down of an area; `flags` may hold `tests_missing`. `lifted` = ordinary life at the last step."""

    steps: tuple[Lowering, ...]
    lifted: bool
    flags: tuple[str, ...]


def lowering(pack: Pack, *, level: str, last_new: date, all_negative: bool | None) -> LoweringPlan:
    """When an area of the 9th edition or later steps down, counted from its last new case.

    all_negative   whether everybody tested negative on the day the edition asks for; None if results are
                   missing, which keeps the level and is flagged, so that somebody is told to finish the tests
    Returns no steps if the edition does not lower from this level or the condition is not met.
    Errors: LookupError if the pack has no lowering rule.
    """
    rules = [rule for rule in pack.rules_of("AREA_RISK") if "lowering" in rule.params]
    if not rules:
        raise LookupError(f"{pack.id} does not say how a level is lowered")
    for rule in rules:
        if rule.params["lowering"][0]["from"] == level:
            return _plan(rule, last_new, all_negative)
    return LoweringPlan((), lifted=False, flags=())


def _plan(rule: Rule, last_new: date, all_negative: bool | None) -> LoweringPlan:
    steps: list[Lowering] = []
    day = last_new
    for step in rule.params["lowering"]:
        if step["all_negative_on_day"] is not None and not all_negative:
            flags = (TESTS_MISSING,) if all_negative is None else ()
            return LoweringPlan(tuple(steps), lifted=False, flags=flags)
        day = day + timedelta(days=step["after_days"])
        steps.append(Lowering(step["to"], day))
    return LoweringPlan(tuple(steps), lifted=bool(rule.params["lifted_when_low"]), flags=())


def may_draw_area(pack: Pack, *, contacts_all_held: bool, spread_risk_low: bool) -> bool:
    """Whether an area is drawn around a case at all; the 9th edition draws none if contacts are held and risk is low.

    Both answers are an epidemiologist's judgement.
    """
    if not (contacts_all_held and spread_risk_low):
        return True
    return not any(rule.params.get("may_draw_none", False) for rule in pack.rules_of("AREA_RISK"))


def is_cluster(pack: Pack, case_days: Iterable[date], *, as_of: date) -> bool:
    """Whether cases of one small setting form a cluster on a day: so many within so many days, by the pack.

    case_days   one day per case of the same school, estate, workplace, village or hospital
    """
    rule = next(rule for rule in pack.rules_of("AREA_RISK") if "within_days" in rule.params)
    earliest = as_of - timedelta(days=rule.params["within_days"])
    needed: int = rule.params["cases"]
    return sum(1 for day in case_days if earliest < day <= as_of) >= needed
