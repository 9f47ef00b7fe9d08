"""Co-presence: two people at one place at one time for at least so many minutes.

A stay is one row `person_id, place_id, t_in, t_out` in whole epoch seconds; the end is not part of it.
Stays of one person at one place that touch or overlap are one stay, so a stay that was cut at
midnight is judged as it was lived. Sources: domain.md F09 and 3.4; the threshold is a rule pack's.
"""

from __future__ import annotations

from dataclasses import dataclass

import ibis
from ibis import _

SECONDS = 60


@dataclass(frozen=True, slots=True)
class Window:
    """When exposure counts, in epoch seconds; None is open. The end is not part of it."""

    begins_at: int | None = None
    ends_at: int | None = None


def joined(stays: ibis.Table, *, by: tuple[str, ...]) -> ibis.Table:
    """Intervals of the same `by` that touch or overlap as one: the columns of `by`, t_in, t_out."""
    so_far = ibis.window(group_by=by, order_by=[_.t_in, _.t_out], preceding=(None, 1))
    # by value, not by row: equal rows have no order, and another window may have lined them up another way
    in_order = ibis.range_window(group_by=by, order_by=[_.t_in, _.t_out], preceding=None, following=0)
    begun = stays.mutate(begins=ibis.ifelse(_.t_in <= _.t_out.max().over(so_far), 0, 1).fill_null(1))
    numbered = begun.mutate(island=_.begins.sum().over(in_order))
    return numbered.group_by([*by, "island"]).agg(t_in=_.t_in.min(), t_out=_.t_out.max()).drop("island")


def _clipped(stays: ibis.Table, window: Window) -> ibis.Table:
    """The part of each stay inside a window; what lies outside falls away."""
    if window.begins_at is not None:
        stays = stays.mutate(t_in=ibis.greatest(_.t_in, window.begins_at))
    if window.ends_at is not None:
        stays = stays.mutate(t_out=ibis.least(_.t_out, window.ends_at))
    return stays.filter(_.t_in < _.t_out)


def _stays_of(cases: ibis.Table, stays: ibis.Table, window: Window) -> ibis.Table:
    """Where and when each case may have passed it on: case_id, by_id, place_id, t_in, t_out.

    cases  one row per case and span: case_id, by_id (whose stays are meant), t_from, t_to (null: open)
    """
    of_case = cases.join(stays, cases.by_id == stays.person_id)
    spans = of_case.select(
        "case_id", "by_id", "place_id",
        t_in=ibis.greatest(_.t_in, _.t_from.fill_null(_.t_in)),
        t_out=ibis.least(_.t_out, _.t_to.fill_null(_.t_out)),
    )  # fmt: skip
    return joined(_clipped(spans, window), by=("case_id", "by_id", "place_id"))


def overlaps(cases: ibis.Table, stays: ibis.Table, by_person: ibis.Table | None, *, window: Window) -> ibis.Table:
    """Each time somebody shared a place with a case.

    cases      one row per case and span: case_id, by_id, t_from, t_to
    by_person  as `close_contacts` says
    returns  one row per shared time: case_id, by_id, person_id, place_id, t_in, t_out
    """
    theirs = _stays_of(cases, stays if by_person is None else by_person, window)
    others = stays.filter(_.t_in < _.t_out).rename(other_in="t_in", other_out="t_out")
    met = theirs.join(
        others,
        [
            theirs.place_id == others.place_id,
            others.other_in < theirs.t_out,
            others.other_out > theirs.t_in,
            others.person_id != theirs.by_id,
        ],
    ).select(
        "case_id", "by_id", "person_id", "place_id", stay_began=_.t_in,
        t_in=ibis.greatest(_.t_in, _.other_in), t_out=ibis.least(_.t_out, _.other_out),
    )  # fmt: skip
    together = joined(met, by=("case_id", "by_id", "person_id", "place_id", "stay_began"))
    return together.drop("stay_began")


