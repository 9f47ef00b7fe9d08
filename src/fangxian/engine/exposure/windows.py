"""From when to when a contact with a case counts, by edition.

Source: the rule `contact/window` of each edition. Cases: spec/contact-window.md
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from fangxian.engine.clocks.days import day_end, day_start
from fangxian.engine.rules.evaluation import Evaluation, Fact, evaluate
from fangxian.engine.rules.packs import Pack


class CaseIncomplete(ValueError):
    """The case lacks the date from which the edition counts."""


@dataclass(frozen=True, slots=True)
class CaseTimes:
    """What is known of a case; None = not known or has not happened.

    onset_on          city day of first symptoms; None for an asymptomatic person
    sampled_on        day of the first positive sample
    positive_on       day of the first positive result
    last_negative_on  day of the last negative sample, only for people found by repeated screening
    last_symptom_on   last day with symptoms; None while they last
    isolated_at       when the case was isolated; None while not
    """

    onset_on: date | None = None
    sampled_on: date | None = None
    positive_on: date | None = None
    last_negative_on: date | None = None
    last_symptom_on: date | None = None
    isolated_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Window:
    """Half-open, in UTC; `ends_at` None = still open; `zone` is the city in which its days were counted."""

    starts_at: datetime
    ends_at: datetime | None
    zone: ZoneInfo

    def meets(self, contact: date | datetime) -> bool:
        """Whether a contact falls into it; of a contact known only by its day, any part of the day counts."""
        if isinstance(contact, datetime):
            moment = contact.astimezone(UTC)
            return self.starts_at <= moment and (self.ends_at is None or moment < self.ends_at)
        begins, ends = day_start(contact, self.zone), day_end(contact, self.zone)
        return self.starts_at < ends and (self.ends_at is None or begins < self.ends_at)


def window(pack: Pack, case: CaseTimes, *, zone: ZoneInfo | None = None) -> Window:
    """When contacts with a case count under an edition.

    zone   the city's zone; the pack's own unless given
    Errors: CaseIncomplete if the case lacks the date the edition counts from; LookupError if the edition
    determines no contacts.
    """
    city = zone or pack.zone
    rule = pack.rule("contact/window").params["window"]
    starts_on, anchor = _start(rule, case)
    starts_at = day_start(starts_on, city)
    if rule["ends"] == "isolation":
        return Window(starts_at, case.isolated_at.astimezone(UTC) if case.isolated_at else None, city)
    if case.onset_on is None:
        return Window(starts_at, day_end(anchor + timedelta(days=rule["days_after"]), city), city)
    if rule["symptom_free_days"] and case.last_symptom_on is None:
        return Window(starts_at, None, city)
    last_ill = max(anchor + timedelta(days=rule["days_after"]), case.last_symptom_on or anchor)
    return Window(starts_at, day_end(last_ill + timedelta(days=rule["symptom_free_days"]), city), city)


def judge_window(
    pack: Pack, case: CaseTimes, contact: date | datetime, *, at: datetime, zone: ZoneInfo | None = None
) -> Evaluation:
    """Whether a contact falls into the window, as an evaluation to be kept: `inside` or `none`.

    contact   an aware moment, or a city day of which any part counts
    Errors: as `window`.
    """
    city = zone or pack.zone
    counted = window(pack, case, zone=city)
    by_day = not isinstance(contact, datetime)
    facts: dict[str, Fact] = {
        "contact.first_at": day_start(contact, city) if by_day else contact,
        "contact.last_at": day_end(contact, city) - timedelta(seconds=1) if by_day else contact,
        "window.starts_at": counted.starts_at,
        "window.ends_at": counted.ends_at,
    }
    return evaluate(pack, "contact/window", facts, at=at)


def _start(rule: Mapping[str, Any], case: CaseTimes) -> tuple[date, date]:
    """First day that counts, and the day it is counted from."""
    if case.onset_on is not None:
        anchor: date | None = case.onset_on
    else:
        anchor = case.sampled_on if rule["asymptomatic_from"] == "sample" else case.positive_on
    if anchor is None:
        raise CaseIncomplete("the case has neither an onset nor the test date the edition counts from")
    if rule["since_last_negative"] and case.last_negative_on is not None:
        return min(case.last_negative_on, anchor), anchor
    return anchor - timedelta(days=rule["days_before"]), anchor
