"""What the records already show: rights denied, and why a place should be looked at. Counts by place, and nobody."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Max, Q, QuerySet
from django.db.models.functions import Coalesce

from fangxian.core.actors.rules import Purpose, system
from fangxian.core.programmes.models import Programme
from fangxian.core.programmes.rules import city_day
from fangxian.intake.sources.checkpoint.models import PostComplaint, Shift
from fangxian.intake.sources.checkpoint.rules import around
from fangxian.intake.sources.gate import queries as gates
from fangxian.intake.sources.gate import rules as gate_rules
from fangxian.intake.sources.gate.models import Gate, GateCount, WrongRefusal
from fangxian.measures.models import Appeal, Measure
from fangxian.measures.queries import appeals
from fangxian.supervision.models import Inspection
from fangxian.supervision.rules import words
from fangxian.supervision.rules.drawing import Target, Weighed, weighed
from fangxian.tasks import queries as tasks

from .targets import grids, targets, workers_by_area

Key = tuple[str, str]  # kind and ref of a target
Counts = dict[Key, Counter[str]]


@dataclass(frozen=True)
class Sign:
    """How often the records show one right denied at one place. Row grain: sign × place."""

    sign: str
    target: Target
    count: int

    @property
    def code(self) -> str:
        return words.LINE_OF_SIGN[self.sign]


def late_releases(
    programme_id: UUID, *, area_code: str, since: datetime, at: datetime, within: timedelta
) -> QuerySet[Measure]:
    """Served measures that ended since then, of whose end nobody was told for longer than `within`."""
    rows = Measure.objects.filter(
        programme_id=programme_id, area_code__startswith=area_code, served_at__isnull=False,
        effective_end_at__gte=since, effective_end_at__lt=at - within,
    ).filter(effective_end_at__gt=F("served_at"))  # fmt: skip
    return rows.filter(Q(release_issued_at=None) | Q(release_issued_at__gt=F("effective_end_at") + within))


def unserved(programme_id: UUID, *, area_code: str, at: datetime, within: timedelta) -> QuerySet[Measure]:
    """Approved measures whose notice nobody has handed over for longer than `within`."""
    rows = Measure.objects.filter(programme_id=programme_id, area_code__startswith=area_code, withdrawn_at=None)
    return rows.filter(approved_at__lt=at - within, served_at=None, effective_end_at__gt=at)


def late_appeals(programme_id: UUID, *, area_code: str, at: datetime) -> QuerySet[Appeal]:
    rows = Appeal.objects.filter(programme_id=programme_id, area_code__startswith=area_code)
    return rows.filter(appeals.late(at=at))


def unanswered_asks(
    programme: Programme, *, area_code: str, since: datetime, at: datetime, within: timedelta
) -> QuerySet[GateCount]:
    """Passages at which a keeper asked the duty officer and nobody has said since what became of it.

    Where a gate keeps the hour only, that hour must be over.
    """
    rows = GateCount.objects.filter(
        programme=programme, area_code__startswith=area_code, verdict=gate_rules.ASK_DUTY, outcome="", undone_at=None,
        city_day__gte=city_day(since, programme.timezone),
    )  # fmt: skip
    return rows.filter(recorded_at__lt=at - within - timedelta(hours=1))


def refusals(programme_id: UUID, *, area_code: str, since: datetime) -> QuerySet[WrongRefusal]:
    return WrongRefusal.objects.filter(
        programme_id=programme_id, area_code__startswith=area_code, reported_at__gte=since
    )


def turned_back(programme_id: UUID, *, area_code: str, since: datetime) -> QuerySet[PostComplaint]:
    """Complaints of having been turned back at a post, which no post may do (INV-14)."""
    rows = PostComplaint.objects.filter(programme_id=programme_id, area_code__startswith=area_code)
    return rows.filter(kind=around.TURNED_BACK, made_at__gte=since)


def signs(programme: Programme, *, area_code: str, params: Mapping[str, Any], at: datetime) -> list[Sign]:
    """Every sign of a right denied in an area, most frequent first. `params`: the rule `signs` of an edition."""
    since = at - timedelta(days=params["since_days"])
    release, service, ask = (
        timedelta(minutes=params[name]) for name in ("release_minutes", "service_minutes", "ask_minutes")
    )
    by_grid = {
        words.LATE_RELEASE: late_releases(programme.id, area_code=area_code, at=at, since=since, within=release),
        words.LATE_APPEAL: late_appeals(programme.id, area_code=area_code, at=at),
        words.UNSERVED: unserved(programme.id, area_code=area_code, at=at, within=service),
    }
    by_gate = {
        words.UNANSWERED_ASK: unanswered_asks(programme, area_code=area_code, at=at, since=since, within=ask),
        words.REFUSAL: refusals(programme.id, area_code=area_code, since=since),
    }
    by_post = {words.REFUSAL: turned_back(programme.id, area_code=area_code, since=since)}
    found = _by_grid(by_grid, programme, at=at)
    found += _by_place(by_gate, "gate_id", (words.GATE, words.FIRM), programme, at=at)
    found += _by_place(by_post, "checkpoint_id", (words.POST,), programme, at=at)
    return sorted(found, key=lambda one: (-one.count, one.sign, one.target.area_code, one.target.name))


def _by_grid(rows: Mapping[str, QuerySet[Any]], programme: Programme, *, at: datetime) -> list[Sign]:
    counts = {sign: _counted(found, "area_code") for sign, found in rows.items()}
    codes = sorted({code for found in counts.values() for code in found})
    places = {place.ref: place for place in grids(codes, programme=programme, at=at)}
    return [Sign(sign, places[code], n) for sign, found in counts.items() for code, n in found.items()]


def _by_place(
    rows: Mapping[str, QuerySet[Any]], column: str, kinds: Iterable[str], programme: Programme, *, at: datetime
) -> list[Sign]:
    counts = {sign: _counted(found, column) for sign, found in rows.items()}
    known = targets(programme, area_code="", at=at, kinds=kinds) if any(counts.values()) else []
    places = {UUID(one.ref): one for one in known}
    return [
        Sign(sign, places[place_id], n) for sign, found in counts.items() for place_id, n in found.items()
        if place_id in places  # what has closed since is not visited
    ]  # fmt: skip


def _counted(rows: QuerySet[Any], column: str) -> dict[Any, int]:
    return dict(rows.order_by().values_list(column).annotate(Count("id")))


# --- why a place is a candidate


def weighed_targets(
    programme: Programme, *, area_code: str, kinds: Iterable[str], draw: Mapping[str, Any], sign: Mapping[str, Any],
    at: datetime,
) -> list[tuple[Target, Weighed]]:  # fmt: skip
    """Every place of these kinds with its points by the day's figures. `draw`, `sign`: rules of an edition."""
    found = targets(programme, area_code=area_code, at=at, kinds=kinds)
    reasons = _reasons(programme, found, area_code=area_code, draw=draw, sign=sign, at=at)
    seen = last_visits(programme.id)
    long_ago = at - timedelta(days=draw["unvisited_days"])
    weighed_here = []
    for target in found:
        counts = reasons.get(target.key, Counter())
        if target.key not in seen or seen[target.key] < long_ago:
            counts[words.NOT_VISITED] = 1
        weighed_here.append((target, weighed(target, counts, draw)))
    return weighed_here


