"""Home isolation is proposed: everything else that happens to a measure is the same for every kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from fangxian.core.actors.rules import Actor
from fangxian.core.people.models import Person
from fangxian.core.problems.rules import refuse
from fangxian.measures import queries
from fangxian.measures import rules as states
from fangxian.measures import services as measures
from fangxian.measures.models import Measure

from . import rules


def plan_home_isolation(person: Person, *, at: datetime) -> measures.Plan:
    """What home isolation of this person would be now, down to the minute it ends. Errors: Refused."""
    return measures.plan_for(person, measure_type=rules.TYPE, at=at)


def waiting_measure(person: Person, *, at: datetime) -> Measure | None:
    """The measure on this person that waits to be decided or served, if there is one."""
    open_ = queries.open_of_person(person.id, at=at)
    waits = (states.PROPOSED, states.APPROVED)
    return next((measure for measure in open_ if queries.state_of(measure, at=at) in waits), None)


def propose_home_isolation(
    *,
    person: Person,
    home: rules.Suitability,
    milder: Mapping[str, str],
    conditions: Sequence[str],
    support_plan: Mapping[str, str],
    language: str,
    by: Actor,
    at: datetime,
    is_dependent: bool = False,
    companion: str = "",
) -> Measure:
    """Propose that a person stays at home until the end the rule gives; somebody of another body decides.

    A child under fourteen always counts as dependent, whatever the form says.
    """
    chosen = tuple(dict.fromkeys([*rules.ALWAYS_CONDITIONS, *conditions]))
    refuse(rules.why_not_conditions(chosen))
    refuse(rules.why_not_suitable(home, support_plan=support_plan))
    on = at.astimezone(person.programme.zone).date()
    proposal = measures.Proposal(
        person=person,
        kind=rules.KIND,
        type=rules.TYPE,
        milder=milder,
        conditions=chosen,
        support_plan=support_plan,
        needed_support=rules.NEEDED_SUPPORT,
        language=language,
        appeal_route=rules.APPEAL_ROUTE,
        suitability=home.as_json(),
        is_dependent=is_dependent or rules.is_child(person.birth_year, on=on),
        companion=companion,
    )
    return measures.propose([proposal], by=by, at=at)[0]
