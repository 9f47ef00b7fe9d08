"""The only reads of sweeps: lists, buildings, rounds, coverage, and the doors of one worker."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from fangxian.core.actors.rules import Actor, Role
from fangxian.core.programmes.models import Programme
from fangxian.core.staff.models import Post
from fangxian.core.staff.queries import posts_held
from fangxian.engine.coverage import Coverage, cover
from fangxian.engine.pulling import Page, rows_before
from fangxian.engine.rules.packs import Pack, pack_in_force

from .models import AddressList, AddressRow, Building, Door, Round, RoundDoor, Visit, VisitFact
from .rules import doors as door_rules
from .rules import rounds as rules
from .rules import words

PACK_FAMILY = "cn.sweep"
LEFT = ("", words.ABSENT)


# --- lists and buildings


def lists_of(by: Actor) -> QuerySet[AddressList]:
    """Deliveries of addresses for the reader's area, newest first."""
    lists = AddressList.objects.filter(programme_id=by.programme_id, area_code__startswith=by.area_code)
    return lists.order_by("-made_at", "-id")


def list_of(by: Actor, list_id: UUID) -> AddressList | None:
    return lists_of(by).filter(id=list_id).select_related("programme").first()


def rows_of(address_list: AddressList, *outcomes: str) -> QuerySet[AddressRow]:
    rows = AddressRow.objects.filter(address_list=address_list).order_by("number")
    return rows.filter(outcome__in=outcomes) if outcomes else rows


def newest_number(area_code: str, kind: str, *, programme_id: UUID) -> int:
    """The version of an area's denominator that counts now; 0 before the first."""
    lists = AddressList.objects.filter(programme_id=programme_id, area_code=area_code, kind=kind, number__isnull=False)
    return lists.order_by("-number").values_list("number", flat=True).first() or 0


def buildings_of(by: Actor) -> QuerySet[Building]:
    """The buildings in the reader's area, as one walks."""
    found = Building.objects.filter(programme_id=by.programme_id, area_code__startswith=by.area_code)
    return found.order_by("area_code", "walk_order", "id")


def doors_on_list(*, programme_id: UUID, area_code: str, kinds: Sequence[str]) -> QuerySet[Door]:
    """The doors of the denominator of an area and what lies below it, now."""
    return Door.objects.filter(
        programme_id=programme_id, removed_in=None, building__kind__in=list(kinds),
        building__area_code__startswith=area_code,
    )  # fmt: skip


def doors_at_version(*, programme_id: UUID, area_code: str, kind: str, number: int) -> QuerySet[Door]:
    """The doors of one area's own denominator as it was at a version."""
    doors = Door.objects.filter(programme_id=programme_id, added_in__area_code=area_code, added_in__kind=kind)
    gone = Q(removed_in__isnull=False, removed_in__number__lte=number)
    return doors.filter(added_in__number__lte=number).exclude(gone)


def known_doors(*, programme_id: UUID, area_code: str, kind: str) -> set[tuple[str, str, str]]:
    """Area, building and key of every door on the list."""
    doors = doors_on_list(programme_id=programme_id, area_code=area_code, kinds=[kind])
    return set(doors.values_list("building__area_code", "building__name", "key"))


# --- rounds and coverage


def rounds_of(by: Actor) -> QuerySet[Round]:
    """Rounds that touch the reader's area: within it, or over an area that holds it; newest first."""
    above = [by.area_code[:length] for length in range(2, len(by.area_code))]
    touching = Q(area_code__startswith=by.area_code) | Q(area_code__in=above)
    rounds = Round.objects.filter(touching, programme_id=by.programme_id).select_related("order", "programme")
    return rounds.order_by("-opened_at", "-id")


def round_of(by: Actor, round_id: UUID) -> Round | None:
    return rounds_of(by).filter(id=round_id).first()


def doors_of_round(round_: Round, *, area_code: str = "") -> QuerySet[RoundDoor]:
    """The doors of a round as one walks, building by building; only those of an area if one is given."""
    doors = RoundDoor.objects.filter(round=round_, area_code__startswith=area_code)
    doors = doors.select_related("door", "building", "round", "assigned_post__user")
    return doors.order_by("building__area_code", "building__walk_order", "building_id", "door__walk_order", "id")


