"""A measure is proposed by one health body and decided by another, from evidence that both have seen."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from fangxian.cases.queries import binding_of_person, protocol_at
from fangxian.cases.queries.contacts import undecided
from fangxian.core.actors.rules import Actor, why_not_use
from fangxian.core.audit import services as audit
from fangxian.core.people.models import Person
from fangxian.core.problems.rules import Problem, Refused, refuse, said
from fangxian.core.programmes.rules import why_not_collect
from fangxian.core.staff.models import Body
from fangxian.measures import queries, rules
from fangxian.measures.models import Ground, Measure

from .arrivals import plan_for_arrival
from .planning import Plan, PlannedGround, plan_for_contact


@dataclass(frozen=True)
class Proposal:
    """What somebody proposes for one person; the kind fills it from its form.

    milder         why each milder option of the rule is not enough (INV-07)
    support_plan   part of daily life -> who provides it; `needed_support` names the parts that must be there
    companion      guardian or carer who stays with a dependent person (INV-11)
    """

    person: Person
    kind: str
    type: str
    milder: Mapping[str, str]
    conditions: Sequence[str]
    support_plan: Mapping[str, str]
    needed_support: Sequence[str]
    language: str
    appeal_route: str
    suitability: Mapping[str, Any] = field(default_factory=dict)
    is_dependent: bool = False
    companion: str = ""


def plan_for(person: Person, *, measure_type: str, at: datetime) -> Plan:
    """The measure of this type that is allowed for a person now: as a contact, else as an arrival.

    Errors: Refused with the reason why nothing may be proposed.
    """
    if is_contact(person, at=at):
        return plan_for_contact(person, measure_type=measure_type, at=at)
    return plan_for_arrival(person, measure_type=measure_type, at=at)


def is_contact(person: Person, *, at: datetime) -> bool:
    """Whether a classification that holds binds this person at `at`."""
    return binding_of_person(person.id, at=at).exists()


@transaction.atomic
def propose(proposals: Sequence[Proposal], *, by: Actor, at: datetime) -> list[Measure]:
    """Propose measures, each from recorded evidence; nobody is bound by a proposal.

    At most twenty in one operation (INV-03, O6). Errors: Refused, and nothing is written.
    """
    refuse(rules.why_not_so_many(len(proposals)))
    return [_propose(proposal, by=by, at=at) for proposal in proposals]


def _propose(proposal: Proposal, *, by: Actor, at: datetime) -> Measure:
    person = Person.objects.select_for_update(of=("self",)).select_related("programme").get(id=proposal.person.id)
    refuse(why_not_use("measures.propose", by=by, area_code=person.area_code))
    refuse(why_not_collect(stood_down_at=person.programme.stood_down_at, at=at))
    refuse(rules.why_not_health(by))
    plan = plan_for(person, measure_type=proposal.type, at=at)
    refuse(rules.why_not_milder(proposal.milder, options=plan.options))
    refuse(rules.why_not_support(proposal.support_plan, needed=proposal.needed_support))
    refuse(rules.why_not_companion(is_dependent=proposal.is_dependent, companion=proposal.companion))
    refuse(_why_not_language(proposal.language))
    measure = _write(proposal, plan=plan, follows=_followed(person, plan, at=at), by=by, at=at)
    Ground.objects.bulk_create(_ground(ground, measure=measure) for ground in plan.grounds)
    audit.record(
        "measures.proposed", on=measure, about=person.id, by=by, at=at,
        detail={"rule": f"{measure.rule_id}@{measure.rule_version}", "type": measure.type,
                "ends_at": measure.ends_at.isoformat()},
    )  # fmt: skip
    return measure


def _why_not_language(language: str) -> Problem | None:
    if language not in rules.LANGUAGES:
        return Problem("measures.unknown_language", said("Choose the language of the notice."), field="language")
    return None


def _followed(person: Person, plan: Plan, *, at: datetime) -> Measure | None:
    """The measure in force that this one would follow; a longer one needs a new exposure (INV-04)."""
    open_ = queries.open_of_person(person.id, at=at)
    known = {ref for earlier in open_ for ref in earlier.evidence_refs}
    is_new = any(ground.refs[0] not in known for ground in plan.grounds)
    refuse(rules.why_not_again(open_states=[queries.state_of(m, at=at) for m in open_], is_new_evidence=is_new))
    return open_[0] if open_ else None


def _write(proposal: Proposal, *, plan: Plan, follows: Measure | None, by: Actor, at: datetime) -> Measure:
    person, ground = plan.person, plan.deciding
    _lock_numbers(person.programme_id)
    return Measure.objects.create(
        programme_id=person.programme_id,
        number=f"{queries.newest_number(person.programme_id) + 1:06d}",
        kind=proposal.kind,
        type=proposal.type,
        person=person,
        area_code=person.area_code,
        follows=follows,
        language=proposal.language,
        pack_id=ground.pack.id,
        pack_sha256=ground.pack.sha256,
        edition=ground.pack.edition,
        rule_id=ground.rule.id,
        rule_version=ground.rule.version,
        evaluation=dict(ground.evaluation),
        explain_zh=ground.explain.zh,
        explain_en=ground.explain.en,
        evidence_refs=list(dict.fromkeys(ref for one in plan.grounds for ref in one.refs)),
        legal_basis=list(ground.legal_basis),
        anchor_on=plan.course.anchor_on,
        phases=rules.phases_as_json(plan.course),
        ends_at=plan.course.ends_at,
        ceiling_type=ground.ceiling.type,
        ceiling_days=ground.ceiling.days,
        ceiling_at=plan.ceiling_at,
        milder={option: proposal.milder[option].strip() for option in plan.options},
        conditions=list(proposal.conditions),
        suitability=dict(proposal.suitability),
        support_plan=json.dumps({k: v.strip() for k, v in proposal.support_plan.items()}, ensure_ascii=False),
        is_dependent=proposal.is_dependent,
        companion=proposal.companion.strip() or None,
        appeal_route=proposal.appeal_route,
        proposed_at=at,
        proposer_id=by.post_id,
        proposer_user_id=by.user_id,
        proposer_body_id=by.body_id,
    )


def _ground(planned: PlannedGround, *, measure: Measure) -> Ground:
    return Ground(
        programme_id=measure.programme_id,
        measure=measure,
        classification=planned.classification,
        case=planned.classification.exposure.case if planned.classification else None,
        verdict_id=planned.verdict.id if planned.verdict else None,
        order=planned.order,
        pack_id=planned.course.pack_id,
        rule_id=planned.course.rule_id,
        contact_class=planned.contact_class,
        anchor_on=planned.anchor_on,
        anchor_at=planned.anchor_at,
        phases=rules.phases_as_json(planned.course),
        ends_at=planned.course.ends_at,
    )


def _lock_numbers(programme_id: UUID) -> None:
    """Two notices made at once must not take the same number."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s::text, 0))", [f"measures:{programme_id}"])


