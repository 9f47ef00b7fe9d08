"""One person's timeline, gathered from every room: what happened, where, which unit, and what restricts her why.

Nothing is stored here. Reading it is audited by the caller.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from fangxian.core.people.models import Person
from fangxian.core.people.queries import file_of_person
from fangxian.core.programmes.rules import city_day
from fangxian.core.tokens.queries import tokens_of_person
from fangxian.engine.legal import cite
from fangxian.engine.texts import Bilingual
from fangxian.files import rules
from fangxian.files.rules.steps import Restriction, Step, came_in_at, in_order
from fangxian.followup.queries import readings_of_person, referrals_of_person, visits_of_person
from fangxian.intake.models import Fact
from fangxian.intake.queries import facts_of_person
from fangxian.measures.queries import appeals_of, times_of
from fangxian.measures.queries import of_person as measures_of_person
from fangxian.measures.rules import CHANNELS
from fangxian.measures.rules import ends_at as measure_ends_at
from fangxian.screening.queries import verdicts_of_person
from fangxian.tasks.queries import tasks_of_person

from .places import is_hand_over, steps_of_entries


def timeline_of(person: Person, *, parts: frozenset[str], at: datetime, places: Iterable[Step] = ()) -> list[Step]:
    """What happened to a person until `at`, newest first.

    parts   which of it the reader may see (rules.parts_for); rules.ALL_PARTS for the person
    places  where she passed or was: of a trace for a case, or what she herself may read (own_places)
    """
    steps: list[Step] = [*_file(person, at=at), *_codes(person)]
    facts = list(facts_of_person(person.id, programme_id=person.programme_id))
    if rules.FACTS in parts:
        steps += _facts(facts)
    if rules.VERDICTS in parts:
        steps += _verdicts(person, facts)
    if rules.TASKS in parts:
        steps += [*_tasks(person), *steps_of_entries(person, facts, at=at), *_days(person)]
    if rules.EXPOSURES in parts:
        steps += _referrals(person)
    if rules.MEASURES in parts:
        steps += _measures(person, at=at)
    known = {(step.place, step.at) for step in steps if step.place}
    steps += [step for step in places if (step.place, step.at) not in known]  # the first post stands as the entry's
    return in_order(step for step in steps if step.at <= at)


def _file(person: Person, *, at: datetime) -> Iterator[Step]:
    file = file_of_person(person.id, programme_id=person.programme_id)
    if file is None:
        return
    yield Step(file.opened_at, "follow_up", file.area_code, until=file.follow_until, rule=file.basis_rule)
    ended_at = min(file.closed_at or file.follow_until, file.follow_until)
    if ended_at <= at:
        yield Step(ended_at, "follow_up_over", file.area_code)


def _codes(person: Person) -> Iterator[Step]:
    """Codes for gates: the first of each form on each day, for a phone renews its own every few hours."""
    seen = set()
    for token in tokens_of_person(person.id).reverse():
        day = (token.form, city_day(token.issued_at, person.programme.timezone))
        if day not in seen:
            seen.add(day)
            yield Step(token.issued_at, "code", words=(("tokens.form", token.form),), until=token.expires_at)


def _facts(facts: Iterable[Fact]) -> Iterator[Step]:
    for fact in facts:
        if not is_hand_over(fact):
            words = (("intake.source", fact.source),)
            yield Step(fact.received_at, "told", fact.area_code or "", unit=fact.sender, words=words)


def _verdicts(person: Person, facts: Iterable[Fact]) -> Iterator[Step]:
    hand_overs = {fact.id for fact in facts if is_hand_over(fact)}  # nothing new was told, so nothing new was judged
    for verdict in verdicts_of_person(person.id, programme_id=person.programme_id):
        if verdict.fact_id not in hand_overs:
            yield Step(
                verdict.judged_at, "judged", verdict.area_code, words=(("screening.result", verdict.result),),
                rule=f"{verdict.rule_id}@{verdict.rule_version}", until=verdict.follow_until,
                explain=Bilingual(verdict.explain_zh, verdict.explain_en),
            )  # fmt: skip


def _tasks(person: Person) -> Iterator[Step]:
    rows = tasks_of_person(person.id, programme_id=person.programme_id).select_related("accepted_post__unit")
    for task in rows:
        kind = ("tasks.kind", task.kind)
        yield Step(task.opened_at, "work_opened", task.area_code, words=(kind,))
        if task.reported_at is not None:
            unit = task.accepted_post.unit.name if task.accepted_post else ""
            done = (kind, ("tasks.outcome", task.outcome))
            yield Step(task.reported_at, "work_done", task.area_code, unit=unit, words=done)


def _days(person: Person) -> Iterator[Step]:
    """How she was asked and who came; never a temperature or a sign, which have a page of their own."""
    programme_id = person.programme_id
    for one in readings_of_person(person.id, programme_id=programme_id):
        words = (("followup.channel", one.channel), ("followup.outcome", one.outcome))
        yield Step(
            one.taken_at, "asked", one.area_code, unit=one.post.unit.name if one.post else "", words=words,
            came_in_at=came_in_at(happened_at=one.taken_at, recorded_at=one.recorded_at),
        )  # fmt: skip
    for visit in visits_of_person(person.id, programme_id=programme_id):
        yield Step(
            visit.done_at, "visited", visit.area_code, unit=visit.post.unit.name,
            words=(("tasks.outcome", visit.outcome),),
            came_in_at=came_in_at(happened_at=visit.done_at, recorded_at=visit.recorded_at),
        )  # fmt: skip


def _referrals(person: Person) -> Iterator[Step]:
    for referral in referrals_of_person(person.id, programme_id=person.programme_id):
        unit = referral.referred_by.unit.name
        yield Step(referral.referred_at, "referred", referral.area_code, referral.place, unit)
        if referral.returned_at is not None:
            yield Step(referral.returned_at, "returned", referral.area_code, referral.place)


def _measures(person: Person, *, at: datetime) -> Iterator[Step]:
    for measure in measures_of_person(person.id):
        ends_at = measure_ends_at(times_of(measure))
        shared: dict[str, Any] = {"area_code": measure.area_code, "restriction": _restriction(measure, ends_at)}
        deciding = measure.deciding_body.name if measure.deciding_body else ""
        told = [
            (measure.proposed_at, "proposed", measure.proposer_body.name),
            (measure.declined_at, "declined", ""),
            (measure.approved_at, "decided", deciding),
            (measure.served_at, "began", measure.served_by.unit.name if measure.served_by else ""),
            (ends_at if measure.served_at and ends_at <= at else None, "over", ""),
        ]
        yield from (Step(moment, kind, unit=unit, **shared) for moment, kind, unit in told if moment)
        for appeal in appeals_of(measure):
            yield Step(appeal.lodged_at, "appealed", words=(("measures.channel", appeal.channel),), **shared)
            if appeal.decided_at is not None:
                unit = appeal.decided_by.unit.name if appeal.decided_by else ""
                decision = (("measures.appeal", appeal.decision),)
                yield Step(appeal.decided_at, "answered", unit=unit, words=decision, **shared)


def _restriction(measure: Any, until: datetime) -> Restriction:
    ways = tuple(way.strip() for way in measure.appeal_route.split(","))
    known = set(ways) <= {*CHANNELS, "own_page"}
    return Restriction(
        number=measure.number, type=measure.type, rule=f"{measure.rule_id}@{measure.rule_version}",
        explain=Bilingual(measure.explain_zh, measure.explain_en), legal=tuple(cite(measure.legal_basis)), until=until,
        appeal_ways=ways if known else (), appeal_text="" if known else measure.appeal_route,
    )  # fmt: skip
