"""What a new edition does to measures that are running: it may shorten and soften them, never the reverse.

That a new edition never lengthens is our invariant. Cases: spec/isolation.md
"""

from collections.abc import Iterable
from datetime import datetime
from itertools import pairwise

from fangxian.engine.clocks.days import city_day
from fangxian.engine.isolation.courses import Course, Phase, intrusiveness
from fangxian.engine.rules.packs import Pack


def under_new_edition(running: Course, new: Course | None, edition: Pack) -> Course:
    """A running course once a new edition is in force.

    new      what the new edition would give the same person for the same exposure; None if nothing
    edition  the new pack; it takes effect at its `valid_from`
    At every moment from then on the less intrusive of the two holds, and none where either has none. What
    was before stays as it was. A course that is already over is returned unchanged.
    """
    from_at = edition.valid_from
    if running.ended(from_at):
        return running
    starts_at = running.phases[0].starts_at
    cuts = {from_at, *_edges(running), *(_edges(new) if new is not None else ())}
    moments = sorted(moment for moment in cuts if starts_at <= moment <= running.ends_at)
    phases: list[Phase] = []
    for starts, ends in pairwise(moments):
        held = _milder(running, new, starts, from_at)
        if held is None:
            break
        if phases and phases[-1].type == held:
            starts = phases.pop().starts_at
        phases.append(Phase(held, starts, ends))
    ends_at = phases[-1].ends_at if phases else max(from_at, starts_at)
    if _shape(phases) == _shape(running.phases):
        return running
    source = running if new is None else new
    with_tests = tuple(_tests(phase, running, new, edition) for phase in phases)
    return Course(source.pack_id, source.rule_id, running.anchor_on, with_tests, ends_at)


def _edges(item: Course) -> set[datetime]:
    return {moment for phase in item.phases for moment in (phase.starts_at, phase.ends_at)}


def _shape(phases: Iterable[Phase]) -> list[tuple[str, datetime, datetime]]:
    return [(phase.type, phase.starts_at, phase.ends_at) for phase in phases]


def _milder(running: Course, new: Course | None, at: datetime, from_at: datetime) -> str | None:
    old_phase = running.phase_at(at)
    if old_phase is None or at < from_at:
        return old_phase.type if old_phase else None
    new_phase = new.phase_at(at) if new is not None else None
    if new_phase is None:
        return None
    return min(old_phase.type, new_phase.type, key=intrusiveness)


def _tests(phase: Phase, running: Course, new: Course | None, edition: Pack) -> Phase:
    """The phase with its tests: the old edition's before the day of the change, the new one's from then on."""
    change = city_day(edition.valid_from, edition.zone)
    before = {day for day in running.tests_on if day < change}
    after = {day for day in new.tests_on if day >= change} if new is not None else set()
    first, last = city_day(phase.starts_at, edition.zone), city_day(phase.ends_at, edition.zone)
    days = tuple(sorted(day for day in before | after if first <= day < last))
    return Phase(phase.type, phase.starts_at, phase.ends_at, days)
