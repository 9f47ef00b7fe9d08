"""A measure on somebody who came from a listed area: only by a rule of the edition or by a live order (O7).

No national rule of 2020 puts arrivals under a measure; they register and are followed up. Where an order
of the city does, it names its scope and term, and revoking it ends every measure made under it.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from fangxian.cases import queries as cases
from fangxian.core.actors.rules import Actor
from fangxian.core.orders.models import Order
from fangxian.core.orders.queries import live_orders
from fangxian.core.packs.queries import pack_in_force
from fangxian.core.people.models import Person
from fangxian.core.problems.rules import Problem, Refused, refuse
from fangxian.core.programmes.models import Programme
from fangxian.engine.clocks.days import day_end, day_start
from fangxian.engine.isolation.courses import Course, Phase, measure_rule
from fangxian.engine.isolation.proposals import propose as allowed_by
from fangxian.engine.rules.guards import ADVICE_TYPES, MEASURE_TYPES
from fangxian.engine.rules.packs import Ceiling, Pack
from fangxian.measures import queries, rules
from fangxian.screening.models import Verdict

from .planning import Plan, PlannedGround, evaluation_as_json, plan_from

ENABLES = "arrivals_home_observation"
BY_ORDER = "HOME_OBS"  # what an order may bring an arrival to at most: home, never a designated site
TRAVELLER = "traveller"


def plan_for_arrival(person: Person, *, measure_type: str, at: datetime) -> Plan:
    """The measure that a confirmed stay in a listed area allows, by a rule or by an order.

    Errors: Refused if there is no confirmed verdict, or neither a rule nor a live order, or if it is over.
    """
    refuse(rules.why_not_decided(measure_type))
    verdicts = list(queries.confirmed_verdicts(person))
    if not verdicts:
        raise Refused(Problem("measures.no_evidence", rules.NO_EVIDENCE, field="grounds"))
    pack = cases.protocol_at(person.programme, at=at)
    order = live_orders(person.programme_id, at, enables=ENABLES, area_code=person.area_code).first()
    has_rule = measure_rule(pack, TRAVELLER) is not None
    refuse(rules.why_not_arrival(has_measure_rule=has_rule, has_live_order=order is not None))
    if has_rule:
        tried = [_by_rule(v, person=person, pack=pack, measure_type=measure_type, at=at) for v in verdicts]
    else:
        assert order is not None  # refused above
        tried = [
            _by_order(verdict, order=order, person=person, measure_type=measure_type, at=at) for verdict in verdicts
        ]
    planned = [ground for ground in tried if ground is not None]
    return plan_from(person, planned, measure_type=measure_type, has_ended=True)


def why_not_arrivals(programme: Programme, *, by: Actor, at: datetime) -> Problem | None:
    """Why no arrival in the reader's area may be put under a measure at all."""
    pack = cases.protocol_at(programme, at=at)
    orders = live_orders(programme.id, at, enables=ENABLES, area_code=by.area_code or None)
    return rules.why_not_arrival(
        has_measure_rule=measure_rule(pack, TRAVELLER) is not None, has_live_order=orders.exists()
    )


def _left_on(verdict: Verdict) -> date:
    """The last day in a listed area: counting starts at the exposure, not at the arrival."""
    matched = [stay for stay in verdict.inputs["stays"] if stay["reason"] == "matched"]
    return max(date.fromisoformat(stay["until_on"] or stay["arrives_on"]) for stay in matched)


def _by_rule(verdict: Verdict, *, person: Person, pack: Pack, measure_type: str, at: datetime) -> PlannedGround | None:
    left_on = _left_on(verdict)
    zone = person.programme.zone
    allowed = allowed_by(pack, TRAVELLER, left_on, found_at=at, at=at, zone=zone, no_more_than=measure_type)
    rule = measure_rule(pack, TRAVELLER)
    if allowed is None or allowed.planned is None or rule is None or rule.ceiling is None:
        return None
    return PlannedGround(
        pack=pack, rule=rule, contact_class=TRAVELLER, anchor_on=left_on, anchor_at=None, course=allowed.planned,
        evaluation=evaluation_as_json(allowed), milder=allowed.milder, ceiling=rule.ceiling, explain=rule.explain,
        legal_basis=rule.legal_basis, verdict=verdict,
    )  # fmt: skip


def _by_order(
    verdict: Verdict, *, order: Order, person: Person, measure_type: str, at: datetime
) -> PlannedGround | None:
    """The look-back rule's own follow-up days, counted from leaving the area, spent at home by order."""
    pack = pack_in_force(person.programme, verdict.pack_id, at)
    rule = pack.rule(verdict.rule_id)
    days = int(rule.params["follow_up"]["days"])
    left_on, zone = _left_on(verdict), person.programme.zone
    ends_at = day_end(left_on + timedelta(days=days), zone)
    if ends_at <= at or measure_type != BY_ORDER:
        return None
    phase = Phase(BY_ORDER, day_start(left_on, zone), ends_at)
    return PlannedGround(
        pack=pack, rule=rule, contact_class=TRAVELLER, anchor_on=left_on, anchor_at=None,
        course=Course(pack.id, rule.id, left_on, (phase,), ends_at), evaluation=_kept(verdict),
        milder=tuple(kind for kind in MEASURE_TYPES if kind in ADVICE_TYPES and kind != "INFORM"),
        ceiling=Ceiling(BY_ORDER, days), explain=rule.explain, legal_basis=tuple(order.legal_basis), verdict=verdict,
        order=order,
    )  # fmt: skip


def _kept(verdict: Verdict) -> dict[str, object]:
    return {
        "pack_id": verdict.pack_id,
        "pack_sha256": verdict.pack_sha256,
        "rule_id": verdict.rule_id,
        "rule_version": verdict.rule_version,
        "inputs": verdict.inputs,
        "inputs_sha256": verdict.inputs_sha256,
        "result": verdict.result,
        "at": verdict.judged_at.isoformat(),
    }
