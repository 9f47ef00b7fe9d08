"""Units, who leads them, and their morning sheets."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from fangxian.core.actors.rules import Actor
from fangxian.core.staff.models import Post, Unit
from fangxian.core.staff.queries import posts_held
from fangxian.readiness.models import MorningSheet, SheetLine, UnitLeader


def units_run(by: Actor) -> QuerySet[Unit]:
    """The units of the reader's area, by agency and name."""
    units = Unit.objects.filter(programme_id=by.programme_id, area_code__startswith=by.area_code)
    return units.select_related("body").order_by("body__name", "name", "id")


def unit_of(unit_id: UUID | None, *, by: Actor) -> Unit | None:
    """A unit whose sheet the reader may see: her own, and with the power to run units any of her area."""
    own = Q(id=by.unit_id) if by.unit_id else Q(pk__in=[])
    area = Q(area_code__startswith=by.area_code) if by.can("readiness.run") else Q(pk__in=[])
    return Unit.objects.filter(own | area, id=unit_id, programme_id=by.programme_id).select_related("body").first()


def leaders_of(unit_ids: Iterable[UUID], *, at: datetime) -> dict[UUID, UnitLeader]:
    """Who leads each of these units at `at`, if she is still in post."""
    rows = UnitLeader.objects.filter(Q(ends_at=None) | Q(ends_at__gt=at), unit__in=set(unit_ids), starts_at__lte=at)
    rows = rows.filter(post__in=posts_held(at=at))
    return {row.unit_id: row for row in rows.select_related("post__user")}


def leader_of(unit: Unit, *, at: datetime) -> UnitLeader | None:
    return leaders_of([unit.id], at=at).get(unit.id)


def units_led(programme_id: UUID, *, area_code: str, at: datetime) -> QuerySet[Unit]:
    """Units of an area that somebody leads at `at`: those of which a morning sheet is expected."""
    led = UnitLeader.objects.filter(Q(ends_at=None) | Q(ends_at__gt=at), programme_id=programme_id, starts_at__lte=at)
    units = Unit.objects.filter(id__in=led.values("unit"), area_code__startswith=area_code)
    return units.select_related("body").order_by("area_code", "name", "id")


def members_of(unit: Unit, *, at: datetime) -> list[Post]:
    """Who is in post in a unit at `at`, one officer and her auxiliaries, by name."""
    return list(posts_held(at=at).filter(unit=unit).order_by("user__full_name", "id"))


def member_of(unit: Unit, post_id: UUID, *, at: datetime) -> Post | None:
    return posts_held(at=at).filter(unit=unit, id=post_id).first()


def sheet_of(unit: Unit, *, day: date) -> MorningSheet | None:
    rows = MorningSheet.objects.filter(unit=unit, sheet_on=day).select_related("unit__body", "dealt_by__user")
    return rows.first()


def sheets_of(by: Actor, *, day: date) -> dict[UUID, MorningSheet]:
    """The sheets of a day of the reader's area, by unit."""
    rows = MorningSheet.objects.filter(
        programme_id=by.programme_id, sheet_on=day, area_code__startswith=by.area_code
    ).defer("notes")
    return {sheet.unit_id: sheet for sheet in rows}


def my_part(by: Actor, *, day: date) -> tuple[MorningSheet, list[SheetLine]] | None:
    """The sheet of the reader's unit of this day and her own lines of it; None until it is dealt out."""
    sheet = MorningSheet.objects.filter(unit=by.unit_id, sheet_on=day, dealt_at__isnull=False).first()
    if sheet is None:
        return None
    return sheet, list(sheet.lines.filter(post_id=by.post_id).order_by("work", "area_code", "place", "id"))
