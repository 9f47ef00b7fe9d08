"""What a measure on a person would be, before anybody proposes it: its grounds, its rule, its end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from fangxian.cases import queries as cases
from fangxian.cases.models import Classification
from fangxian.core.orders.models import Order
from fangxian.core.people.models import Person
from fangxian.core.problems.rules import Problem, Refused, refuse
from fangxian.engine.isolation.courses import Course, governing, measure_rule
from fangxian.engine.isolation.proposals import Proposal as Allowed
from fangxian.engine.isolation.proposals import propose as allowed_by
from fangxian.engine.rules.packs import Ceiling, Pack, Rule
from fangxian.engine.texts import Bilingual
from fangxian.measures import rules
from fangxian.screening.models import Verdict

# WHO says "contact" where the national protocol says "close contact": the same measure rule.
MEASURE_CLASS = {"close": "close", "contact": "close", "secondary": "secondary"}


@dataclass(frozen=True)
class PlannedGround:
    """One evaluation that a measure may rest on, and the course that it gives by itself.

    classification   of a contact; or verdict of an arrival, with the order that allows a measure if no rule does
    evaluation       the kept snapshot, enough to compute it again
    milder           the milder options of the rule, least intrusive first
    """

    pack: Pack
    rule: Rule
    contact_class: str
    anchor_on: date
    anchor_at: datetime | None
    course: Course
    evaluation: Mapping[str, Any]
    milder: tuple[str, ...]
    ceiling: Ceiling
    explain: Bilingual
    legal_basis: tuple[str, ...]
    classification: Classification | None = None
    verdict: Verdict | None = None
    order: Order | None = None

    @property
    def ceiling_at(self) -> datetime:
        """The latest end that the rule allows."""
        planned_days = (self.course.ends_at - self.course.phases[0].starts_at).days
        first_offset = 0 if self.rule.params.get("first_day") == "anchor" else 1
        return self.course.ends_at + timedelta(days=max(0, self.ceiling.days + first_offset - planned_days))

    @property
    def refs(self) -> tuple[str, ...]:
        """What an approver has to see, by kind and id."""
        if self.classification is not None:
            exposure = self.classification.exposure
            return f"classification:{self.classification.id}", f"exposure:{exposure.id}", f"case:{exposure.case_id}"
        assert self.verdict is not None
        orders = (f"order:{self.order.id}",) if self.order else ()
        return (f"verdict:{self.verdict.id}", *orders)


@dataclass(frozen=True)
class Plan:
    """What may be proposed for a person at a moment. Nothing is written.

    deciding   the ground that ends last: it ends the measure
    options    the milder options that must be answered, mildest first
    """

    person: Person
    type: str
    grounds: tuple[PlannedGround, ...]
    deciding: PlannedGround
    options: tuple[str, ...]

    @property
    def course(self) -> Course:
        return self.deciding.course

    @property
    def ceiling_at(self) -> datetime:
        return self.deciding.ceiling_at


def plan_from(person: Person, planned: list[PlannedGround], *, measure_type: str, has_ended: bool) -> Plan:
    """The plan that some grounds give.

    Errors: Refused if there are none left, or if the rule does not allow the type.
    """
    if not planned:
        code, text = (
            ("measures.ended_already", rules.ENDED_ALREADY) if has_ended else ("measures.no_rule", rules.NO_RULE)
        )
        raise Refused(Problem(code, text))
    last = governing(ground.course for ground in planned)
    deciding = next(ground for ground in planned if ground.course is last)
    refuse(
        rules.why_not_type(
            measure_type,
            ceiling_type=deciding.ceiling.type,
            milder=deciding.milder,
            phases=[phase.type for phase in deciding.course.phases],
        )
    )
    return Plan(person, measure_type, tuple(planned), deciding, rules.milder_than(measure_type, deciding.milder))


def plan_for_contact(person: Person, *, measure_type: str, at: datetime) -> Plan:
    """The measure of this type that the records and the edition in force allow for a contact.

    Errors: Refused if there is no reviewed classification that binds her (INV-01, INV-02), if the
    edition has no measure for her, if it would already have ended, or if the rule does not allow the type.
    """
    refuse(rules.why_not_decided(measure_type))
    found = tuple(cases.binding_of_person(person.id, at=at))
    if not found:
        raise Refused(Problem("measures.no_evidence", rules.NO_EVIDENCE, field="grounds"))
    pack = cases.protocol_at(person.programme, at=at)
    tried = [_ground(classification, pack=pack, measure_type=measure_type, at=at) for classification in found]
    planned = [ground for ground in tried if isinstance(ground, PlannedGround)]
    return plan_from(person, planned, measure_type=measure_type, has_ended=True in tried)


def _ground(classification: Classification, *, pack: Pack, measure_type: str, at: datetime) -> PlannedGround | bool:
    """The ground a classification gives; False if the edition has no measure for it, True if it would be over."""
    exposure = classification.exposure
    contact_class = MEASURE_CLASS[classification.outcome]
    rule = measure_rule(pack, contact_class)
    if rule is None or rule.ceiling is None:
        return False
    if rule.params["counting"] == "elapsed" and exposure.last_contact_at is None:
        raise Refused(Problem("measures.no_moment", rules.NO_MOMENT, field="last_contact_at"))
    anchor = exposure.last_contact_at or exposure.last_contact_on
    zone = classification.programme.zone
    allowed = allowed_by(pack, contact_class, anchor, found_at=at, at=at, zone=zone, no_more_than=measure_type)
    if allowed is None:
        return False
    if allowed.planned is None or allowed.evaluation.result != "measure":
        return True
    return PlannedGround(
        pack=pack,
        rule=rule,
        contact_class=contact_class,
        anchor_on=allowed.planned.anchor_on,
        anchor_at=exposure.last_contact_at,
        course=allowed.planned,
        evaluation=evaluation_as_json(allowed),
        milder=allowed.milder,
        ceiling=rule.ceiling,
        explain=rule.explain,
        legal_basis=rule.legal_basis,
        classification=classification,
    )


def evaluation_as_json(allowed: Allowed) -> dict[str, Any]:
    """The evaluation as it is kept with the measure, enough to compute it again."""
    evaluation = allowed.evaluation
    return {
        "pack_id": evaluation.pack_id,
        "pack_sha256": evaluation.pack_sha256,
        "rule_id": evaluation.rule_id,
        "rule_version": evaluation.rule_version,
        "inputs": dict(evaluation.snapshot),
        "inputs_sha256": evaluation.snapshot_hash,
        "result": evaluation.result,
        "at": evaluation.at.isoformat(),
    }
