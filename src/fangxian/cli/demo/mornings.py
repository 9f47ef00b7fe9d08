"""Who can be called on the two days, and the morning sheet of the grid group that the tour meets (F41)."""

from __future__ import annotations

from datetime import datetime, timedelta

from fangxian.core.actors.rules import Purpose
from fangxian.core.staff.models import Unit
from fangxian.readiness.registry import WORKS
from fangxian.readiness.services import deal_evenly, draw_sheet, enter_duty, hand_out, name_leader, write_sheet

from .stage import EVE, FIRST_DAY, SECOND_DAY, STORY_ENDS_AT, Stage, moment

SERVED_FOR = timedelta(days=1)  # the site is looked at after the story: somebody can be called then too
LEFT_OUT_EACH = 20  # one unit of so many has not entered anybody: the board names it
NOTES = "今天先走访前两天家中无人的户；戴好口罩，保持距离；群众有困难当场登记。"


def mornings(stage: Stage) -> None:
    """On the eve everybody's hours are entered; each morning the tour's grid group meets."""
    stage.agenda.add(moment(EVE, "18:00"), lambda at: _enter_hours(stage, at=at))
    for day in (FIRST_DAY, SECOND_DAY):
        stage.agenda.add(moment(day, "08:00"), lambda at: _meet(stage, at=at))


def _enter_hours(stage: Stage, *, at: datetime) -> None:
    by = stage.force.actor("duty", Purpose.COMMAND)
    units = Unit.objects.filter(programme=stage.programme).select_related("body").order_by("area_code", "name", "id")
    for number, unit in enumerate(units, start=1):
        if number % LEFT_OUT_EACH:
            enter_duty(unit=unit, function="值班员", phone=f"0572-{2_000_000 + number}", starts_at=at,
                       ends_at=STORY_ENDS_AT + SERVED_FOR, by=by, at=at)  # fmt: skip
    name_leader(unit=stage.force.posts["grid"].unit, post=stage.force.posts["grid"], by=by, at=at)


def _meet(stage: Stage, *, at: datetime) -> None:
    by = stage.force.actor("grid", Purpose.COMMAND)
    unit = stage.force.posts["grid"].unit
    day = at.astimezone(stage.programme.zone).date()
    sheet = draw_sheet(unit=unit, day=day, works=WORKS.values(), by=by, at=at)
    if sheet.lines.exists():
        write_sheet(sheet=sheet, notes=NOTES, dealt={}, by=by, at=at)
        hand_out(sheet=deal_evenly(sheet=sheet, by=by, at=at), by=by, at=at)
