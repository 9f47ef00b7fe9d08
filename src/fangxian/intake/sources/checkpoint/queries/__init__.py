"""Posts with their state, what was counted there, and who waits for a second reading."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Avg, Count, DateTimeField, Exists, F, OuterRef, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce

from fangxian.core.actors.rules import Actor
from fangxian.core.orders.models import Order
from fangxian.core.orders.queries import live_orders
from fangxian.core.orders.rules import EXPIRED, IN_FORCE, scopes_of
from fangxian.core.packs.queries import pack_in_force
from fangxian.core.programmes.models import Programme
from fangxian.engine.pulling import NoSuchPlace, Page
from fangxian.engine.temperature import METHODS
from fangxian.intake.models import Fact
from fangxian.intake.sources.checkpoint import rules
from fangxian.intake.sources.checkpoint.models import (
    Check,
    Checkpoint,
    HelpGiven,
    Passage,
    PostComplaint,
    PostDuty,
    Shift,
    Transit,
    WaitReport,
)

from .complaints import complaint_numbered as complaint_numbered
from .complaints import complaints as complaints
from .complaints import complaints_of as complaints_of
from .complaints import public_complaint as public_complaint
from .complaints import public_post as public_post

# What is counted, as the figures of F15 name it. Second looks count no person twice (person_count 0).
FIGURES = {
    "vehicles": Coalesce(Sum("vehicle_count"), 0),
    "persons": Coalesce(Sum("person_count"), 0),
    "raised": Count("id", filter=Q(is_raised=True, continues=None)),
    "rechecked": Count("id", filter=Q(verdict=rules.RECHECK_TEMP, continues=None)),
    "referred": Count("id", filter=Q(verdict=rules.TO_HEALTH_POST)),
    "controlled": Count("id", filter=Q(verdict=rules.CONTROLLED_ENTRY)),
    "emergencies": Count("id", filter=Q(verdict=rules.EMERGENCY_PASS)),
}
NOTHING = dict.fromkeys(FIGURES, 0)


@dataclass(frozen=True)
class PostNow:
    """A post with its state at one moment."""

    checkpoint: Checkpoint
    state: str


def checkpoints_of(by: Actor) -> QuerySet[Checkpoint]:
    """The posts in the reader's area, by name."""
    rows = Checkpoint.objects.filter(programme_id=by.programme_id, area_code__startswith=by.area_code)
    return rows.select_related("order").order_by("name")


def with_states(checkpoints: Iterable[Checkpoint], *, programme_id: UUID, at: datetime) -> list[PostNow]:
    """Each post with its state at `at`."""
    live = {order.id for order in live_orders(programme_id, at, enables="checkpoint")}
    return [PostNow(post, state_of(post, order_is_live=post.order_id in live, at=at)) for post in checkpoints]


def state_of(checkpoint: Checkpoint, *, order_is_live: bool, at: datetime) -> str:
    return rules.state_at(
        order_state=IN_FORCE if order_is_live else EXPIRED,
        opens_at=checkpoint.opens_at,
        review_at=checkpoint.review_at,
        suspended_from=checkpoint.suspended_from,
        closed_at=checkpoint.closed_at,
        at=at,
    )


def post_now(checkpoint: Checkpoint, *, at: datetime) -> PostNow:
    (now,) = with_states([checkpoint], programme_id=checkpoint.programme_id, at=at)
    return now


def state_when(checkpoint: Checkpoint, *, at: datetime) -> str:
    """The state that a post had at `at`, from what is known of it and its order today."""
    order = checkpoint.order
    ends_at = min(moment for moment in (order.expires_at, order.revoked_at) if moment is not None)
    return state_of(checkpoint, order_is_live=order.effective_from <= at < ends_at, at=at)


def open_posts(programme_id: UUID, *, at: datetime) -> list[PostNow]:
    """The posts that stop people now: a public list."""
    posts = Checkpoint.objects.filter(programme_id=programme_id).select_related("order").order_by("area_code", "name")
    return [now for now in with_states(posts, programme_id=programme_id, at=at) if now.state == rules.OPEN]


def same_place_is_open(*, programme_id: UUID, road: str, direction: str, at: datetime, but: UUID | None = None) -> bool:
    """Whether another post stops the same road in the same direction, now or soon."""
    if not road.strip():
        return False
    posts = Checkpoint.objects.filter(programme_id=programme_id, road=road.strip(), direction=direction).exclude(id=but)
    states = with_states(posts.select_related("order"), programme_id=programme_id, at=at)
    return any(now.state != rules.CLOSED for now in states)