def evidence_sha256(measure: Measure) -> str:
    """The fingerprint of everything an approver has to see: grounds with their inputs, answers, plan, end."""
    grounds = [
        {
            "classification": str(ground.classification_id),
            "inputs_sha256": ground.classification.inputs_sha256 if ground.classification else "",
            "outcome": ground.classification.outcome if ground.classification else "",
            "verdict": str(ground.verdict_id or ""),
            "ends_at": ground.ends_at.isoformat(),
        }
        for ground in queries.grounds_of(measure)
    ]
    return rules.digest_of_evidence(
        {
            "measure": str(measure.id),
            "rule": f"{measure.rule_id}@{measure.rule_version}",
            "pack_sha256": measure.pack_sha256,
            "evaluation": measure.evaluation,
            "phases": measure.phases,
            "ends_at": measure.ends_at.isoformat(),
            "milder": measure.milder,
            "conditions": list(measure.conditions),
            "suitability": measure.suitability,
            "support_plan": measure.support_plan,
            "grounds": grounds,
        }
    )


def why_not_approve(measure: Measure, *, seen_sha256: str, by: Actor, at: datetime) -> Problem | None:
    """Why `by` may not approve this measure now: asked by the screen before and by the service again."""
    return (
        why_not_use("measures.approve", by=by, area_code=measure.area_code)
        or rules.why_not_approve(
            state=queries.state_of(measure, at=at),
            first_user_id=measure.proposer_user_id,
            first_body_id=measure.proposer_body_id,
            sector=Body.objects.filter(id=by.body_id).values_list("sector", flat=True).first() or "",
            seen_sha256=seen_sha256,
            evidence_sha256=evidence_sha256(measure),
            by=by,
        )
        or why_not_on_undecided(measure)
        or why_not_under_edition(measure, at=at)
    )


