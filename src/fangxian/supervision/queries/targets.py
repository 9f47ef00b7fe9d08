"""What can be visited in an area at a moment, and who answers for each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

from fangxian.core.actors.rules import Role
from fangxian.core.areas.queries import areas_on, labels_of
from fangxian.core.areas.rules import ancestors_of
from fangxian.core.programmes.models import Programme
from fangxian.core.programmes.rules import city_day
from fangxian.core.staff.models import Unit
from fangxian.core.staff.queries import posts_held
from fangxian.intake.sources.checkpoint import queries as posts
from fangxian.intake.sources.checkpoint.models import Checkpoint, Shift
from fangxian.intake.sources.gate import queries as gates
from fangxian.intake.sources.gate.models import Gate, KeeperShift
from fangxian.intake.sources.venue import queries as venues
from fangxian.measures import queries as measures
from fangxian.supervision.rules import words
from fangxian.supervision.rules.drawing import Target

Owner = tuple[UUID, UUID]  # unit, body
OPEN = "open"
OVERSIGHT = "oversight"  # who inspects is not drawn to be inspected


def targets(
    programme: Programme, *, area_code: str, at: datetime, kinds: Iterable[str] = tuple(words.TARGET_KINDS)
) -> list[Target]:
    """Every place and unit of these kinds in an area that works at `at`, by kind and name."""
    wanted = set(kinds)
    found: list[Target] = []
    for kinds_of, read in READERS:
        if wanted & set(kinds_of):
            found += [one for one in read(programme, area_code, at) if one.kind in wanted]
    return found


def target_of(kind: str, ref: str, *, programme: Programme, area_code: str, at: datetime) -> Target | None:
    """One of them, by kind and id; None if it is not there, closed or outside the area."""
    return next((one for one in targets(programme, area_code=area_code, at=at, kinds=[kind]) if one.ref == ref), None)


def _posts(programme: Programme, area_code: str, at: datetime) -> list[Target]:
    rows = Checkpoint.objects.filter(programme=programme, area_code__startswith=area_code)
    standing = posts.with_states(
        rows.select_related("order", "opened_by__unit").order_by("name"), programme_id=programme.id, at=at
    )
    here = [now.checkpoint for now in standing if now.state == OPEN]
    shifts = Shift.objects.filter(checkpoint__in=here).order_by("checkpoint_id", "-started_at")
    last = shifts.distinct("checkpoint_id").values_list("checkpoint_id", "post__unit_id", "post__unit__body_id")
    return _placed(words.POST, here, {key: (unit, body) for key, unit, body in last})


def _gates(programme: Programme, area_code: str, at: datetime) -> list[Target]:
    rows = Gate.objects.filter(programme=programme, area_code__startswith=area_code)
    standing = gates.with_states(
        rows.select_related("order", "opened_by__unit").order_by("name"), programme_id=programme.id, at=at
    )
    here = [now.gate for now in standing if now.state == OPEN]
    shifts = KeeperShift.objects.filter(gate__in=here).order_by("gate_id", "-started_at")
    last = shifts.distinct("gate_id").values_list("gate_id", "post__unit_id", "post__unit__body_id")
    liaisons = _liaisons(programme, at=at)
    areas = {gate.id: gate.area_code for gate in here}
    owners = {key: (liaisons.get((body, areas[key]), unit), body) for key, unit, body in last}
    firms = [gate for gate in here if gate.kind == "firm"]
    others = [gate for gate in here if gate.kind != "firm"]
    return _placed(words.GATE, others, owners) + _placed(words.FIRM, firms, owners)


def _liaisons(programme: Programme, *, at: datetime) -> dict[tuple[UUID, str], UUID]:
    """Body and area -> the unit of the liaison there, who can answer where a keeper only says a word."""
    held = posts_held(at=at).filter(programme=programme, role=Role.PLACE_LIAISON).order_by("-starts_at", "-id")
    return {(body, area): unit for body, area, unit in held.values_list("unit__body_id", "area_code", "unit_id")}


def _placed(kind: str, records: Sequence[Any], owners: dict[UUID, Owner]) -> list[Target]:
    """Posts and gates: who last kept it answers for it, and before anybody did whoever opened it."""
    found = []
    for record in records:
        unit_id, body_id = owners.get(record.id) or (record.opened_by.unit_id, record.opened_by.unit.body_id)
        found.append(Target(kind, str(record.id), record.name, record.area_code, unit_id, body_id))
    return found


def _venues(programme: Programme, area_code: str, at: datetime) -> list[Target]:
    rows = venues.listed(programme.id, at=at).filter(area_code__startswith=area_code)
    return [
        Target(words.VENUE, str(one.id), one.name, one.area_code, one.listed_by.unit_id, one.listed_by.unit.body_id)
        for one in rows.select_related("listed_by__unit")
    ]


def _units(programme: Programme, area_code: str, at: datetime) -> list[Target]:
    """Units with somebody in post."""
    held = posts_held(at=at).filter(programme=programme).values("unit_id")
    rows = Unit.objects.filter(programme=programme, area_code__startswith=area_code, id__in=held)
    rows = rows.exclude(body__sector=OVERSIGHT).select_related("body").order_by("area_code", "name", "id")
    return [
        Target(words.UNIT, str(one.id), f"{one.body.name} · {one.name}", one.area_code, one.id, one.body_id)
        for one in rows
    ]


def _isolation(programme: Programme, area_code: str, at: datetime) -> list[Target]:
    """Grids where somebody is isolated at home now. How many and who is not told here."""
    rows = measures.measures_in_force(programme.id, at, area_code).order_by()
    codes = sorted(set(rows.values_list("area_code", flat=True)))
    return grids(codes, programme=programme, at=at)


def grids(codes: Sequence[str], *, programme: Programme, at: datetime) -> list[Target]:
    """Grids as places to be visited; the unit of the nearest worker in post answers for each."""
    labels = labels_of(codes, programme_id=programme.id)
    workers = workers_by_area(programme, at=at) if codes else {}
    found = []
    for code in codes:
        owner = next((workers[part] for part in [*ancestors_of(code), ""] if part in workers), (None, None))
        found.append(Target(words.ISOLATION, code, labels.get(code, code), code, *owner))
    return found


def workers_by_area(programme: Programme, *, at: datetime) -> dict[str, Owner]:
    """The unit and body of the worker in post in each area that has one."""
    rows = posts_held(at=at).filter(programme=programme, role=Role.GRID_WORKER).order_by("-starts_at", "-id")
    return {area: (unit, body) for area, unit, body in rows.values_list("area_code", "unit_id", "unit__body_id")}


Reader = Callable[[Programme, str, datetime], list[Target]]
READERS: tuple[tuple[tuple[str, ...], Reader], ...] = (
    ((words.POST,), _posts),
    ((words.GATE, words.FIRM), _gates),
    ((words.VENUE,), _venues),
    ((words.UNIT,), _units),
    ((words.ISOLATION,), _isolation),
)


def standing_area(area_code: str, *, programme: Programme, at: datetime) -> str:
    """The area that answers for a place now: its own, or the finest one above it that still stands.

    An area abolished in the middle leaves its places behind; whoever is above answers for them from that day.
    """
    day: date = city_day(at, programme.timezone)
    parts = ancestors_of(area_code)
    stand = set(areas_on(day, programme_id=programme.id).filter(code__in=parts).values_list("code", flat=True))
    return next((code for code in parts if code in stand), area_code)


def owners_near(target: Target, *, programme: Programme) -> list[Unit]:
    """Who could be given a finding there: the target's own unit, then units of its area and of those above it."""
    areas = [*ancestors_of(target.area_code), ""]
    rows = Unit.objects.filter(programme=programme, area_code__in=areas).exclude(body__sector=OVERSIGHT)
    found = {unit.id: unit for unit in rows.select_related("body").order_by("-area_code", "name", "id")[:100]}
    if target.owner_unit_id is not None:
        own = found.pop(target.owner_unit_id, None) or Unit.objects.select_related("body").get(id=target.owner_unit_id)
        return [own, *found.values()]
    return cast("list[Unit]", list(found.values()))
