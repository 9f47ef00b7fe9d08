"""From a class of contact to a proposed measure: its evaluation and its course. Proposing binds nobody.

Source: the MEASURE rules of each edition; a measure comes only from an evaluation. Cases: spec/isolation.md
"""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from fangxian.engine.isolation.courses import Course, course, course_if_found, measure_rule
from fangxian.engine.rules.evaluation import Evaluation, Fact, evaluate
from fangxian.engine.rules.packs import Pack


@dataclass(frozen=True, slots=True)
class Proposal:
    """What may be proposed: `planned` is None if nothing may. `milder` must each be answered first.

    The evaluation's result is `measure`, or `none` for somebody found after the end (advice only).
    """

    evaluation: Evaluation
    planned: Course | None
    milder: tuple[str, ...]


def propose(
    pack: Pack,
    contact_class: str,
    anchor: date | datetime,
    *,
    found_at: datetime,
    at: datetime,
    zone: ZoneInfo | None = None,
    no_more_than: str | None = None,
) -> Proposal | None:
    """The measure an edition allows for a class of person; None if it allows none.

    anchor         the last exposure, not the day the person was found
    no_more_than   a milder type that is enough
    Errors: InputRefused, ValueError as in `course` and `evaluate`.
    """
    rule = measure_rule(pack, contact_class)
    if rule is None:
        return None
    whole = course(pack, rule, anchor, zone=zone, no_more_than=no_more_than)
    facts: dict[str, Fact] = {
        "person.contact_class": contact_class,
        "person.found_at": found_at,
        "measure.ends_at": whole.ends_at,
    }
    evaluation = evaluate(pack, rule, facts, at=at)
    return Proposal(evaluation, course_if_found(whole, found_at=found_at), rule.milder)