def not_seen(doors: QuerySet[RoundDoor]) -> QuerySet[RoundDoor]:
    """Of these doors those where nobody has been, or nobody was at home."""
    return doors.filter(result__in=LEFT)


@dataclass(frozen=True)
class BuildingCoverage:
    """One building of a round: what was found there, how many doors are unexplained, and who goes there."""

    id: UUID
    name: str
    area_code: str
    kind: str
    coverage: Coverage
    unexplained: int
    unassigned: int
    found: int


def coverage_by_building(round_: Round, *, area_code: str = "") -> list[BuildingCoverage]:
    """The coverage of each building of a round, as one walks; counted from the doors, so that it is live."""
    rows = (
        RoundDoor.objects.filter(round=round_, area_code__startswith=area_code)
        .values("building_id", "result")
        .annotate(
            count=Count("id"),
            unexplained=Count("id", filter=Q(result__in=LEFT, reason="")),
            unassigned=Count("id", filter=Q(assigned_post=None)),
            found=Count("id", filter=Q(is_found=True)),
        )
        .order_by()
    )
    counts: dict[UUID, Counter[str]] = {}
    more: dict[UUID, Counter[str]] = {}
    for row in rows:
        counts.setdefault(row["building_id"], Counter())[row["result"]] += row["count"]
        mores = more.setdefault(row["building_id"], Counter())
        for name in ("unexplained", "unassigned", "found"):
            mores[name] += row[name]
    buildings = Building.objects.filter(id__in=list(counts)).order_by("area_code", "walk_order", "id")
    return [
        BuildingCoverage(
            building.id, building.name, building.area_code, building.kind,
            cover(rules.counts_by_state(counts[building.id])), **{
                name: more[building.id][name] for name in ("unexplained", "unassigned", "found")
            },
        )
        for building in buildings
    ]  # fmt: skip


def coverage_of(round_: Round, *, area_code: str = "") -> Coverage:
    """The coverage of a whole round, or of the part of it in an area."""
    rows = RoundDoor.objects.filter(round=round_, area_code__startswith=area_code).values_list("result")
    return cover(rules.counts_by_state(dict(rows.annotate(Count("id")).order_by())))


def unexplained_count(round_: Round) -> int:
    return RoundDoor.objects.filter(round=round_, result__in=LEFT, reason="").count()


def history_of(round_door: RoundDoor) -> list[Visit]:
    """Every visit to a door in its round, oldest first, also those that a newer one outweighs."""
    return list(round_door.visits.select_related("post__user").order_by("occurred_at", "id"))


# --- workers


def workers_for(area_code: str, *, programme_id: UUID, at: datetime) -> list[Post]:
    """Who may be sent to doors of an area: grid workers in post within it, or above it."""
    posts = posts_held(at=at).filter(programme_id=programme_id, role=Role.GRID_WORKER)
    found = [p for p in posts if p.area_code.startswith(area_code) or area_code.startswith(p.area_code)]
    return sorted(found, key=lambda post: (-len(post.area_code), post.area_code, post.user.username))


@dataclass(frozen=True)
class WorkerShare:
    """What one worker has of a round; `is_in_post` False: she has left, and her doors wait for somebody else."""

    post: Post
    doors: int
    left: int
    is_in_post: bool


def shares_of(round_: Round, *, at: datetime) -> list[WorkerShare]:
    """Who has how many doors of a round, and how many of them are not seen yet."""
    rows = (
        RoundDoor.objects.filter(round=round_, assigned_post__isnull=False)
        .values_list("assigned_post")
        .annotate(doors=Count("id"), left=Count("id", filter=Q(result__in=LEFT)))
        .order_by()
    )
    counts = {post_id: (doors, left) for post_id, doors, left in rows}
    held = set(posts_held(at=at).filter(id__in=list(counts)).values_list("id", flat=True))
    posts = Post.objects.filter(id__in=list(counts)).select_related("user", "unit__body").order_by("area_code", "id")
    return [WorkerShare(post, *counts[post.id], post.id in held) for post in posts]


