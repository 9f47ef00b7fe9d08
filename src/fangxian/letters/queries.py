"""The only reads of letters: those of an area, those addressed to a unit, those that are late; and who answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from fangxian.core.actors.rules import POWERS, Actor, Role
from fangxian.core.orders.queries import live_orders
from fangxian.core.packs.queries import pack_in_force
from fangxian.core.programmes.models import Programme
from fangxian.core.staff.models import Post, Unit
from fangxian.core.staff.queries import posts_held
from fangxian.engine.rules.packs import Pack
from fangxian.intake.sources.service_request import queries as requests
from fangxian.intake.sources.service_request.models import ServiceRequest
from fangxian.tasks.models import Task
from fangxian.tasks.queries import task_of

from . import rules
from .models import AnsweringUnit, Document, DocumentServed, Letter, LetterStep


@dataclass(frozen=True)
class Topic:
    """A kind that a letter may be about. departments: words in the name of the department, if the edition names it."""

    code: str
    is_gathering: bool
    zh: str
    en: str
    seed: str | None
    departments: tuple[str, ...]


@dataclass(frozen=True)
class Terms:
    """What the edition in force says of letters. words: of requests, what may not be told of people."""

    pack: Pack
    topics: Mapping[str, Topic]
    reply_working_days: int
    look_back_days: int
    late_roles: tuple[Role, ...]
    people: Mapping[str, Any]
    words: Mapping[str, Any]


def terms_of(programme: Programme, *, at: datetime) -> Terms:
    """Errors: those of `pack_in_force`."""
    pack = pack_in_force(programme, rules.PACK_FAMILY, at)
    return Terms(
        pack=pack,
        topics=topics_of(pack),
        reply_working_days=pack.rule("reply").params["working_days"],
        look_back_days=pack.rule("look-back").params["days"],
        late_roles=tuple(Role(role) for role in pack.rule("late").params["roles"]),
        people=pack.rule("not-about-people").params,
        words=requests.catalogue(programme, at=at).words,
    )


def topics_of(pack: Pack) -> dict[str, Topic]:
    return {
        row["code"]: Topic(
            row["code"], row["gathering"], row["zh"], row["en"], row["seed"], tuple(row["departments"] or ())
        )
        for row in pack.rule("topics").params["topics"]
    }


# --- letters
def _rows(by: Actor) -> QuerySet[Letter]:
    return Letter.objects.filter(programme_id=by.programme_id).select_related(
        "programme", "from_unit__body", "to_unit__body", "drafted_by__user", "approved_by__unit__body",
        "replied_by__unit__body", "verified_by__unit__body",
    )  # fmt: skip


def letters_of(by: Actor) -> QuerySet[Letter]:
    """Letters about places of the reader's area, whoever wrote them."""
    return _rows(by).filter(area_code__startswith=by.area_code)


def letters_to(by: Actor) -> QuerySet[Letter]:
    """Issued letters addressed to the reader's unit, and those of which it has a copy."""
    rows = _rows(by).filter(issued_at__isnull=False)
    return rows.filter(Q(to_unit=by.unit_id) | Q(cc_units__contains=[str(by.unit_id)]))


def letter_of(by: Actor, letter_id: UUID) -> Letter | None:
    """A letter that the reader may read: of her area if her role sees letters, or addressed to her unit."""
    found = letters_of(by).filter(id=letter_id).first() if by.can(rules.SEE) else None
    return found or letters_to(by).filter(id=letter_id).first()


def in_order(rows: QuerySet[Letter]) -> QuerySet[Letter]:
    """What is due first stands first; drafts by their age."""
    return rows.order_by("due_at", "drafted_at", "id")


WAITS_FOR_REPLY = Q(issued_at__isnull=False, replied_at=None, withdrawn_at=None)


def by_state(rows: QuerySet[Letter], state: str) -> QuerySet[Letter]:
    """Those of these letters that stand in a state."""
    alive = Q(withdrawn_at=None)
    waits = WAITS_FOR_REPLY & Q(escalated_at=None)
    held = {
        rules.DRAFT: alive & Q(approved_at=None),
        rules.APPROVED: alive & Q(approved_at__isnull=False, issued_at=None),
        rules.ISSUED: waits & Q(received_at=None, reopened_at=None),
        rules.RECEIVED: waits & Q(received_at__isnull=False, reopened_at=None),
        rules.REOPENED: waits & Q(reopened_at__isnull=False),
        rules.ESCALATED: WAITS_FOR_REPLY & Q(escalated_at__isnull=False),
        rules.REPLIED: Q(replied_at__isnull=False, verified_at=None),
        rules.VERIFIED: Q(verified_at__isnull=False, closed_at=None),
        rules.CLOSED: Q(closed_at__isnull=False),
        rules.WITHDRAWN: Q(withdrawn_at__isnull=False),
    }
    return rows.filter(held[state])


