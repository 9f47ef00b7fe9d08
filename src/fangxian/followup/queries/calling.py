"""Who is to be asked now, and whom to call next. Computed when read: from windows, measures and readings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from fangxian.core.actors.rules import Actor
from fangxian.core.people.models import PersonFile
from fangxian.core.people.queries import people_with_file_number
from fangxian.core.programmes.models import Programme
from fangxian.engine.clocks.readings import FOLLOW_UP, ISOLATION, Window, window_begun
from fangxian.followup import rules
from fangxian.followup.models import Reading, Referral

from .files import followed, of_reader, pack_of_clocks

ALL, TO_CALL, MISSED, UNWELL, AT_CLINIC = "all", "to_call", "missed", "unwell", "clinic"
SHOWN = (TO_CALL, MISSED, UNWELL, AT_CLINIC, ALL)


@dataclass(frozen=True)
class Due:
    """The windows that began last: of whoever is isolated, and of everybody else who is followed up."""

    isolated: Window
    others: Window


def due_of(programme: Programme, *, at: datetime) -> Due:
    pack = pack_of_clocks(programme, at)
    return Due(
        window_begun(pack, ISOLATION, programme.zone, at=at), window_begun(pack, FOLLOW_UP, programme.zone, at=at)
    )


def asked_now(files: QuerySet[PersonFile], due: Due) -> QuerySet[PersonFile]:
    """Those who were not heard of since their window began, and were followed up before it ended."""
    return files.filter(
        Q(~Exists(_heard(due.isolated)), is_isolated=True, opened_at__lt=due.isolated.ends_at)
        | Q(~Exists(_heard(due.others)), is_isolated=False, opened_at__lt=due.others.ends_at)
    )


def _heard(window: Window) -> QuerySet[Reading]:
    """Whoever answered, also who did not want to say: nobody is asked again and again."""
    return Reading.objects.filter(file=OuterRef("pk"), taken_at__gte=window.starts_at).exclude(
        outcome=rules.NOT_REACHED
    )


def overdue(files: QuerySet[PersonFile], due: Due, *, at: datetime) -> QuerySet[PersonFile]:
    """Of these, those whose window is over: they are called first."""
    late = [is_isolated for is_isolated, window in ((True, due.isolated), (False, due.others)) if window.ends_at <= at]
    return files.filter(is_isolated__in=late) if late else files.none()


def unwell(files: QuerySet[PersonFile]) -> QuerySet[PersonFile]:
    """Those whose newest answer was raised, or told of a sign, and who are not with a clinic."""
    later = Reading.objects.filter(
        file=OuterRef("file"), outcome=rules.TAKEN, taken_at__gt=OuterRef("taken_at"), is_unwell=False
    )
    told = Reading.objects.filter(~Exists(later), file=OuterRef("pk"), is_unwell=True)
    away = Referral.objects.filter(file=OuterRef("pk"), returned_at=None)
    return files.filter(Exists(told)).exclude(Exists(away))


def with_clinic(files: QuerySet[PersonFile]) -> QuerySet[PersonFile]:
    return files.filter(Exists(Referral.objects.filter(file=OuterRef("pk"), returned_at=None)))


def followups_of(by: Actor, shown: str, *, due: Due, at: datetime) -> QuerySet[PersonFile]:
    """The follow-ups of the reader's area and care teams in one of the lists of SHOWN, in the order of places."""
    assert by.programme_id is not None
    files = of_reader(followed(by.programme_id, at=at), by)
    chosen = {
        ALL: lambda: files,
        TO_CALL: lambda: asked_now(files, due),
        MISSED: lambda: overdue(asked_now(files, due), due, at=at),
        UNWELL: lambda: unwell(files),
        AT_CLINIC: lambda: with_clinic(files),
    }[shown]()
    return chosen.select_related("person").order_by("area_code", "id")


@dataclass(frozen=True)
class Counts:
    """How many stand in each list."""

    to_call: int
    missed: int
    unwell: int
    clinic: int
    all: int


def counts_of(by: Actor, *, due: Due, at: datetime) -> Counts:
    """The sizes of the lists, each counted by the list's own question."""
    found = {shown: followups_of(by, shown, due=due, at=at).order_by().aggregate(n=Count("id"))["n"] for shown in SHOWN}
    return Counts(**found)


def next_due(by: Actor, *, due: Due, at: datetime, after: UUID | None = None) -> PersonFile | None:
    """Whom to call next: missed windows first, then in the order of places; `after` goes to the end of the list.

    Whoever was not reached within the last half hour is left for later.
    """
    lately = Reading.objects.filter(file=OuterRef("pk"), taken_at__gt=at - timedelta(minutes=30))
    for shown in (MISSED, TO_CALL):
        rows = followups_of(by, shown, due=due, at=at).exclude(Exists(lately))
        found = (rows.exclude(id=after) if after else rows).first()
        if found is not None:
            return found
    return None


def found_by_number(by: Actor, number: str, *, at: datetime) -> PersonFile | None:
    """A follow-up of the reader by the number of its file."""
    assert by.programme_id is not None
    people = people_with_file_number(number.strip(), programme_id=by.programme_id)
    return of_reader(PersonFile.objects.filter(person__in=people), by).first()


def unreached(programme: Programme, *, at: datetime) -> list[tuple[PersonFile, datetime]]:
    """Those who were called in vain and not heard of since: each with when her window began. For the worker.

    How long is waited before somebody goes to see her stands in the pack.
    """
    due = due_of(programme, at=at)
    wait = timedelta(minutes=pack_of_clocks(programme, at).rule("readings/visit-after").params["minutes"])
    found = []
    for is_isolated, window in ((True, due.isolated), (False, due.others)):
        called = Reading.objects.filter(
            file=OuterRef("pk"), outcome=rules.NOT_REACHED, taken_at__gte=window.starts_at, taken_at__lte=at - wait
        )
        files = asked_now(followed(programme.id, at=at).filter(is_isolated=is_isolated), due)
        found += [(file, window.starts_at) for file in files.filter(Exists(called)).order_by("id")]
    return found