def open_shifts_of(by: Actor) -> dict[UUID, UUID]:
    """The shift that the officer is in, by its post."""
    rows = Shift.objects.filter(programme_id=by.programme_id, post_id=by.post_id, ended_at=None)
    return dict(rows.values_list("checkpoint_id", "id"))


# Asked with every batch and every single check, so the question is written once and prepared by the database.
STANDING = """
SELECT c.id::text, c.area_code, GREATEST(c.opens_at, o.effective_from),
       LEAST(c.review_at, o.expires_at, o.revoked_at, c.closed_at, c.suspended_from),
       (SELECT s.id::text FROM intake_shift s WHERE s.post_id = %(post)s AND s.ended_at IS NULL
         AND s.checkpoint_id = c.id)
  FROM intake_checkpoint c JOIN orders_order o ON o.id = c.order_id
 WHERE c.programme_id = %(programme)s AND starts_with(c.area_code, %(area)s)
   AND (%(only)s::text IS NULL OR c.id = %(only)s::text::uuid)
"""


@dataclass(frozen=True, slots=True)
class StandingPost:
    """A post as a check is held against it: from when and until when it stood, as far as is known today.

    id, shift_id  as text; the shift in which the reader is there now, or None
    """

    id: str
    area_code: str
    stands_from: datetime
    stands_until: datetime
    shift_id: str | None

    def stood_at(self, at: datetime) -> bool:
        return self.stands_from <= at < self.stands_until


def standing_posts(by: Actor, *, only: str | None = None) -> dict[str, StandingPost]:
    """The posts in the reader's area by their ids as text, in one question."""
    with connection.cursor() as cursor:
        cursor.execute(STANDING, {"programme": by.programme_id, "area": by.area_code, "post": by.post_id, "only": only})
        return {row[0]: StandingPost(*row) for row in cursor.fetchall()}


def registration_order(checkpoint: Checkpoint, *, at: datetime) -> Order | None:
    """The live order under which this post records persons and vehicles one by one; None: it counts only (O1b)."""
    orders = live_orders(checkpoint.programme_id, at, enables="registration", area_code=checkpoint.area_code)
    return next(iter(orders), None)


def names_of(checkpoint_ids: Iterable[UUID], *, programme_id: UUID) -> dict[UUID, str]:
    """The names of posts by their ids."""
    rows = Checkpoint.objects.filter(programme_id=programme_id, id__in=set(checkpoint_ids))
    return dict(rows.values_list("id", "name"))


def passages_of_person(person_id: UUID, *, programme_id: UUID) -> QuerySet[Passage]:
    """Where codes of hers were shown at posts: for her own page, and for a trace; nobody else reads them (O1)."""
    rows = Passage.objects.filter(programme_id=programme_id, person_id=person_id)
    return rows.select_related("check_record__checkpoint").order_by("passed_at", "id")


def shift_of(by: Actor) -> Shift | None:
    """The shift that the officer is in, with its post."""
    rows = Shift.objects.filter(programme_id=by.programme_id, post_id=by.post_id, ended_at=None)
    return rows.select_related("checkpoint__order").first()


def checks(programme_id: UUID) -> QuerySet[Check]:
    """What was counted and not taken back."""
    return Check.objects.filter(programme_id=programme_id, undone_at=None)


def check_of_tap(client_id: UUID, *, programme_id: UUID) -> Check | None:
    return Check.objects.filter(programme_id=programme_id, client_id=client_id).first()


def check_here(check_id: UUID, *, shift: Shift) -> Check | None:
    """A check made at the post of this shift; no other is shown to the officer."""
    return Check.objects.filter(programme_id=shift.programme_id, checkpoint_id=shift.checkpoint_id, id=check_id).first()


def counted_in(shift: Shift) -> dict[str, int]:
    """The figures of one shift."""
    return {**NOTHING, **checks(shift.programme_id).filter(shift=shift).aggregate(**FIGURES)}


def last_checks(shift: Shift, *, limit: int = 5) -> list[Check]:
    rows = Check.objects.filter(programme_id=shift.programme_id, shift=shift)
    return list(rows.order_by("-recorded_at", "-id")[:limit])


def waiting_at(checkpoint: Checkpoint) -> list[Check]:
    """Persons who rest before their second reading, by slip."""
    waiting = checks(checkpoint.programme_id).filter(checkpoint=checkpoint, slip__isnull=False, settled_at=None)
    return list(waiting.order_by("recorded_at", "id"))


def emergencies_in(shift: Shift) -> list[Check]:
    """Emergency passes of a shift, to be noted afterwards."""
    return list(checks(shift.programme_id).filter(shift=shift, verdict=rules.EMERGENCY_PASS).order_by("-recorded_at"))