def waiting_for_reply(rows: QuerySet[Letter]) -> QuerySet[Letter]:
    return rows.filter(WAITS_FOR_REPLY)


def late(rows: QuerySet[Letter], *, at: datetime) -> QuerySet[Letter]:
    return rows.filter(WAITS_FOR_REPLY, due_at__lte=at)


def to_look_back(rows: QuerySet[Letter]) -> QuerySet[Letter]:
    return by_state(rows, rules.REPLIED).order_by("look_back_due_at", "id")


def searched(rows: QuerySet[Letter], text: str) -> QuerySet[Letter]:
    """Those in whose place, problem, request, goods or reply the words stand, or that bear this number."""
    found = Q()
    for column in ("place", "problem", "request", "goods_name", "goods_batch", "reply_words", "to_unit__body__name"):
        found |= Q(**{f"{column}__icontains": text})
    if text.isdigit() and len(text) <= 9:
        found |= Q(serial=int(text))
    return rows.filter(found)


def ageing(rows: QuerySet[Letter], *, at: datetime) -> list[tuple[int | None, int]]:
    """How many letters wait for a reply since when: (days at most, count); the last has no end."""
    issued = list(waiting_for_reply(rows).values_list("issued_at", flat=True))
    ages = [(at - moment) for moment in issued if moment is not None]
    counts: list[tuple[int | None, int]] = []
    younger = 0
    for days in rules.AGES:
        upto = sum(age < timedelta(days=days + 1) for age in ages)
        counts.append((days, upto - younger))
        younger = upto
    return [*counts, (None, len(ages) - younger)]


def history(letter: Letter) -> list[LetterStep]:
    return list(letter.steps.select_related("post__unit__body").order_by("at", "id"))


def copies_of(letter: Letter) -> list[Unit]:
    rows = Unit.objects.filter(programme_id=letter.programme_id, id__in=letter.cc_units)
    return list(rows.select_related("body").order_by("body__name", "name"))


def due_unescalated(programme_id: UUID, *, at: datetime) -> QuerySet[Letter]:
    """Late letters of which nobody above was told in this round."""
    rows = Letter.objects.filter(WAITS_FOR_REPLY, programme_id=programme_id, escalated_at=None, due_at__lte=at)
    return rows.order_by("due_at", "id")


# --- who answers
def units_of(by: Actor) -> QuerySet[Unit]:
    """Units that a letter may be addressed to: of the reader's area, and those whose area holds it."""
    holding = Q(area_code="")
    for length in range(2, len(by.area_code) + 1):
        holding |= Q(area_code=by.area_code[:length])
    rows = Unit.objects.filter(holding | Q(area_code__startswith=by.area_code), programme_id=by.programme_id)
    return rows.select_related("body").order_by("body__name", "name", "id")


def unit_of(by: Actor, unit_id: UUID) -> Unit | None:
    return units_of(by).filter(id=unit_id).first()


def liaisons_of(unit_id: UUID, *, at: datetime) -> list[Post]:
    """Who of a unit may receive and answer letters."""
    roles = [role for role, powers in POWERS.items() if rules.ANSWER in powers]
    return list(posts_held(at=at).filter(unit=unit_id, role__in=roles).order_by("id"))


def named_units(by: Actor) -> QuerySet[AnsweringUnit]:
    """What is named now in the reader's area."""
    rows = AnsweringUnit.objects.filter(programme_id=by.programme_id, ended_at=None)
    return (
        rows.filter(area_code__startswith=by.area_code)
        .select_related("unit__body", "order", "named_by__unit__body")
        .order_by("topic", "area_code", "id")
    )


def naming_of(by: Actor, naming_id: UUID) -> AnsweringUnit | None:
    return named_units(by).filter(id=naming_id).first()


