"""A case is opened with a laboratory reference, its steps are recorded, and it may turn out to be none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection, transaction

from fangxian.cases import queries, rules
from fangxian.cases.models import Case
from fangxian.core.actors.rules import Actor, why_not_use
from fangxian.core.audit import services as audit
from fangxian.core.people.services import Claim, know_people
from fangxian.core.privacy.queries import blind_index
from fangxian.core.problems.rules import Problem, Refused, refuse, said
from fangxian.core.programmes.models import Programme
from fangxian.core.programmes.rules import why_not_collect

from .authority import why_not_work_on


@dataclass(frozen=True)
class Laboratory:
    """The laboratory's reference of a result, without which there is no case.

    sample_number   as the laboratory wrote it; kept encrypted
    result_on       city day of the result; sampled_on city day of the sample
    """

    lab_name: str
    sample_number: str
    sampled_on: date | None
    result_on: date | None


@transaction.atomic
def open_case(
    *,
    claim: Claim,
    laboratory: Laboratory,
    case_class: str,
    onset_on: date | None,
    isolated_at: datetime | None,
    learned_at: datetime,
    programme: Programme,
    by: Actor,
    at: datetime,
    last_negative_on: date | None = None,
) -> Case:
    """Open a case from a laboratory result. Its two clocks run from `learned_at`."""
    refuse(why_not_use("cases.investigate", by=by, area_code=claim.area_code))
    refuse(why_not_collect(stood_down_at=programme.stood_down_at, at=at))
    refuse(rules.why_not_decide(by))
    refuse(
        _why_not_terms(
            laboratory, case_class=case_class, onset_on=onset_on, isolated_at=isolated_at, at=at, zone=programme.zone
        )
    )
    refuse(_why_not_learned(learned_at, at=at))
    index = blind_index(_sample_key(laboratory), programme_id=programme.id, label="cases.sample")
    _lock_numbers(programme.id)
    refuse(_why_not_sample(index, programme.id))
    case = Case.objects.create(
        programme=programme,
        serial=queries.next_serial(programme.id),
        person=know_people([claim], programme=programme, by=by, at=at)[0],
        area_code=claim.area_code,
        case_class=case_class,
        **_reference(laboratory, index),
        onset_on=onset_on,
        last_negative_on=last_negative_on,
        isolated_at=isolated_at,
        learned_at=learned_at,
        protocol_id=queries.protocol_at(programme, at=at).id,
        opened_at=at,
        opened_by_id=by.post_id,
    )
    audit.record("cases.opened", on=case, about=case.person_id, by=by, at=at, detail={"protocol": case.protocol_id})
    return case


def _reference(laboratory: Laboratory, index: bytes) -> dict[str, Any]:
    """The columns that link a case to its laboratory result."""
    return {
        "lab_name": laboratory.lab_name.strip(),
        "sample_number": laboratory.sample_number.strip(),
        "sample_index": index,
        "result_on": laboratory.result_on,
        "sampled_on": laboratory.sampled_on,
    }


@transaction.atomic
def record_step(*, case: Case, step: str, by: Actor, at: datetime) -> Case:
    """Record that the case was reported directly, or that its investigation was filed; each once."""
    refuse(why_not_work_on(case, by=by, at=at))
    case = Case.objects.select_for_update().get(id=case.id)
    field = {"reported": "reported_at", "investigated": "investigated_at"}[step]
    if getattr(case, field) is not None:
        raise Refused(Problem("cases.step_done", said("This step was already recorded.")))
    setattr(case, field, at)
    case.save(update_fields=[field])
    audit.record(f"cases.{step}", on=case, about=case.person_id, by=by, at=at)
    return case


@transaction.atomic
def rule_out(*, case: Case, reason: str, by: Actor, at: datetime) -> Case:
    """Record that a case is no case: from this moment nothing that rests on it binds anybody (C22)."""
    refuse(why_not_use("cases.investigate", by=by, area_code=case.area_code))
    refuse(rules.why_not_decide(by))
    case = Case.objects.select_for_update().get(id=case.id)
    refuse(rules.why_not_rule_out(ruled_out_at=case.ruled_out_at, reason=reason))
    case.ruled_out_at, case.ruled_out_by_id, case.ruled_out_reason = at, by.post_id, reason.strip()
    case.save(update_fields=["ruled_out_at", "ruled_out_by", "ruled_out_reason"])
    audit.record("cases.ruled_out", on=case, about=case.person_id, by=by, at=at)
    return case


def saw_case(case: Case, *, by: Actor, at: datetime, count: int = 1) -> None:
    """Record that somebody read a case and its contacts."""
    audit.record("cases.saw_case", on=case, about=case.person_id, by=by, at=at, count=count)


def _why_not_terms(
    laboratory: Laboratory,
    *,
    case_class: str,
    onset_on: date | None,
    isolated_at: datetime | None,
    at: datetime,
    zone: ZoneInfo,
) -> Problem | None:
    """Why the laboratory's reference or the days open no case."""
    problem = rules.why_not_laboratory(
        lab_name=laboratory.lab_name, sample_number=laboratory.sample_number, result_on=laboratory.result_on
    )
    if problem is not None or laboratory.result_on is None:
        return problem
    return rules.why_not_days(
        case_class=case_class,
        onset_on=onset_on,
        sampled_on=laboratory.sampled_on,
        result_on=laboratory.result_on,
        isolated_at=isolated_at,
        at=at,
        zone=zone,
    )


def _why_not_learned(learned_at: datetime, *, at: datetime) -> Problem | None:
    if learned_at > at:
        return Problem("cases.learned_in_future", said("This moment lies in the future."), field="learned_at")
    return None


def _why_not_sample(index: bytes, programme_id: UUID) -> Problem | None:
    known = Case.objects.filter(programme_id=programme_id, sample_index=index).values_list("serial", flat=True).first()
    if known is None:
        return None
    return Problem(
        "cases.sample_used",
        said("This sample already belongs to case %(serial)s."),
        {"serial": known},
        field="sample_number",
    )


def _sample_key(laboratory: Laboratory) -> str:
    return "".join(f"{laboratory.lab_name}|{laboratory.sample_number}".split()).casefold()


def _lock_numbers(programme_id: UUID) -> None:
    """Two cases opened at once must not take the same number."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s::text, 0))", [f"cases:{programme_id}"])
