"""How far a stand-down has come, what it will erase, and what is held."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Model, Q, QuerySet

from fangxian.core.actors.rules import Actor
from fangxian.core.orders.queries import live_orders
from fangxian.core.orders.rules import STAND_DOWN
from fangxian.core.privacy import registry
from fangxian.core.programmes.models import Programme
from fangxian.core.programmes.rules import ERASE_AFTER, phase_at
from fangxian.erasure.models import Hold, StandDown
from fangxian.erasure.rules import standing_down as rules
from fangxian.erasure.rules import stores

Kept = dict[type[Model], set[Any]]


def stand_down_of(programme_id: UUID) -> StandDown | None:
    rows = StandDown.objects.select_related("programme", "order", "declared_by__unit__body")
    return rows.filter(programme_id=programme_id).first()


def state_of(programme: Programme, *, at: datetime) -> str:
    """The state of a programme's end at `at` (rules.STATES)."""
    found = stand_down_of(programme.id)
    return rules.state_of(
        phase=phase_at(stood_down_at=programme.stood_down_at, erased_at=programme.erased_at, at=at),
        is_declared=found is not None,
        erasure_began_at=found.erasure_began_at if found else None,
        erased_at=programme.erased_at,
        at=at,
    )


def orders_that_end(programme_id: UUID, *, at: datetime) -> list[Any]:
    """Orders in force that stand the programme down."""
    return list(live_orders(programme_id, at, enables=STAND_DOWN))


def certified() -> QuerySet[StandDown]:
    """Every certificate, newest first: everybody may read them."""
    return StandDown.objects.filter(certificate__isnull=False).select_related("programme").order_by("-erased_at")


# --- holds


def holds_of(by: Actor) -> QuerySet[Hold]:
    rows = Hold.objects.filter(programme_id=by.programme_id).order_by("-proposed_at")
    return rows.select_related("proposed_by__unit__body", "approved_by__unit__body")


def hold_by_id(hold_id: UUID, *, by: Actor) -> Hold | None:
    return holds_of(by).filter(id=hold_id).first()


def holding(programme_id: UUID, *, at: datetime) -> QuerySet[Hold]:
    """Holds that keep their record at `at`."""
    return Hold.objects.filter(
        programme_id=programme_id, approved_at__lte=at, lifted_at=None, expires_at__gt=at
    ).select_related("approved_by__unit__body", "proposed_by__unit__body")


def hold_state(hold: Hold, *, at: datetime) -> str:
    """proposed, holding, lifted or over."""
    if hold.lifted_at is not None:
        return "lifted"
    if hold.expires_at <= at:
        return "over"
    return "holding" if hold.approved_at is not None else "proposed"


def record_of(scope: str, number: str, *, programme_id: UUID) -> UUID | None:
    """The id of the record that an officer names: a measure by its number, a case by its serial, others by id."""
    if scope not in rules.SCOPES:
        return None
    model: Any = apps.get_model(rules.SCOPES[scope])
    text = number.strip()
    named = {"measure": Q(number=text), "case": Q(serial=int(text) if text.isdecimal() else -1)}.get(scope)
    rows = model.objects.filter(programme_id=programme_id)
    if named is not None:
        found = rows.filter(named).values_list("id", flat=True).first()
        if found:
            return found
    try:
        return rows.filter(id=UUID(text)).values_list("id", flat=True).first()
    except ValueError:
        return None


def record_is_there(scope: str, record_id: UUID, *, programme_id: UUID) -> bool:
    model: Any = apps.get_model(rules.SCOPES[scope])
    return model.objects.filter(programme_id=programme_id, id=record_id).exists()


def kept_by_holds(programme_id: UUID, *, at: datetime) -> Kept:
    """Every row that a hold keeps: its record, what that is nothing without, and what these point to."""
    kept: Kept = defaultdict(set)
    for hold in holding(programme_id, at=at):
        label = rules.SCOPES[hold.scope]
        _keep(kept, apps.get_model(label), [hold.record_id])
        for child, path in rules.KEPT_WITH[label]:
            model: Any = apps.get_model(child)
            _keep(kept, model, model.objects.filter(**{path: hold.record_id}).values_list("pk", flat=True))
    return dict(kept)


def _keep(kept: Kept, model: type[Model], keys: Any) -> None:
    """Add rows, and the rows that they point to in tables that are erased."""
    new = set(keys) - kept[model]
    if not new:
        return
    kept[model] |= new
    for field in model._meta.concrete_fields:
        other: Any = field.related_model
        if other is not None and other in erased_models():
            manager: Any = model._default_manager
            named = manager.filter(pk__in=new).exclude(**{field.name: None}).values_list(field.attname, flat=True)
            _keep(kept, other, named)


# --- what goes


def erased_models() -> list[type[Model]]:
    """Our tables whose rows go with their programme, in the order in which they go."""
    ours = [m for m in registry.models_with_tables() if registry.is_ours(m) and not m._meta.auto_created]
    going = {m._meta.label: m for m in ours if stores.is_erased(m._meta.label, m.Privacy.retention)}  # type: ignore[attr-defined]
    points_to = {label: _pointed_to(model) for label, model in going.items()}
    return [going[label] for label in stores.children_first(going, points_to) if label in going]


def _pointed_to(model: type[Model]) -> set[str]:
    return {field.related_model._meta.label for field in model._meta.concrete_fields if field.related_model is not None}


def rows_of(model: Any, programme_id: UUID) -> QuerySet[Any]:
    """The rows of one of our tables in a programme; of a table without one, all that have none."""
    rows = model._base_manager.all()
    return rows.filter(programme_id=programme_id) if "programme" in registry.columns_of(model) else rows


def is_the_last(programme: Programme) -> bool:
    """Whether no other programme is left that is not erased: then the tables that all share go too."""
    return not Programme.objects.filter(erased_at=None).exclude(id=programme.id).exists()


@dataclass(frozen=True)
class Going:
    """One line of the plan: a table with the rows that will go and those that a hold keeps."""

    table: str
    retention: str
    rows: int
    held: int


def plan(programme_id: UUID, *, at: datetime) -> Iterator[Going]:
    """What the erasure would do now, table by table."""
    kept = kept_by_holds(programme_id, at=at)
    for model in erased_models():
        rows, held = rows_of(model, programme_id).count(), len(kept.get(model, ()))
        if rows:
            yield Going(model._meta.db_table, model.Privacy.retention, rows - held, held)  # type: ignore[attr-defined]


def open_remedies(programme_id: UUID) -> int:
    """Appeals that nobody has answered: each is a reason to think of a hold."""
    appeals: Any = apps.get_model("measures.Appeal")
    return appeals.objects.filter(programme_id=programme_id, decided_at=None).count()


def people_left(programme_id: UUID) -> int:
    """How many people the programme still holds anything of: nobody but those of a hold, once it is erased."""
    people: Any = apps.get_model("people.Person")
    return people.objects.filter(programme_id=programme_id).count()


def erase_at(programme: Programme) -> datetime | None:
    return programme.stood_down_at + ERASE_AFTER if programme.stood_down_at else None
