"""What may be made public, who must agree, and how a table is written (INV-19).

A release is the table of one finished day: for every figure a count of people in each county, of those
placed in no county, and of all. It holds what the public will read and nothing else: a count that would
tell on few people is not in it, not even for those who publish.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from fangxian.briefing.rules import Kind, Scope
from fangxian.core.actors.rules import Actor, why_not_second, why_not_use
from fangxian.core.problems.rules import Problem, forbidden, said
from fangxian.engine.disclosure_rows import Cell, Leak, Row, Why, leaks_of

ALL, OTHER = "all", "other"  # keys of the total, and of people who are placed in no county

PROPOSED, PUBLISHED, DECLINED = "proposed", "published", "declined"
STATES = {
    PROPOSED: (said("Waits for the second person"), "wait"),
    PUBLISHED: (said("Public"), "good"),
    DECLINED: (said("Not published"), "ended"),
}
# Codes, not sentences: a name could be written into a sentence.
REASONS = {
    "late_reports": said("Reports came in late"),
    "wrong_area": said("People were counted in the wrong area"),
    "counted_twice": said("People were counted twice"),
    "miscounted": said("The figure was computed wrongly"),
    "ruled_out": said("Findings were overturned afterwards"),
}
DECLINE_REASONS = {
    "doubtful": said("The figures are doubtful"),
    "incomplete": said("Reports are still missing"),
    "too_detailed": said("It tells more than it should"),
}
WHYS = {
    Why.SHOWN: said("Shown"),
    Why.SMALL: said("Fewer than 5"),
    Why.COVER: said("Withheld: a smaller count could be worked out"),
    Why.DIFFERENCE: said("Withheld: too close to a published count"),
}


@dataclass(frozen=True)
class PublicFigure:
    """One figure that may become public.

    rows     the records behind it, as the board counts them; people are counted, each once in a county
    person   where such a record names its person
    Of a stock and the flows into and out of it only one may be public: the other could be subtracted.
    """

    key: str
    label: str
    definition: str
    kind: Kind
    rows: Callable[[Scope], Any]
    person: str


Tables = Mapping[str, Row]


def as_json(tables: Tables) -> dict[str, Any]:
    """A table as it is stored: figure -> area -> {shown, why}; the total stands under `all`."""
    return {
        key: {
            area: {"shown": cell.shown, "why": str(cell.why)} for area, cell in [*row.cells.items(), (ALL, row.total)]
        }
        for key, row in tables.items()
    }


def from_json(stored: Mapping[str, Any]) -> dict[str, Row]:
    """The table that was stored. Errors: KeyError or ValueError for what is no table."""
    found = {}
    for key, cells in stored.items():
        read = {area: Cell(cell["shown"], Why(cell["why"])) for area, cell in cells.items()}
        total = read.pop(ALL)
        found[key] = Row(read, total)
    return found


@dataclass(frozen=True)
class Change:
    """One cell of a correction that is not as the version before had it."""

    figure: str
    area: str
    before: Cell | None
    now: Cell


def changes(before: Tables, now: Tables) -> list[Change]:
    """What a version changes, cell by cell, totals last."""
    found = []
    for key, row in now.items():
        old = before.get(key)
        for area, cell in [*row.cells.items(), (ALL, row.total)]:
            was = None if old is None else (old.total if area == ALL else old.cells.get(area))
            if was != cell:
                found.append(Change(key, area, was, cell))
    return found


def why_not_propose(
    day: date, *, starts_on: date, today: date, version: int, reason: str, is_waiting: bool, by: Actor
) -> Problem | None:
    """Why the figures of a day may not be proposed for publication."""
    if problem := why_not_use("publication.propose", by=by) or why_not_whole(by):
        return problem
    if day >= today:
        return Problem("publication.day_not_over", said("A day is published when it is over."), field="day")
    if day < starts_on:
        return Problem(
            "publication.before_the_programme", said("The programme had not begun on this day."), field="day"
        )
    if is_waiting:
        return Problem(
            "publication.waits_already", said("A table of this day already waits for the second person."), field="day"
        )
    if version > 1 and reason not in REASONS:
        return Problem(
            "publication.needs_reason",
            said("The figures of this day are already public. Say why they are corrected."),
            field="reason",
        )
    return None


def why_not_whole(by: Actor) -> Problem | None:
    """Why somebody may not speak for the whole city: her post answers for a part of it."""
    if by.area_code:
        return forbidden("publication.part_of_the_city", said("Only a post for the whole city publishes."))
    return None


def why_not_decide(*, state: str, first_user_id: int, first_body_id: object, by: Actor) -> Problem | None:
    """Why somebody may not be the second person of a release."""
    if problem := why_not_use("publication.confirm", by=by) or why_not_whole(by):
        return problem
    if state != PROPOSED:
        return Problem("publication.decided", said("This table was already decided on."))
    return why_not_second(first_user_id=first_user_id, first_body_id=first_body_id, second=by)


def state_of(*, confirmed: bool, declined: bool) -> str:
    return DECLINED if declined else PUBLISHED if confirmed else PROPOSED


def leaks(
    tables: Tables, *, versions: Sequence[Tables], neighbours: Mapping[str, Sequence[Row]]
) -> dict[str, list[Leak]]:
    """The cells of a table that would tell beside everything published before, by figure; empty if none would.

    versions    the tables published before of the same day
    neighbours  figure -> rows of the nearest published days, for stocks
    """
    found = {}
    for key, row in tables.items():
        earlier = [table[key] for table in versions if key in table]
        if told := leaks_of(row, versions=earlier, neighbours=neighbours.get(key, ())):
            found[key] = told
    return found
