"""The only reads of cases, exposures and classifications, limited to the reader's area."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Max, Prefetch, Q, QuerySet

from fangxian.cases import rules
from fangxian.cases.models import Case, Classification, Exposure
from fangxian.cases.rules.batches import AGREED
from fangxian.core.actors.rules import Actor
from fangxian.core.packs.queries import pack_in_force
from fangxian.core.problems.rules import Problem, Refused, said
from fangxian.core.programmes.models import Programme
from fangxian.engine.clocks.deadlines import Deadline, deadline
from fangxian.engine.exposure.windows import CaseTimes
from fangxian.engine.rules.packs import Pack

PROTOCOL, CLOCKS = "cn.protocol", "cn.clock"


def protocol_at(programme: Programme, *, at: datetime) -> Pack:
    """The protocol's edition in force. Errors: Refused if the programme has none at that moment."""
    return _pack(programme, PROTOCOL, at=at)


def clocks_at(programme: Programme, *, at: datetime) -> Pack:
    """The clocks in force. Errors: Refused if the programme has none at that moment."""
    return _pack(programme, CLOCKS, at=at)


def _pack(programme: Programme, family: str, *, at: datetime) -> Pack:
    try:
        return pack_in_force(programme, family, at)
    except LookupError as error:
        text = said("No edition of the rules %(family)s is in force at this moment.")
        raise Refused(Problem("cases.no_pack", text, {"family": family})) from error


def cases_of(by: Actor) -> QuerySet[Case]:
    """Cases looked after in the reader's area, newest first."""
    return (
        Case.objects.filter(programme_id=by.programme_id, area_code__startswith=by.area_code)
        .select_related("person")
        .order_by("-opened_at", "-id")
    )


def case_of(by: Actor, case_id: UUID) -> Case | None:
    return cases_of(by).filter(id=case_id).first()


def next_serial(programme_id: UUID) -> int:
    """The next free case number; the caller holds the lock of the programme's numbers."""
    newest = Case.objects.filter(programme_id=programme_id).aggregate(newest=Max("serial"))["newest"]
    return (newest or 0) + 1


def holding() -> Q:
    """Classifications that hold: by rule, or by hand with both signatures; not replaced since."""
    return Q(replaced_at=None) & (Q(method=rules.BY_RULE) | Q(reviewed_at__isnull=False))


def waiting() -> Q:
    """Classifications by hand that wait for their second reviewer."""
    return Q(replaced_at=None, method=rules.BY_HAND, reviewed_at=None)


def agreed() -> Q:
    """Classifications that may bind: in no batch, or in one where a second person agreed to them (INV-03).

    What a trace found binds nobody before a second person has signed it, in a batch or alone.
    """
    return Q(entry__decision=AGREED) | (Q(entry=None) & ~found_by_trace())


def found_by_trace() -> Q:
    """Classifications that rest on records of places alone and that no second person has seen."""
    return Q(exposure__evidence=rules.TRACED, reviewed_at=None)


def exposures_of(case: Case) -> QuerySet[Exposure]:
    """The exposures of a case, each with `found` (what holds) and `waits` (what waits), as lists of at most one."""
    rows = Classification.objects.select_related("classified_by__unit__body", "reviewed_by__unit__body")
    return (
        Exposure.objects.filter(case=case)
        .select_related("person", "recorded_by__unit__body")
        .prefetch_related(
            Prefetch("classifications", queryset=rows.filter(holding()), to_attr="found"),
            Prefetch("classifications", queryset=rows.filter(waiting()), to_attr="waits"),
        )
        .order_by("recorded_at", "id")
    )


def exposure_of(by: Actor, exposure_id: UUID) -> Exposure | None:
    """An exposure whose case is in the reader's area."""
    return (
        Exposure.objects.filter(programme_id=by.programme_id, case__area_code__startswith=by.area_code, id=exposure_id)
        .select_related("case", "person", "programme")
        .first()
    )


def held_of(exposure: Exposure) -> Classification | None:
    """The classification of an exposure that holds."""
    rows = exposure.classifications.select_related("classified_by__unit__body", "reviewed_by__unit__body")
    return rows.filter(holding()).first()


def classifications_of(by: Actor) -> QuerySet[Classification]:
    """Classifications of exposures whose case is in the reader's area."""
    return Classification.objects.filter(
        programme_id=by.programme_id, exposure__case__area_code__startswith=by.area_code
    ).select_related("exposure__case", "exposure__person", "classified_by__unit__body", "programme")


def waiting_for_review(by: Actor) -> QuerySet[Classification]:
    """Classifications by hand that wait for a second reviewer, oldest first."""
    return classifications_of(by).filter(waiting(), entry=None).order_by("classified_at", "id")


def history_of(exposure: Exposure) -> QuerySet[Classification]:
    """Every classification of an exposure, newest first."""
    return exposure.classifications.select_related("classified_by__unit__body", "reviewed_by__unit__body").order_by(
        "-classified_at", "-id"
    )


def binding_of_person(person_id: UUID, *, at: datetime) -> QuerySet[Classification]:
    """The classifications on which a measure on this person may rest at `at`: they hold, and their case is one."""
    return (
        Classification.objects.filter(
            holding(), agreed(), exposure__person_id=person_id, outcome__in=rules.BINDING_OUTCOMES
        )
        .filter(Q(exposure__case__ruled_out_at=None) | Q(exposure__case__ruled_out_at__gt=at))
        .select_related("exposure__case", "exposure__person", "programme")
        .order_by("exposure__last_contact_on", "id")
    )


def binding_in(by: Actor, *, at: datetime) -> QuerySet[Classification]:
    """The classifications in the reader's area on which a measure may rest at `at`, the oldest contact first."""
    return (
        classifications_of(by)
        .filter(holding(), agreed(), outcome__in=rules.BINDING_OUTCOMES)
        .filter(Q(exposure__case__ruled_out_at=None) | Q(exposure__case__ruled_out_at__gt=at))
        .order_by("exposure__last_contact_on", "id")
    )


def times_of(case: Case) -> CaseTimes:
    """What the engine asks of a case: days and moments, nothing about who it is."""
    return CaseTimes(
        onset_on=case.onset_on,
        sampled_on=case.sampled_on,
        positive_on=case.result_on,
        last_negative_on=case.last_negative_on,
        isolated_at=case.isolated_at,
    )


def deadlines_of(case: Case, *, at: datetime) -> tuple[Deadline, Deadline]:
    """When the direct report and the investigation of a case are due, both from when it became known."""
    pack = clocks_at(case.programme, at=at)
    zone = case.programme.zone
    return (
        deadline(pack.rule("case/report"), case.learned_at, zone),
        deadline(pack.rule("case/investigation"), case.learned_at, zone),
    )


def case_counts(programme_id: UUID, *, at: datetime, area_code: str = "") -> dict[str, int]:
    """How many cases are open at `at` by class; a case that was ruled out is not counted."""
    rows = Case.objects.filter(
        Q(ruled_out_at=None) | Q(ruled_out_at__gt=at),
        programme_id=programme_id,
        area_code__startswith=area_code,
        opened_at__lte=at,
    ).values_list("case_class", flat=True)
    counts = dict.fromkeys(rules.CLASSES, 0)
    for case_class in rows:
        counts[case_class] += 1
    return counts


def contact_counts(case_ids: Sequence[UUID]) -> dict[UUID, int]:
    """How many exposures were recorded for each case."""
    counts = dict.fromkeys(case_ids, 0)
    for case_id in Exposure.objects.filter(case_id__in=case_ids).values_list("case_id", flat=True):
        counts[case_id] += 1
    return counts
