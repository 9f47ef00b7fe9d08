"""Who of each agency can be called (沟通联络员)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from fangxian.core.actors.rules import Actor
from fangxian.core.areas.rules import ancestors_of
from fangxian.core.staff.models import Body, Unit
from fangxian.core.staff.rules import SECTORS
from fangxian.readiness import rules
from fangxian.readiness.models import ChatGroup, LiaisonDuty


@dataclass
class Agency:
    """One agency that answers for an area. `now`: the nearest first; empty: nobody is on duty. `next`: who comes."""

    body: Body
    now: list[LiaisonDuty] = field(default_factory=list)
    next: LiaisonDuty | None = None


def agencies_for(area_code: str, *, programme_id: UUID, at: datetime) -> list[Agency]:
    """The agencies with a unit for this area or for what it lies in, each with who is on duty at `at`."""
    codes = [*ancestors_of(area_code), ""]
    bodies = Body.objects.filter(programme_id=programme_id, units__area_code__in=codes).distinct()
    found = {body.id: Agency(body) for body in bodies}
    duties = LiaisonDuty.objects.filter(
        programme_id=programme_id, unit__area_code__in=codes, ends_at__gt=at, withdrawn_at=None
    ).select_related("unit")
    for duty in duties.order_by("starts_at", "id"):
        agency = found[duty.unit.body_id]
        if duty.starts_at <= at:
            agency.now.append(duty)
        elif agency.next is None:
            agency.next = duty
    for agency in found.values():
        agency.now.sort(key=lambda duty: (-len(duty.unit.area_code), duty.function))
    return sorted(found.values(), key=lambda one: (SECTORS.index(one.body.sector), one.body.name))


def duties_kept(by: Actor, *, at: datetime) -> QuerySet[LiaisonDuty]:
    """Hours of duty now and to come that the reader keeps: of her unit, or of all units of her area."""
    rows = LiaisonDuty.objects.filter(programme_id=by.programme_id, ends_at__gt=at, withdrawn_at=None)
    mine = rows.filter(area_code__startswith=by.area_code) if by.can("readiness.run") else rows.filter(unit=by.unit_id)
    return mine.select_related("unit__body").order_by("starts_at", "unit__body__name", "id")


def duty_of(duty_id: UUID, *, by: Actor, at: datetime) -> LiaisonDuty | None:
    return duties_kept(by, at=at).filter(id=duty_id).first()


def state_of(duty: LiaisonDuty, *, at: datetime) -> str:
    return rules.duty_state(starts_at=duty.starts_at, ends_at=duty.ends_at, withdrawn_at=duty.withdrawn_at, at=at)


def reachable(programme_id: UUID, *, area_code: str, at: datetime) -> QuerySet[Body]:
    """Agencies with a unit in this area of which somebody is on duty at `at`, by name."""
    return _agencies(programme_id, area_code).filter(Exists(_on_duty(at)))


def unreachable(programme_id: UUID, *, area_code: str, at: datetime) -> QuerySet[Body]:
    """Agencies with a unit in this area of which nobody is on duty at `at`, by name."""
    return _agencies(programme_id, area_code).filter(~Exists(_on_duty(at)))


def _agencies(programme_id: UUID, area_code: str) -> QuerySet[Body]:
    units = Unit.objects.filter(body=OuterRef("pk"), area_code__startswith=area_code)
    return Body.objects.filter(Exists(units), programme_id=programme_id).order_by("name", "id")


def _on_duty(at: datetime) -> QuerySet[LiaisonDuty]:
    rows = LiaisonDuty.objects.filter(unit__body=OuterRef("pk"), starts_at__lte=at, ends_at__gt=at)
    return rows.exclude(withdrawn_at__lte=at)


def groups_of(by: Actor) -> QuerySet[ChatGroup]:
    """Chat groups of the reader's area that are kept now, by area and name."""
    rows = ChatGroup.objects.filter(programme_id=by.programme_id, area_code__startswith=by.area_code, ended_at=None)
    return rows.select_related("unit__body").order_by("area_code", "name", "id")


def group_of(group_id: UUID, *, by: Actor) -> ChatGroup | None:
    return groups_of(by).filter(id=group_id).first()


def is_registered(programme_id: UUID, *, area_code: str, name: str) -> bool:
    rows = ChatGroup.objects.filter(programme_id=programme_id, area_code=area_code, name=name, ended_at=None)
    return rows.exists()
