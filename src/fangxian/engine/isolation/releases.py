"""Release: the default. What ends a measure early, and what officials' own omissions cannot do.

Source: the RELEASE rules of each edition; that omissions of officials prolong nothing is our invariant.
Cases: spec/isolation.md
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from fangxian.engine.clocks.days import city_day
from fangxian.engine.isolation.courses import Course, course, measure_rule
from fangxian.engine.rules.packs import Pack


@dataclass(frozen=True, slots=True)
class Release:
    """When a measure ended and why.

    reason            `end_of_course`, `ruled_out` or `new_edition`
    tests_not_offered city days on which the pack asked for a test that nobody offered; counted against
                      the authority, never against the person
    """

    ends_at: datetime
    reason: str
    tests_not_offered: tuple[date, ...] = ()


def release(planned: Course, *, tested_on: Collection[date]) -> Release:
    """The release at the end of a course: on time, whether or not the tests were offered."""
    missed = tuple(day for day in planned.tests_on if day not in tested_on)
    return Release(planned.ends_at, "end_of_course", missed)


def ruled_out(courses: Iterable[Course], *, at: datetime) -> tuple[Release, ...]:
    """All measures linked to a case that is found to be no case end at that moment, or had ended before."""
    return tuple(
        Release(item.ends_at, "end_of_course") if item.ended(at) else Release(at, "ruled_out") for item in courses
    )


def secondary_course(
    pack: Pack, anchor: date | datetime, *, contact_positive_at: datetime | None, zone: ZoneInfo | None = None
) -> Course | None:
    """The course of a contact of a contact.

    contact_positive_at   when the contact tested positive; None if not. While the own course runs this makes
                          the person a close contact, counted from the own exposure.
    Returns None if the edition determines no contacts of contacts.
    """
    secondary = measure_rule(pack, "secondary")
    if secondary is None:
        return None
    own = course(pack, secondary, anchor, zone=zone)
    if contact_positive_at is None or own.ended(contact_positive_at):
        return own
    close = measure_rule(pack, "close")
    return own if close is None else course(pack, close, anchor, zone=zone)


def secondary_may_leave(
    pack: Pack, anchor_on: date, *, contact_tests: Iterable[bool], own_tests: Mapping[date, bool]
) -> bool:
    """Whether the tests allow a contact of a contact to leave on the last day.

    contact_tests   results of the contact in order, True = positive
    own_tests       own results by city day, True = positive; a day without a result was not offered and
                    does not count against the person
    """
    rule = pack.rule("release/secondary").params
    first = list(contact_tests)[: rule["contact_tests_negative"]]
    asked = [anchor_on.toordinal() + number for number in rule["own_days"]]
    own_positive = any(own_tests.get(date.fromordinal(day), False) for day in asked)
    return not any(first) and not own_positive


def case_may_leave(pack: Pack, ct_by_day: Mapping[int, float | None]) -> bool:
    """Whether a mild case meets the release condition of the ten measures: Ct at least 35 on both days.

    ct_by_day   day number to Ct value; None = negative, no virus found
    A day without any result was not offered: it does not keep anybody in.
    """
    rule = pack.rule("release/mild-case").params
    values = [ct_by_day[day] for day in rule["days"] if day in ct_by_day]
    return all(value is None or value >= rule["ct_at_least"] for value in values)


def asymptomatic_case_may_leave(pack: Pack, negative_samples: Iterable[datetime]) -> bool:
    """Whether somebody infected without symptoms has two negative samples far enough apart (early 2020).

    negative_samples   moments at which negative samples were taken, in any order
    """
    apart = timedelta(hours=pack.rule("release/asymptomatic-case").params["hours_apart"])
    moments = sorted(negative_samples)
    return len(moments) >= 2 and moments[-1] - moments[0] >= apart


def release_days(courses: Iterable[Course], zone: ZoneInfo) -> Mapping[date, int]:
    """How many measures end on each city day; an end at midnight belongs to the day it begins."""
    counts: dict[date, int] = {}
    for item in courses:
        day = city_day(item.ends_at, zone)
        counts[day] = counts.get(day, 0) + 1
    return dict(sorted(counts.items()))