def unit_for(topic: Topic, area_code: str, *, programme_id: UUID, at: datetime) -> Unit | None:
    """The unit that answers for a kind at a place: what the site named for the finest area, else the department that
    the edition names, if exactly one unit of it works there; None: nobody is named."""
    named = named_for(topic.code, area_code, programme_id=programme_id, at=at)
    if named is not None:
        return named.unit
    if not topic.departments:
        return None
    is_of = Q()
    for word in topic.departments:
        is_of |= Q(body__name__contains=word)
    units = Unit.objects.filter(is_of, programme_id=programme_id).select_related("body")
    near = [unit for unit in units if area_code.startswith(unit.area_code)]
    finest = max((len(unit.area_code) for unit in near), default=0)
    best = [unit for unit in near if len(unit.area_code) == finest]
    return best[0] if len(best) == 1 else None


def named_for(topic: str, area_code: str, *, programme_id: UUID, at: datetime) -> AnsweringUnit | None:
    """The naming for the finest area that holds the place; one under an order only while that is in force."""
    rows = AnsweringUnit.objects.filter(programme_id=programme_id, topic=topic, ended_at=None).select_related(
        "unit__body"
    )
    near = [row for row in rows if area_code.startswith(row.area_code)]
    if any(row.order_id for row in near):
        in_force = set(live_orders(programme_id, at).values_list("id", flat=True))
        near = [row for row in near if row.order_id is None or row.order_id in in_force]
    return max(near, key=lambda row: len(row.area_code), default=None)


def told_of_late(letter: Letter, terms: Terms, *, at: datetime) -> list[Post]:
    """Who hears of a late reply: the unit that an order names, else the edition's roles nearest to the place."""
    held = posts_held(at=at).filter(programme_id=letter.programme_id)
    named = named_for(rules.LATE_REPLIES, letter.area_code, programme_id=letter.programme_id, at=at)
    if named is not None:
        return list(held.filter(unit=named.unit_id).order_by("id"))
    return _nearest(list(held.filter(role__in=terms.late_roles).order_by("id")), letter.area_code)


def _nearest(posts: Sequence[Post], area_code: str) -> list[Post]:
    near = [post for post in posts if area_code.startswith(post.area_code)]
    finest = max((len(post.area_code) for post in near), default=0)
    return [post for post in near if len(post.area_code) == finest]


# --- what a letter may be begun from
def request_for(by: Actor, request_id: UUID) -> ServiceRequest | None:
    """A request of the writer's area, if her role reads requests."""
    return requests.request_of(by, request_id) if by.can("requests.take") else None


def task_for(by: Actor, task_id: UUID) -> Task | None:
    return task_of(by, task_id) if by.can("tasks.see") else None


def letters_begun_from(by: Actor, origin_id: UUID) -> list[Letter]:
    return list(letters_of(by).filter(origin_id=origin_id).order_by("drafted_at"))


# --- documents other than orders
def documents_of(by: Actor) -> QuerySet[Document]:
    """Documents of the reader's area and of what it lies in, newest first; others' drafts only of her own area."""
    holding = Q(area_code__in=[by.area_code[:length] for length in range(2, len(by.area_code) + 1)])
    holding &= Q(approved_at__isnull=False)
    rows = Document.objects.filter(holding | Q(area_code__startswith=by.area_code), programme_id=by.programme_id)
    rows = rows.select_related("from_unit__body", "drafted_by", "approved_by__unit__body")
    return rows.annotate(
        served=Coalesce(Sum("servings__count"), 0),
        explained=Coalesce(Sum("servings__count", filter=Q(servings__explained=True)), 0),
    ).order_by("-drafted_at", "-id")


def document_of(by: Actor, document_id: UUID) -> Document | None:
    return documents_of(by).filter(id=document_id).first()


def servings_of(document: Document, *, by: Actor) -> QuerySet[DocumentServed]:
    """Where it was served in the reader's area, newest first."""
    rows = document.servings.filter(area_code__startswith=by.area_code).select_related("served_by__unit__body")
    return rows.order_by("-served_at", "-id")


def public_documents(programme_id: UUID) -> QuerySet[Document]:
    """What everybody may read, newest first."""
    rows = Document.objects.filter(
        programme_id=programme_id, is_public=True, approved_at__isnull=False, withdrawn_at=None
    )
    return rows.select_related("from_unit__body").order_by("-approved_at", "-id")
