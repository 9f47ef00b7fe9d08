"""What a rule says about one stay: followed up or not, by which listing, or for which reason not.

The rule is read from its pack. This module finds the facts that the rule asks for, day by day; the rule decides.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from fangxian.engine.gazetteer import Grain, grain_of
from fangxian.engine.lookback import days_between
from fangxian.engine.rules.evaluation import decide
from fangxian.engine.rules.packs import Pack, Rule
from fangxian.engine.screening.area_lists import Listing, Listings
from fangxian.engine.screening.arrivals import Arrival

FOLLOW_UP = "follow_up"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found about one stay.

    follow_up     whether the rule asks for follow-up
    reason        key of `messages.REASONS` if it does not, else None
    listing       the listing that decided, or the one that came nearest; None if there is none
    counted_on    the day of the stay that decided
    days_before   calendar days from that day to the arrival
    """

    follow_up: bool
    reason: str | None
    listing: Listing | None
    counted_on: date | None
    days_before: int | None

    @property
    def grain(self) -> Grain | None:
        """How fine the listed area is; None without a listing."""
        return grain_of(self.listing.code) if self.listing else None


class Judge:
    """Applies one SCREEN rule to stays.

    listed_as_of   the day whose lists count for every stay; None: the lists of each day of the stay
    """

    def __init__(self, pack: Pack, listings: Listings, *, listed_as_of: date | None) -> None:
        (self.rule,) = pack.rules_of("SCREEN")
        self._listings = listings
        self._as_of = listed_as_of
        self._lookback_days = int(self.rule.params["lookback_days"])
        self._judged = lru_cache(maxsize=65_536)(self._judge)

    def judge(self, arrival: Arrival) -> Verdict:
        """The verdict about one stay. Rows that agree in place and dates get the same one."""
        return self._judged(
            arrival.code, arrival.stayed_from, arrival.left_on, arrival.arrives_on, arrival.transit_only
        )

    def _judge(self, code: str, stayed_from: date, left_on: date, arrives_on: date, transit_only: bool) -> Verdict:
        """The days of the stay within the look-back are judged one by one: on each, the finest listing counts.

        So a county that was low while its city was high is low, and on the days on which only the city was listed the
        city counts. Of several days that ask for follow-up, the highest level and then the latest day is shown.
        """
        days = self._days(stayed_from, left_on, arrives_on)
        asked: list[Verdict] = []
        others: list[Verdict] = []
        for day in days:
            listing = self._listings.on(code, self._as_of or day)
            if listing is None:
                continue
            before = days_between(day, arrives_on)
            if _decided(self.rule, before, listing.level, transit_only) == FOLLOW_UP:
                asked.append(Verdict(True, None, listing, day, before))
            else:
                others.append(Verdict(False, "level_not_followed", listing, day, before))
        if asked:
            return max(asked, key=lambda verdict: (_rank(verdict), verdict.counted_on))
        return self._not_followed(code, days, left_on, arrives_on, transit_only, others)

    def _days(self, stayed_from: date, left_on: date, arrives_on: date) -> tuple[date, ...]:
        """The days of the stay that the look-back can reach, latest first."""
        reach = min((left_on - stayed_from).days, self._lookback_days - days_between(left_on, arrives_on))
        return tuple(left_on - timedelta(days=back) for back in range(reach + 1))

    def _not_followed(
        self,
        code: str,
        days: tuple[date, ...],
        left_on: date,
        arrives_on: date,
        transit_only: bool,
        others: list[Verdict],
    ) -> Verdict:
        before = days_between(left_on, arrives_on)
        for day in days:
            parts = [part for part in self._listings.parts_on(code, self._as_of or day) if self._is_followed(part)]
            if parts and not transit_only:
                return Verdict(False, "coarser_than_list", None, day, days_between(day, arrives_on))
        if others:
            nearest = max(others, key=lambda verdict: (_rank(verdict), verdict.counted_on))
            reason = self._why_not(nearest, transit_only)
            return Verdict(False, reason, nearest.listing, nearest.counted_on, nearest.days_before)
        if not days:
            return Verdict(False, "outside_look_back", None, left_on, before)
        if transit_only:
            return Verdict(False, "transit_only", None, left_on, before)
        ever = self._listings.ever(code)
        nearest_listing = min(ever, key=lambda listing: abs((listing.listed_from - left_on).days)) if ever else None
        return Verdict(False, "not_listed_then" if ever else "not_listed", nearest_listing, left_on, before)

    def _why_not(self, verdict: Verdict, transit_only: bool) -> str:
        if transit_only:
            return "transit_only"
        if verdict.listing is not None and self._is_followed(verdict.listing):
            return "outside_look_back"  # the level alone would ask for follow-up, so the days decided
        return "level_not_followed"

    def _is_followed(self, listing: Listing) -> bool:
        return listing.level in self.rule.params["follow_up_levels"]


def _rank(verdict: Verdict) -> int:
    order = ("low", "medium", "high")
    return order.index(verdict.listing.level) if verdict.listing else -1


@lru_cache(maxsize=4096)
def _decided(rule: Rule, days_before: int, level: str, transit_only: bool) -> str:
    return decide(
        rule,
        {
            "stay.days_before_arrival": days_before,
            "stay.area_level": level,
            "stay.transit_only": transit_only,
        },
    )