def my_doors(by: Actor) -> QuerySet[RoundDoor]:
    """The doors of open rounds that this worker is sent to, as she walks."""
    doors = RoundDoor.objects.filter(
        programme_id=by.programme_id, assigned_post_id=by.post_id, round__closed_at=None
    ).select_related("door", "building", "round")
    return doors.order_by(
        "round_id", "building__area_code", "building__walk_order", "building_id", "door__walk_order", "id"
    )


def round_door_to_visit(round_door_id: UUID, *, by: Actor) -> RoundDoor | None:
    """A door of a round that this worker may visit."""
    doors = RoundDoor.objects.filter(may_visit(by), programme_id=by.programme_id, id=round_door_id)
    return doors.select_related("door", "building", "round__programme").first()


def may_visit(by: Actor) -> Q:
    """Doors that this worker may record a visit to: those she is sent to, and those of her area."""
    return Q(assigned_post_id=by.post_id) | Q(area_code__startswith=by.area_code)


def door_to_visit(by: Actor, door_id: UUID, *, round_id: UUID) -> RoundDoor | None:
    doors = RoundDoor.objects.filter(may_visit(by), programme_id=by.programme_id, round_id=round_id, door_id=door_id)
    return doors.select_related("door", "building", "round__programme").first()


def pack_of_tries(at: datetime) -> Pack:
    """The plan for absent households, signed or not: it changes when a worker comes again and nothing else."""
    pack = pack_in_force(PACK_FAMILY, at)
    if pack is None:
        raise LookupError(f"no edition of {PACK_FAMILY} is in force at {at.isoformat()}")
    return pack


def rows_for_sweep(*, by: Actor, after: str, limit: int, at: datetime) -> Page:
    """What a worker's phone is handed: her rounds with what is said at the door, then her doors as she walks.

    A door that was given to somebody else, or whose round is closed, comes once more as gone. Doors hold nobody,
    so nothing of it is a reading of people. Cursor: the number of rows that were handed out.
    """
    start = rows_before(after)
    mine = my_doors(by)
    rounds = (
        [] if start else [_round_row(r) for r in Round.objects.filter(id__in=mine.values("round_id")).order_by("id")]
    )
    gone = _gone(by) if not start else []
    room = max(limit - len(rounds) - len(gone), 0)
    found = list(mine[start : start + room + 1])
    rows = [*rounds, *gone, *(_door_row(door, start + n) for n, door in enumerate(found[:room]))]
    return Page(rows[:limit], str(start + room) if len(found) > room else None)


def _gone(by: Actor, most: int = 100) -> list[dict[str, Any]]:
    """Doors that this phone may still hold and no longer should, the latest first."""
    closed = Q(assigned_post_id=by.post_id, round__closed_at__isnull=False)
    taken = Q(taken_from_id=by.post_id) & ~Q(assigned_post_id=by.post_id)
    doors = RoundDoor.objects.filter(closed | taken, programme_id=by.programme_id).order_by("-changed_at", "id")
    return [{"kind": "door", "id": str(door_id), "gone": True} for door_id in doors.values_list("id", flat=True)[:most]]


def _round_row(round_: Round) -> dict[str, Any]:
    return {
        "kind": "round", "id": str(round_.id), "gone": False, "purpose": round_.purpose,
        "ends_at": round_.ends_at.isoformat(),
        "why_zh": words.WHY_WE_ASK.zh, "why_en": words.WHY_WE_ASK.en,
        "refused_zh": words.WORDS_AT_REFUSAL.zh, "refused_en": words.WORDS_AT_REFUSAL.en,
    }  # fmt: skip


def _door_row(one: RoundDoor, position: int) -> dict[str, Any]:
    """A door for a phone; `position` counts the worker's doors as she walks."""
    return {
        "kind": "door", "id": str(one.id), "gone": False, "round": str(one.round_id), "door": str(one.door_id),
        "building": str(one.building_id), "building_name": one.building.name, "building_kind": one.building.kind,
        "unit": one.door.unit, "floor": one.door.floor, "number": one.door.number, "label": one.door.label,
        "state": one.state, "absent_count": one.absent_count, "is_found": one.is_found,
        "position": position,
        "next_try_at": one.next_try_at.isoformat() if one.next_try_at else None,
    }  # fmt: skip


