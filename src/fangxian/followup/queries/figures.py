"""The records behind the figures of follow-ups: who was asked, who was missed, who is unwell (F07)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from fangxian.core.actors.rules import Actor
from fangxian.core.people.models import PersonFile
from fangxian.core.people.queries import canaries
from fangxian.core.programmes.models import Programme
from fangxian.engine.clocks.readings import FOLLOW_UP, ISOLATION, Window, windows_ended
from fangxian.followup import rules
from fangxian.followup.models import Reading, Referral, VisitReport

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
    return _asked(by, window, is_isolated=is_isolated, area_code=area_code).filter(~Exists(_given(window)))


def heard_in(by: Actor, window: Window, *, is_isolated: bool, area_code: str) -> QuerySet[PersonFile]:
    """Who was to be asked in a window and gave a reading in it."""
    return _asked(by, window, is_isolated=is_isolated, area_code=area_code).filter(Exists(_given(window)))


def _asked(by: Actor, window: Window, *, is_isolated: bool, area_code: str) -> QuerySet[PersonFile]:
    assert by.programme_id is not None
    files = expected_at(by.programme_id, window, is_isolated=is_isolated, area_code=area_code)
    return files.filter(area_code__startswith=by.area_code).order_by("area_code", "id")


def _given(window: Window) -> QuerySet[Reading]:
    return Reading.objects.filter(
        file=OuterRef("pk"), outcome=rules.TAKEN, taken_at__gte=window.starts_at, taken_at__lt=window.ends_at
    )


def visits_done_in(by: Actor, *, area_code: str, start: datetime, end: datetime) -> QuerySet[VisitReport]:
    """Visits that were made in [start, end) and reported."""
    rows = VisitReport.objects.filter(programme_id=by.programme_id, done_at__gte=start, done_at__lt=end)
    rows = rows.filter(area_code__startswith=area_code)
    return rows.filter(area_code__startswith=by.area_code).order_by("-done_at", "id")


def unwell_at(by: Actor, *, area_code: str, at: datetime) -> QuerySet[PersonFile]:
    """Who was unwell and with no clinic at `at`, of those followed up."""
    told = Reading.objects.filter(file=OuterRef("pk"), outcome=rules.TAKEN, taken_at__lte=at)
    newest = told.order_by("-taken_at", "-id").values("is_unwell")[:1]
    files = _counted(by, area_code=area_code, at=at).annotate(unwell_then=Subquery(newest))
    return files.filter(~Exists(_away(at)), unwell_then=True).order_by("area_code", "id")


def with_clinic_at(by: Actor, *, area_code: str, at: datetime) -> QuerySet[PersonFile]:
    """Who was with a clinic."""
    return _counted(by, area_code=area_code, at=at).filter(Exists(_away(at))).order_by("area_code", "id")


def _away(at: datetime) -> QuerySet[Referral]:
    """The clinic that somebody was with at `at`."""
    rows = Referral.objects.filter(file=OuterRef("pk"), referred_at__lte=at)
    return rows.filter(Q(returned_at=None) | Q(returned_at__gt=at))


def _counted(by: Actor, *, area_code: str, at: datetime) -> QuerySet[PersonFile]:
    assert by.programme_id is not None
    files = followed(by.programme_id, at=at, area_code=area_code).filter(area_code__startswith=by.area_code)
    return files.exclude(person_id__in=canaries(by.programme_id))
