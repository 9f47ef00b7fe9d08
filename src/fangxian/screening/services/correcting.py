"""What the field found, what a person corrects, and the proof that a verdict can be reached again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from fangxian.core.actors.rules import Actor
from fangxian.core.audit import services as audit
from fangxian.core.problems.rules import Problem, refuse, said
from fangxian.core.programmes.models import Programme, new_id
from fangxian.engine.rules.packs import read_pack
from fangxian.intake import queries as intake
from fangxian.intake.models import Fact
from fangxian.intake.services import Entry, record_facts
from fangxian.screening import queries, rules
from fangxian.screening.models import Verdict


@transaction.atomic
def note_field_finding(*, verdict_id: UUID, outcome: str, by: Actor, at: datetime) -> None:
    """Write beside a verdict what the worker found on the spot; it changes no result by itself.

    What is found untrue is shown to the epidemiologist, who corrects the fact; the verdict is then reached anew.
    """
    verdict = Verdict.objects.select_for_update().get(id=verdict_id, programme_id=by.programme_id)
    verdict.field_outcome, verdict.field_checked_at = outcome, at
    verdict.save(update_fields=["field_outcome", "field_checked_at"])
    audit.record("screening.field_finding_noted", on=verdict, about=verdict.person_id, by=by, at=at,
                 detail={"outcome": outcome})  # fmt: skip


@transaction.atomic
def correct_stays(
    *, verdict: Verdict, arrives_on: str | None, stays: Sequence[dict[str, Any]], reason: str, by: Actor, at: datetime
) -> Fact:
    """Record what the stays really were: a new fact in place of the one that was judged (INV-10).

    It is judged like any other; the old verdict stays on record as superseded.
    """
    refuse(
        rules.why_not_correct(superseded=verdict.superseded_by is not None, in_area=by.covers(verdict.area_code), by=by)
    )
    programme = Programme.objects.get(id=verdict.programme_id)
    old = intake.facts_by_id([verdict.fact_id], programme_id=programme.id)[verdict.fact_id]
    entry = Entry(
        client_id=new_id(),
        claim=None,
        person=old.person,
        area_code=old.area_code,
        occurred_at=at,
        content={**old.content, "arrives_on": arrives_on, "stays": list(stays), "corrected_because": reason.strip()},
        supersedes=old.id,
        sender=old.sender,
    )
    (fact,) = record_facts(
        source=old.source,
        entries=[entry],
        programme=programme,
        legal_basis=old.legal_basis,
        by=by,
        at=at,
        clock_profile=old.clock_profile,
    )
    return fact


def replay(verdict: Verdict) -> Problem | None:
    """Judge a verdict's own snapshot again; None if the same comes out, else what differs.

    The rule is the edition that was used, known by its hash, and the lists are those that had effect then.
    """
    pack = read_pack(verdict.pack_id)
    if pack.sha256 != verdict.pack_sha256:
        return Problem("screening.other_edition", said("The edition on file is not the one that was used."))
    if rules.hash_of(verdict.inputs) != verdict.inputs_sha256:
        return Problem("screening.inputs_changed", said("The kept inputs do not match their hash."))
    timezone = Programme.objects.get(id=verdict.programme_id).timezone
    basis = queries.basis_of(
        pack,
        timezone=timezone,
        list_ids=verdict.inputs["area_lists"],
        as_of=rules.as_day(verdict.inputs["listed_as_of"]),
    )
    again = rules.judge_fact(rules.stays_of(verdict.inputs), basis, at=verdict.judged_at)
    if again is None or (again.result, again.inputs_sha256) != (verdict.result, verdict.inputs_sha256):
        return Problem("screening.not_the_same", said("Judged again, the result is not the same."))
    return None