def why_not_on_undecided(measure: Measure) -> Problem | None:
    """Why nobody is bound yet: a class on which it rests lies before the second reviewer, or was sent back (INV-03)."""
    if undecided(ground.classification_id for ground in measure.grounds.exclude(classification=None)):
        return Problem(
            "measures.class_waits",
            said("A class on which this rests waits for its second reviewer, or was sent back: that comes first."),
        )
    return None


def why_not_under_edition(measure: Measure, *, at: datetime) -> Problem | None:
    """Why a proposal of an older edition may not go on: the new one may only shorten (INV-06)."""
    if measure.grounds.filter(order__isnull=False).exists():
        return None  # made under an order: revoking it, or a verdict that changes, ends its ground
    if protocol_at(measure.programme, at=at).id != measure.pack_id:
        return Problem(
            "measures.edition_changed",
            said("A new edition is in force since this was proposed: withdraw it and propose it anew."),
        )
    return None


@transaction.atomic
def approve(*, measure: Measure, seen_sha256: str, by: Actor, at: datetime) -> Measure:
    """Decide that a proposed measure is to be served: one person of another health body, one measure at a time."""
    measure = locked(measure)
    refuse(why_not_approve(measure, seen_sha256=seen_sha256, by=by, at=at))
    measure.approved_at, measure.approved_sha256 = at, seen_sha256
    measure.approver_id, measure.approver_user_id, measure.deciding_body_id = by.post_id, by.user_id, by.body_id
    measure.save(update_fields=["approved_at", "approved_sha256", "approver", "approver_user", "deciding_body"])
    audit.record(
        "measures.approved", on=measure, about=measure.person_id, by=by, at=at, detail={"evidence": seen_sha256}
    )
    return measure


@transaction.atomic
def decline(*, measure: Measure, reason: str, by: Actor, at: datetime) -> Measure:
    """Decide that a proposed measure is not to be, with a reason."""
    measure = locked(measure)
    refuse(why_not_use("measures.approve", by=by, area_code=measure.area_code))
    refuse(rules.why_not_decline(state=queries.state_of(measure, at=at), reason=reason))
    measure.declined_at, measure.declined_reason = at, reason.strip()
    measure.save(update_fields=["declined_at", "declined_reason"])
    audit.record("measures.declined", on=measure, about=measure.person_id, by=by, at=at)
    return measure


@transaction.atomic
def withdraw(*, measure: Measure, by: Actor, at: datetime) -> Measure:
    """Take a proposal back before it is served."""
    measure = locked(measure)
    refuse(why_not_use("measures.propose", by=by, area_code=measure.area_code))
    refuse(
        rules.why_not_withdraw(state=queries.state_of(measure, at=at), first_body_id=measure.proposer_body_id, by=by)
    )
    measure.withdrawn_at = at
    measure.save(update_fields=["withdrawn_at"])
    audit.record("measures.withdrawn", on=measure, about=measure.person_id, by=by, at=at)
    return measure


def locked(measure: Measure) -> Measure:
    """The measure as it is now, kept from others until the end of the transaction. Errors: Refused if gone."""
    Measure.objects.select_for_update().filter(id=measure.id).first()
    found = queries.by_id(measure.id)
    if found is None:
        raise Refused(Problem("measures.gone", said("This measure does not exist."), status=404))
    return found
