"""What a measure on a person would be, before anybody proposes it: its grounds, its rule, its end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from fangxian.cases import queries as cases
from fangxian.cases.models import Classification
from fangxian.core.people.models import Person
from fangxian.core.problems.rules import Problem, Refused, refuse
from fangxian.engine.isolation.courses import Course, governing, measure_rule
from fangxian.engine.isolation.proposals import Proposal as Allowed
from fangxian.engine.isolation.proposals import propose as allowed_by
from fangxian.engine.rules.packs import Pack, Rule
from fangxian.measures import rules

# WHO says "contact" where the national protocol says "close contact": the same measure rule.
MEASURE_CLASS = {"close": "close", "contact": "close", "secondary": "secondary"}


@dataclass(frozen=True)
class PlannedGround:
    """One classification and the course that it gives by itself."""

    classification: Classification
    contact_class: str
    anchor: date | datetime
    allowed: Allowed
    course: Course


@dataclass(frozen=True)
class Plan:
    """What may be proposed for a person at a moment. Nothing is written.

    course      of the ground that ends last: it ends the measure
    ceiling_at  the latest end that the rule allows
    options     the milder options that must be answered, mildest first
    """

    person: Person
    type: str
    pack: Pack
    rule: Rule
    grounds: tuple[PlannedGround, ...]
    course: Course
    ceiling_at: datetime
    options: tuple[str, ...]

    @property
    def deciding(self) -> PlannedGround:
        return next(ground for ground in self.grounds if ground.course is self.course)


def plan_for(person: Person, *, measure_type: str, at: datetime) -> Plan:
    """The measure of this type that the records and the edition in force allow for a person.

    Errors: Refused if there is no reviewed classification that binds her (INV-01, INV-02), if the
    edition has no measure for her, if it would already have ended, or if the rule does not allow the type.
    """
    refuse(rules.why_not_decided(measure_type))
    grounds = tuple(cases.binding_of_person(person.id, at=at))
    if not grounds:
        raise Refused(Problem("measures.no_evidence", rules.NO_EVIDENCE, field="grounds"))
    pack = cases.protocol_at(person.programme, at=at)
    planned, ended = [], False
    for classification in grounds:
        ground = _ground(classification, pack=pack, measure_type=measure_type, at=at)
        if isinstance(ground, PlannedGround):
            planned.append(ground)
        else:
            ended = ended or ground
    if not planned:
        code, text = ("measures.ended_already", rules.ENDED_ALREADY) if ended else ("measures.no_rule", rules.NO_RULE)
        raise Refused(Problem(code, text))
    course = governing(ground.course for ground in planned)
    deciding = next(ground for ground in planned if ground.course is course)
    rule = pack.rule(course.rule_id)
    _refuse_type(rule, measure_type)
    return Plan(
        person=person,
        type=measure_type,
        pack=pack,
        rule=rule,
        grounds=tuple(planned),
        course=course,
        ceiling_at=_ceiling_at(rule, course),
        options=rules.milder_than(measure_type, deciding.allowed.milder),
    )


def _ground(classification: Classification, *, pack: Pack, measure_type: str, at: datetime) -> PlannedGround | bool:
    """The ground a classification gives; False if the edition has no measure for it, True if it would be over."""
    exposure = classification.exposure
    contact_class = MEASURE_CLASS[classification.outcome]
    anchor = exposure.last_contact_at or exposure.last_contact_on
    rule = measure_rule(pack, contact_class)
    if rule is None:
        return False
    if rule.params["counting"] == "elapsed" and exposure.last_contact_at is None:
        raise Refused(Problem("measures.no_moment", rules.NO_MOMENT, field="last_contact_at"))
    allowed = allowed_by(
        pack, contact_class, anchor, found_at=at, at=at, zone=classification.programme.zone, no_more_than=measure_type
    )
    if allowed is None:
        return False
    if allowed.planned is None or allowed.evaluation.result != "measure":
        return True
    return PlannedGround(classification, contact_class, anchor, allowed, allowed.planned)


def _refuse_type(rule: Rule, measure_type: str) -> None:
    assert rule.ceiling is not None  # the reader of packs refuses a MEASURE rule without one
    refuse(
        rules.why_not_type(
            measure_type,
            ceiling_type=rule.ceiling.type,
            milder=rule.milder,
            phases=[phase["type"] for phase in rule.params["phases"]],
        )
    )


def _ceiling_at(rule: Rule, course: Course) -> datetime:
    assert rule.ceiling is not None
    planned_days = sum(phase["days"] for phase in rule.params["phases"])
    return course.ends_at + timedelta(days=rule.ceiling.days - planned_days)


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