def figures_by_hour(by: Actor, *, day: date, checkpoint_id: UUID | None = None) -> list[Any]:
    """The figures of a city day: one row per post and hour in which anybody came, by post and hour.

    Keys: checkpoint_id, city_hour, and those of FIGURES.
    """
    rows = checks(by.programme_id).filter(area_code__startswith=by.area_code, city_day=day)  # type: ignore[arg-type]
    if checkpoint_id is not None:
        rows = rows.filter(checkpoint_id=checkpoint_id)
    return list(rows.values("checkpoint_id", "city_hour").order_by("checkpoint_id", "city_hour").annotate(**FIGURES))


def figures_by_day(by: Actor, *, from_on: date, until_on: date) -> list[Any]:
    """The figures of each post and city day, both ends included; a day without checks is absent.

    Keys: checkpoint_id, city_day, and those of FIGURES.
    """
    rows = checks(by.programme_id).filter(  # type: ignore[arg-type]
        area_code__startswith=by.area_code, city_day__gte=from_on, city_day__lte=until_on
    )
    return list(rows.values("checkpoint_id", "city_day").order_by("city_day", "checkpoint_id").annotate(**FIGURES))


def totals(by: Actor, *, from_on: date, until_on: date) -> dict[str, int] | None:
    """The figures of all posts together over some days; None if no post recorded anything, which is not zero."""
    rows = checks(by.programme_id).filter(  # type: ignore[arg-type]
        area_code__startswith=by.area_code, city_day__gte=from_on, city_day__lte=until_on
    )
    found = rows.aggregate(rows=Count("id"), **FIGURES)
    return {name: found[name] for name in FIGURES} if found["rows"] else None


# --- around the posts


@dataclass(frozen=True)
class PostRow:
    """A post in the table of the rings. wait_minutes: mean of the day's reports, None if nobody reported."""

    now: PostNow
    number: int
    duties: list[PostDuty]
    wait_minutes: float | None
    complaint_count: int


def rows_of(posts: Iterable[PostNow], *, on: date, at: datetime) -> list[PostRow]:
    """Posts by ring, numbered as in the drawing, with who answers now and what the day brought."""
    order = [ring for ring, _ in rules.RINGS]
    found = sorted(posts, key=lambda one: order.index(one.checkpoint.ring))
    ids = [one.checkpoint.id for one in found]
    of_day = {"checkpoint_id__in": ids, "city_day": on}
    waits = dict(WaitReport.objects.filter(**of_day).values_list("checkpoint_id").annotate(Avg("wait_minutes")))
    complaints = dict(PostComplaint.objects.filter(**of_day).values_list("checkpoint_id").annotate(Count("id")))
    duties: dict[UUID, list[PostDuty]] = {}
    for duty in PostDuty.objects.filter(checkpoint_id__in=ids, starts_at__lte=at, ends_at__gt=at).order_by("-function"):
        duties.setdefault(duty.checkpoint_id, []).append(duty)
    return [
        PostRow(one, number, duties.get(one.checkpoint.id, []), waits.get(one.checkpoint.id),
                complaints.get(one.checkpoint.id, 0))
        for number, one in enumerate(found, 1)
    ]  # fmt: skip


def duties_now(checkpoint: Checkpoint, *, at: datetime) -> list[PostDuty]:
    """The head and the deputies of the present shift, the head first."""
    return list(checkpoint.duties.filter(starts_at__lte=at, ends_at__gt=at).order_by("-function", "starts_at"))


def duties_of(checkpoint: Checkpoint, *, since: datetime) -> list[PostDuty]:
    return list(checkpoint.duties.filter(ends_at__gt=since).order_by("starts_at", "-function"))


def shifts_without_head(programme_id: UUID, *, from_at: datetime, until_at: datetime) -> QuerySet[Shift]:
    """Shifts begun in [from_at, until_at) with nobody named as head at any moment of them; each with `area_code`."""
    ended = Coalesce("ended_at", Value(until_at, output_field=DateTimeField()))
    shifts = Shift.objects.filter(programme_id=programme_id, started_at__gte=from_at, started_at__lt=until_at)
    shifts = shifts.annotate(area_code=F("checkpoint__area_code"), over_at=ended).select_related("checkpoint")
    heads = PostDuty.objects.filter(checkpoint_id=OuterRef("checkpoint_id"), function="head")
    return shifts.filter(~Exists(heads.filter(starts_at__lt=OuterRef("over_at"), ends_at__gt=OuterRef("started_at"))))


def waits(programme_id: UUID) -> QuerySet[WaitReport]:
    return WaitReport.objects.filter(programme_id=programme_id)


