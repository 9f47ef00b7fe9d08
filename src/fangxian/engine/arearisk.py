"""The risk level of an area from its case counts, and when a level may be lowered.

Source: State Council guidance of 2020-02-17 as applied by Hubei CDC; 9th edition; the twenty measures.
Cases: spec/area-level.md, spec/area-lowering.md
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
    rule = next(
        rule for rule in pack.rules_of("AREA_RISK") if "quiet_days" in rule.params
    )
    _refuse(as_of, cumulative, last_new, previous)
    quiet_days = rule.params["quiet_days"]
    missing = sum(
        1 for day in missing_days if as_of - timedelta(days=quiet_days) < day <= as_of
    )
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
        return (
            ("over_with_cluster", "high")
            if cluster
            else ("over_without_cluster", "medium")
        )
    return ("unproved", "medium") if quiet else ("recent_within", "medium")


def highest(levels: Iterable[str]) -> str:
    """The level of a city's urban area: the highest of its districts. Errors: ValueError if there is none."""
    return max(levels, key=_rank)


def _rank(name: str) -> int:
    return LEVELS.index(name)


def _words(rule: Rule, code: str) -> Bilingual:
    return Bilingual(**rule.params["reasons"][code])


def _refuse(
    as_of: date, cumulative: int, last_new: date | None, previous: str | None
) -> None:
    if cumulative < 0:
        raise ValueError("a cumulative count is never negative")
    if last_new is not None and last_new > as_of:
        raise ValueError("the last new case lies after the day judged")
    if previous is not None and previous not in LEVELS:
        raise ValueError(f"{previous!r} is not a level")
