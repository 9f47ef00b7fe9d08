"""Does a stay lie within the look-back of an arrival? Days are calendar days of the city, never hours."""

from datetime import date

from fangxian.engine.rules.packs import Pack


def days_between(left_on: date, arrives_on: date) -> int:
    """Calendar days from leaving one place to arriving at another; 0 on the same day, negative if reversed."""
    return (arrives_on - left_on).days


def within(left_on: date, arrives_on: date, *, lookback_days: int, inclusive: bool) -> bool:
    """Whether the stay ended no more than `lookback_days` before the arrival.

    inclusive   whether a stay that ended exactly that many days before still counts
    A stay that ended after the arrival counts as ended on it only if the caller cut it there: reversed
    dates never match.
    """
    gap = days_between(left_on, arrives_on)
    return 0 <= gap <= lookback_days if inclusive else 0 <= gap < lookback_days


def matches(left_on: date, arrives_on: date, pack: Pack) -> bool:
    """Whether a stay lies within the look-back of a SCREEN pack, levels and transit aside.

    left_on      city day on which the person left the place
    arrives_on   city day of arrival
    Source: the pack's SCREEN rule. Cases: spec/look-back.md
    """
    (rule,) = pack.rules_of("SCREEN")
    return within(
        left_on,
        arrives_on,
        lookback_days=rule.params["lookback_days"],
        inclusive=rule.params["inclusive"],
    )


def listing_counts(
    *,
    listed_from: date,
    listed_until: date | None,
    stay_from: date,
    stay_until: date,
    screened_on: date,
    pack: Pack,
) -> bool:
    """Whether a dated listing of an area counts for a stay, by the pack's `list_basis`.

    listed_until   first day on which the area is no longer listed; None = still listed
    stay_until     last day of the stay, included
    at_stay        the listing must hold on at least one day of the stay
    at_screen      the listing must hold on the day of screening, whatever it was during the stay
    """
    (rule,) = pack.rules_of("SCREEN")
    if rule.params["list_basis"] == "at_screen":
        return listed_from <= screened_on and (listed_until is None or screened_on < listed_until)
    return listed_from <= stay_until and (listed_until is None or stay_from < listed_until)