def help_given(programme_id: UUID) -> QuerySet[HelpGiven]:
    return HelpGiven.objects.filter(programme_id=programme_id)


def transits(programme_id: UUID) -> QuerySet[Transit]:
    return Transit.objects.filter(programme_id=programme_id)


def transits_at(checkpoint: Checkpoint, *, at: datetime) -> list[Transit]:
    """Vehicles that came in here and have not left, the next to be called first."""
    rows = transits(checkpoint.programme_id).filter(checkpoint=checkpoint, left_at=None, entered_at__lte=at)
    return list(rows.order_by("leave_by", "id")[:50])


def transits_to_call(*, programme_id: UUID, at: datetime) -> QuerySet[Transit]:
    """Late exits with a phone, for which nobody was asked to call yet."""
    rows = transits(programme_id).filter(leave_by__lt=at, left_at=None, called_at=None, phone__isnull=False)
    return rows.order_by("leave_by", "id")


def announced(by: Actor, *, from_on: date, until_on: date) -> list[dict[str, Any]]:
    """How many arrivals were declared for each day and means of transport: counts, and nobody's declaration.

    Keys: arrives_on (day), mode, persons. A corrected declaration counts as corrected only.
    """
    corrected = Fact.objects.filter(programme_id=by.programme_id, supersedes__isnull=False).values("supersedes")
    facts = Fact.objects.filter(
        programme_id=by.programme_id, source="declaration", area_code__startswith=by.area_code,
        content__arrives_on__gte=from_on.isoformat(), content__arrives_on__lte=until_on.isoformat(),
    ).exclude(id__in=corrected)  # fmt: skip
    rows = facts.values(arrives_on=F("content__arrives_on"), mode=F("content__transport__mode"))
    counted = rows.annotate(persons=Count("id")).order_by("arrives_on", "mode")
    return [{**row, "arrives_on": date.fromisoformat(row["arrives_on"])} for row in counted]


def rows_for_post(*, by: Actor, after: str, limit: int, at: datetime) -> Page:
    """What an officer's phone is handed: the posts of her area as they stand, and after the last of them the rule on
    temperatures. Nothing here speaks of anybody.

    The phone computes a post's state from the times itself, for the days in which it has no signal
    (field/src/duties/checkpoint/posts.ts).
    """
    posts = checkpoints_of(by).order_by("id")
    if after:
        posts = posts.filter(id__gt=_cursor(after))
    found = list(posts[: limit + 1])
    registering = list(live_orders(by.programme_id, at, enables="registration"))  # type: ignore[arg-type]
    now = with_states(found[:limit], programme_id=by.programme_id, at=at)  # type: ignore[arg-type]
    rows = [_for_phone(one, registering=registering) for one in now]
    if len(found) > limit:
        return Page(rows, rows[-1]["id"])
    return Page([*rows, _temperature_rule(by, at=at)])


def _for_phone(now: PostNow, *, registering: Sequence[Order]) -> dict[str, Any]:
    post = now.checkpoint
    registers = [_ends_at(order) for order in registering if _covers(order, post.area_code)]
    return {
        "kind": "checkpoint", "id": str(post.id), "gone": now.state == rules.CLOSED, "name": post.name,
        "area_code": post.area_code, "road": post.road, "direction": post.direction, "ring": post.ring,
        "phone": post.phone, "state": now.state, "opens_at": post.opens_at.isoformat(),
        "review_at": post.review_at.isoformat(), "suspended_from": _written(post.suspended_from),
        "closed_at": _written(post.closed_at), "order": post.order.number,
        "order_ends_at": _ends_at(post.order).isoformat(),
        "registers_until": max(registers).isoformat() if registers else None,
    }  # fmt: skip


def _temperature_rule(by: Actor, *, at: datetime) -> dict[str, Any]:
    """The figures and words of the edition in force, as the phone judges with them."""
    programme = Programme.objects.get(id=by.programme_id)
    pack = pack_in_force(programme, "cn.temperature", at)
    params = pack.rule("gate").params
    words = {word: dict(text) for word, text in params["words"].items()}
    params = {**params, "words": words, "methods": list(METHODS)}
    return {"kind": "rule", "id": "cn.temperature", "gone": False, "edition": pack.id, "params": params}


def _covers(order: Order, area_code: str) -> bool:
    return not order.scope_area_codes or not set(order.scope_area_codes).isdisjoint(scopes_of(area_code))


def _ends_at(order: Order) -> datetime:
    return min(moment for moment in (order.expires_at, order.revoked_at) if moment is not None)


def _written(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _cursor(after: str) -> UUID:
    try:
        return UUID(after)
    except ValueError as error:
        raise NoSuchPlace(after) from error