def last_visits(programme_id: UUID) -> dict[Key, datetime]:
    """When each place was last visited, of those that ever were."""
    rows = Inspection.objects.filter(programme_id=programme_id, ended_at__isnull=False).order_by()
    last = rows.values("kind", "target_ref").annotate(last=Max("ended_at"))
    return {(row["kind"], row["target_ref"]): row["last"] for row in last}


def _reasons(
    programme: Programme, found: list[Target], *, area_code: str, draw: Mapping[str, Any], sign: Mapping[str, Any],
    at: datetime,
) -> Counts:  # fmt: skip
    counts: Counts = defaultdict(Counter)
    since = at - timedelta(days=draw["since_days"])
    _late_tasks(counts, programme, area_code=area_code, at=at)
    _under_strength(counts, found, at=at)
    for kind, rows, column in (
        (words.POST, PostComplaint.objects.filter(programme=programme, made_at__gte=since), "checkpoint_id"),
        (words.GATE, refusals(programme.id, area_code=area_code, since=since), "gate_id"),
    ):
        for ref, n in _counted(rows, column).items():
            counts[kind, str(ref)][words.COMPLAINTS] += n
            counts[words.FIRM, str(ref)][words.COMPLAINTS] += n if kind == words.GATE else 0
    within = timedelta(minutes=sign["release_minutes"])
    late = late_releases(programme.id, area_code=area_code, since=since, at=at, within=within)
    for code, n in _counted(late, "area_code").items():
        counts[words.ISOLATION, code][words.UNRELEASED] += n
    return counts


def _late_tasks(counts: Counts, programme: Programme, *, area_code: str, at: datetime) -> None:
    """Late tasks by the area where they stand, and by the unit of whoever holds them or should."""
    by = system(programme.id, Purpose.SUPERVISE)
    rows = tasks.late(tasks.tasks_of(by).filter(area_code__startswith=area_code), at=at).order_by()
    held = rows.annotate(unit=Coalesce("accepted_post__unit_id", "assigned_post__unit_id"))
    workers = workers_by_area(programme, at=at)
    for area, unit_id, n in held.values_list("area_code", "unit").annotate(Count("id")):
        counts[words.ISOLATION, area][words.LATE_TASKS] += n
        unit = unit_id or workers.get(area, (None, None))[0]
        if unit is not None:
            counts[words.UNIT, str(unit)][words.LATE_TASKS] += n


def _under_strength(counts: Counts, found: list[Target], *, at: datetime) -> None:
    """Posts where nobody is on shift, and gates that nobody has kept for a day."""
    posts = {one.ref for one in found if one.kind == words.POST}
    manned = Shift.objects.filter(checkpoint__in=posts, started_at__lte=at).filter(
        Q(ended_at=None) | Q(ended_at__gt=at)
    )
    here = {str(one) for one in manned.values_list("checkpoint_id", flat=True)}
    for ref in posts - here:
        counts[words.POST, ref][words.UNDERSTAFFED] = 1
    kinds = {one.ref: one.kind for one in found if one.kind in (words.GATE, words.FIRM)}
    rows = list(Gate.objects.filter(id__in=kinds))
    for gate_id in gates.unkept(rows, at=at):
        counts[kinds[str(gate_id)], str(gate_id)][words.UNDERSTAFFED] = 1
