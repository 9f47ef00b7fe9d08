"""The records behind the figures of follow-ups: who was asked, who was missed, who is unwell (F07)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from fangxian.core.actors.rules import Actor
from fangxian.core.people.models import PersonFile
from fangxian.core.people.queries import canaries
from fangxian.core.programmes.models import Programme
from fangxian.engine.clocks.readings import FOLLOW_UP, ISOLATION, Window, windows_ended
from fangxian.followup import rules
from fangxian.followup.models import Reading

from .calling import unwell, with_clinic
from .files import followed, pack_of_clocks


def done_in(by: Actor, *, area_code: str, start: datetime, end: datetime) -> QuerySet[Reading]:
    """Answers that were given in [start, end)."""
    rows = Reading.objects.filter(
        programme_id=by.programme_id, area_code__startswith=area_code, outcome=rules.TAKEN, taken_at__gte=start,
        taken_at__lt=end,
    )  # fmt: skip
    return rows.filter(area_code__startswith=by.area_code).order_by("taken_at", "id")


def windows_of_period(programme: Programme, *, start: datetime, end: datetime) -> list[tuple[bool, Window]]:
    """The windows that ended in the time, each with whether it is asked of whoever is isolated."""
    pack = pack_of_clocks(programme, end)
    return [
        (is_isolated, window)
        for is_isolated, rule in ((True, ISOLATION), (False, FOLLOW_UP))
        for window in windows_ended(pack, rule, programme.zone, start=start, end=end)
    ]


def expected_at(programme_id: UUID, window: Window, *, is_isolated: bool, area_code: str) -> QuerySet[PersonFile]:
    """Who was to be asked in a window: followed up when it ended. Nobody who is made up is counted."""
    files = followed(programme_id, at=window.ends_at, area_code=area_code)
    return files.filter(is_isolated=is_isolated).exclude(person_id__in=canaries(programme_id))


def missed_in(by: Actor, window: Window, *, is_isolated: bool, area_code: str) -> QuerySet[PersonFile]:
    """Who was to be asked in a window and gave no reading in it."""
    assert by.programme_id is not None
    given = Reading.objects.filter(
        file=OuterRef("pk"), outcome=rules.TAKEN, taken_at__gte=window.starts_at, taken_at__lt=window.ends_at
    )
    files = expected_at(by.programme_id, window, is_isolated=is_isolated, area_code=area_code)
    return files.filter(~Exists(given), area_code__startswith=by.area_code).order_by("area_code", "id")


def unwell_at(by: Actor, *, area_code: str, at: datetime) -> QuerySet[PersonFile]:
    """Who was unwell and with no clinic at `at`, of those followed up."""
    return unwell(_counted(by, area_code=area_code, at=at)).order_by("area_code", "id")


def with_clinic_at(by: Actor, *, area_code: str, at: datetime) -> QuerySet[PersonFile]:
    """Who was with a clinic."""
    return with_clinic(_counted(by, area_code=area_code, at=at)).order_by("area_code", "id")


def _counted(by: Actor, *, area_code: str, at: datetime) -> QuerySet[PersonFile]:
    assert by.programme_id is not None
    files = followed(by.programme_id, at=at, area_code=area_code).filter(area_code__startswith=by.area_code)
    return files.exclude(person_id__in=canaries(by.programme_id))