def address_of(round_door: RoundDoor) -> str:
    return door_rules.label(round_door.building.name, round_door.door.unit, round_door.door.number)


# --- figures, for the boards


def visits_between(by: Actor, *, from_at: datetime, until_at: datetime) -> QuerySet[Visit]:
    """Visits made in [from_at, until_at) in the reader's area."""
    return Visit.objects.filter(
        programme_id=by.programme_id, area_code__startswith=by.area_code, occurred_at__gte=from_at,
        occurred_at__lt=until_at,
    ).select_related("round_door__building")  # fmt: skip


def doors_in_open_rounds(by: Actor, *, at: datetime) -> QuerySet[RoundDoor]:
    """The doors of rounds that were open at `at`, in the reader's area; `result_then`: what was known of each then.

    "" if nobody had been there. Only visits that are still kept tell it.
    """
    is_open = Q(round__closed_at=None) | Q(round__closed_at__gt=at)
    newest = Visit.objects.filter(round_door=OuterRef("pk"), occurred_at__lt=at).order_by("-occurred_at", "-id")
    doors = RoundDoor.objects.filter(
        is_open, programme_id=by.programme_id, area_code__startswith=by.area_code, round__opened_at__lte=at
    )
    doors = doors.annotate(result_then=Coalesce(Subquery(newest.values("result")[:1]), Value("")))
    return doors.select_related("building", "round")


def buildings_in_open_rounds(doors: QuerySet[RoundDoor]) -> QuerySet[Building]:
    """The buildings of these doors, each with `door_count` and `left_count`: doors of open rounds, and those not seen.

    doors  some of `doors_in_open_rounds`
    """
    here = doors.filter(building=OuterRef("pk")).order_by().values("building")
    left = here.filter(result_then__in=LEFT)
    buildings = Building.objects.filter(id__in=doors.order_by().values("building"))
    return buildings.annotate(
        door_count=Coalesce(Subquery(here.annotate(n=Count("pk")).values("n")), Value(0)),
        left_count=Coalesce(Subquery(left.annotate(n=Count("pk")).values("n")), Value(0)),
    ).order_by("area_code", "walk_order", "id")


def notes_of_facts(facts: Iterable[Any], *, programme: Programme) -> Mapping[UUID, str]:
    """Where a need or symptoms were told, for the task: the address of the door, by fact id."""
    doors = {UUID(fact.content["door"]): fact.id for fact in facts if fact.content.get("door")}
    found = RoundDoor.objects.filter(programme=programme, id__in=list(doors)).select_related("door", "building")
    by_door = {one.id: address_of(one) for one in found}
    return {fact.id: by_door[UUID(fact.content["door"])] for fact in facts if UUID(fact.content["door"]) in by_door}


def urgent_needs(at: datetime) -> frozenset[str]:
    """The needs whose help is serious work by the edition in force, signed or not: help waits for no signature."""
    return frozenset(pack_of_tries(at).rule("needs-urgent").params["serious"])


def doors_of_facts(facts: Iterable[Any], *, programme_id: UUID) -> Mapping[Any, UUID]:
    """Behind which door of the list something was told, by fact id; the same door in every round."""
    told = {fact.id: UUID(fact.content["door"]) for fact in facts if fact.content.get("door")}
    rows = RoundDoor.objects.filter(programme_id=programme_id, id__in=set(told.values()))
    doors = dict(rows.values_list("id", "door_id"))
    return {fact_id: doors[one] for fact_id, one in told.items() if one in doors}


def facts_told_at(door_ids: Iterable[UUID], *, programme_id: UUID) -> Mapping[Any, UUID]:
    """Every fact that was told behind these doors and is still kept, with its door."""
    rows = VisitFact.objects.filter(programme_id=programme_id, visit__round_door__door__in=set(door_ids))
    return dict(rows.values_list("fact_id", "visit__round_door__door_id"))