def _long_enough(shared: ibis.Table, min_minutes: float) -> ibis.Table:
    timed = shared.mutate(seconds=_.t_out - _.t_in, minutes=(_.t_out - _.t_in).cast("float64") / SECONDS)
    return timed.filter(_.minutes >= min_minutes)


def close_contacts(
    stays: ibis.Table,
    cases: ibis.Table,
    *,
    min_minutes: float,
    window: Window = Window(),
    by_person: ibis.Table | None = None,
) -> ibis.Table:
    """Who shared a place with a case for at least `min_minutes` at least once.

    stays      one row per stay: person_id, place_id, t_in, t_out
    cases      one row per case and span in which the case may pass it on: person_id, t_from, t_to (null: open)
    by_person  the same stays kept in the order of people, where there are two copies: an engine that skips what it
               need not read finds the cases' own stays faster there
    returns    one row per case and contact: case_id, person_id, minutes (float, the sum of the shared times that
               reach the threshold), strongest_place, strongest_minutes (the longest of them; of equals the first place)
    A case without stays has no contacts.
    """
    named = cases.select(case_id=_.person_id, by_id=_.person_id, t_from=_.t_from, t_to=_.t_to)
    shared = _long_enough(overlaps(named, stays, by_person, window=window), min_minutes)
    return _strongest(shared, by=("case_id", "person_id")).drop("via").order_by("case_id", "person_id")


def _strongest(shared: ibis.Table, *, by: tuple[str, ...]) -> ibis.Table:
    """One row per `by` with the sum and the longest of its shared times, and who they were shared with."""
    place = ibis.window(group_by=by, order_by=[_.minutes.desc(), _.place_id, _.by_id])
    ranked = shared.mutate(rank=ibis.row_number().over(place))
    first = ranked.rank == 0
    return ranked.group_by(list(by)).agg(
        minutes=_.seconds.sum().cast("float64") / SECONDS,  # of whole numbers: the same in whatever order they are met
        strongest_place=_.place_id.min(where=first),
        strongest_minutes=_.minutes.max(),
        via=_.by_id.min(where=first),
    ).select(*by, "minutes", "strongest_place", "strongest_minutes", "via")  # fmt: skip


def second_order(
    stays: ibis.Table,
    cases: ibis.Table,
    *,
    min_minutes: float,
    window: Window = Window(),
    by_person: ibis.Table | None = None,
) -> ibis.Table:
    """Contacts, and contacts of contacts: those who met a contact after the contact's own first exposure.

    returns  as close_contacts, with order (1 or 2) and via (the contact through whom the longest shared time of a
             second-order contact came; null in order 1). Whoever is a contact of the first order is not listed again.
    Source: domain.md 1, term 31 (a contact of a contact); the time of the first exposure, protocol 7 and later.
    """
    named = cases.select(case_id=_.person_id, by_id=_.person_id, t_from=_.t_from, t_to=_.t_to)
    shared = _long_enough(overlaps(named, stays, by_person, window=window), min_minutes)
    first = _strongest(shared, by=("case_id", "person_id"))
    exposed = shared.group_by("case_id", "person_id").agg(t_from=_.t_in.min())
    carriers = exposed.select("case_id", "t_from", by_id=_.person_id, t_to=ibis.null("int64"))
    further = _long_enough(overlaps(carriers, stays, by_person, window=window), min_minutes)
    unseen = further.filter(_.person_id != _.case_id).anti_join(first, ["case_id", "person_id"])
    second = _strongest(unseen, by=("case_id", "person_id")).mutate(order=ibis.literal(2, "int8"))
    nobody = ibis.null(first.via.type())
    both = first.mutate(order=ibis.literal(1, "int8"), via=nobody).union(second)
    wanted = ("case_id", "person_id", "minutes", "strongest_place", "strongest_minutes", "order", "via")
    return both.select(*wanted).order_by("case_id", "order", "person_id")
