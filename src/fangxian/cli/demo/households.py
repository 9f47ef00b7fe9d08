"""Two laboratory-linked cases and their households: one whose measure ends by itself, one that begins."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from fangxian.cases.models import Case
from fangxian.cases.services import Laboratory, fill_list, open_case, put_up, record_step, say_origin
from fangxian.core.actors.rules import Purpose
from fangxian.core.people.models import Person
from fangxian.core.people.rules import written_code
from fangxian.core.people.services import Claim, issue_code, recognise_people
from fangxian.core.staff.queries import actor_of
from fangxian.measures.models import Measure
from fangxian.measures.services import lodge_appeal, open_todays_visits
from fangxian.reactions.jobs import run_all
from fangxian.tasks.models import Task
from fangxian.tasks.rules import words as task_rules
from fangxian.tasks.services import accept_task, report_task

from .city import TOUR_GRID
from .force import TOUR_COUNTY
from .investigating import (
    LABORATORY,
    approve_measure,
    claim_of,
    investigator,
    met,
    propose_at_home,
    serve_notice,
    sign_batch,
    tell_contact,
    worker_at,
)
from .stage import SECOND_DAY, Stage, moment
from .transmission import ate_together

_EARLIER_ON = date(2020, 2, 24)  # last contact of the household whose measure ends in the story
_EARLIER_AT = moment(date(2020, 2, 25), "15:00")
_ATE_AT = moment(date(2020, 2, 10), "12:30")


def earlier_household(stage: Stage, infector: Case) -> None:
    """Two weeks before: a case, one contact at home. Her measure ends by itself at midnight of the first day.

    infector  with whom he had eaten

    Lived outside the agenda, because nothing else happens in those days but a daily visit.
    """
    grid = min(
        code for code in stage.force.by_area if code[:6] == TOUR_COUNTY and len(code) == 14 and code != TOUR_GRID
    )
    patient, contact = stage.people.one(), stage.people.one()
    case = open_case(
        claim=claim_of(patient.name, grid, patient.document_number),
        laboratory=Laboratory(LABORATORY, "YL-2020-0224-003", _EARLIER_ON, _EARLIER_ON),
        case_class="confirmed", onset_on=date(2020, 2, 22), isolated_at=moment(_EARLIER_ON, "20:00"),
        learned_at=moment(_EARLIER_ON, "18:00"), programme=stage.programme,
        by=investigator(stage), at=_EARLIER_AT - timedelta(hours=5),
    )  # fmt: skip
    for step in ("reported", "investigated"):
        record_step(case=case, step=step, by=investigator(stage), at=case.opened_at)
    stage.counted["cases"] += 1
    stage.named["earlier_case"] = str(case.id)
    ate_together(stage, infector, case, on_at=_ATE_AT, at=case.opened_at)
    claim = claim_of(contact.name, grid, contact.document_number)
    person = met(stage, case, claim, relation="family", last_at=moment(_EARLIER_ON, "18:00"), at=case.opened_at)
    measure = _decide(stage, person, at=_EARLIER_AT)
    stage.named["ended_measure"] = str(measure.id)
    run_all(at=_EARLIER_AT)
    serve_notice(stage, measure, at=_EARLIER_AT + timedelta(hours=1))
    day = _EARLIER_AT + timedelta(hours=2)
    while day < stage.agenda.at:
        open_todays_visits(at=day)
        run_all(at=day)
        _visit_all(stage, at=day)
        day += timedelta(days=1)


def tour_household(stage: Stage) -> None:
    """On the second day the first traveller of the list is found to be a case, and his household is told."""
    stage.agenda.add(moment(SECOND_DAY, "10:30"), lambda at: _open_the_case(stage, at=at))


def _open_the_case(stage: Stage, *, at: datetime) -> None:
    """The laboratory's result names the sample; the person is the one whom the list named."""
    person = _person_with(stage, stage.named.pop("tour_document"))
    stage.named["tour_person"] = str(person.id)
    case = open_case(
        claim=claim_of(person.name, person.area_code, person.document_number or ""),
        laboratory=Laboratory(LABORATORY, "YL-2020-0310-017", date(2020, 3, 9), SECOND_DAY),
        case_class="confirmed", onset_on=date(2020, 3, 8), isolated_at=moment(SECOND_DAY, "09:40"),
        learned_at=moment(SECOND_DAY, "10:05"), programme=stage.programme,
        by=investigator(stage), at=at,
    )  # fmt: skip
    record_step(case=case, step="reported", by=investigator(stage), at=at)
    say_origin(case=case, origin="imported", by=investigator(stage), at=at)
    stage.counted["cases"] += 1
    stage.named["case"] = str(case.id)
    last_at = moment(SECOND_DAY, "08:50")
    spouse, mother, neighbour = (stage.people.one() for _ in range(3))
    child = Claim(name=stage.people.name(), area_code=person.area_code, phone=f"+86{spouse.phone}", birth_year=2012)
    people = {
        "spouse": claim_of(spouse.name, person.area_code, spouse.document_number, phone=f"+86{spouse.phone}"),
        "mother": claim_of(mother.name, person.area_code, mother.document_number, phone=f"+86{mother.phone}"),
        "child": child,
    }
    for number, (who, claim) in enumerate(people.items()):
        contact = met(stage, case, claim, relation="family", last_at=last_at, at=at + timedelta(minutes=5))
        stage.agenda.add(
            at + timedelta(minutes=40 + 10 * number),
            lambda now, who=who, contact=contact: _propose_for(stage, who, contact, at=now),
        )
    met(stage, case, claim_of(neighbour.name, person.area_code, neighbour.document_number), relation="other",
        last_at=last_at, setting="same_venue", at=at + timedelta(minutes=5))  # fmt: skip
    _left_for_the_visitor(stage, case, person.area_code)
    _elsewhere(stage, case, person.area_code, at=at + timedelta(minutes=5))
    stage.agenda.add(at + timedelta(minutes=6), lambda now: _put_up(stage, case, at=now))
    stage.agenda.add(moment(SECOND_DAY, "19:10"), lambda now: _trace(stage, case, at=now))


def _trace(stage: Stage, case: Case, *, at: datetime) -> None:
    """In the evening the records of places are asked who else was where he was: they wait to be judged."""
    trace = fill_list(case=case, by=investigator(stage), at=at)
    stage.counted["traced"] += trace.row_count


def _elsewhere(stage: Stage, case: Case, area_code: str, *, at: datetime) -> None:
    """Whom he met outside his home: over a meal, in a car, which somebody has to judge, and behind a counter."""
    last_at = moment(date(2020, 3, 9), "12:40")
    meetings: tuple[tuple[str, str, dict[str, Any]], ...] = (
        ("meal", "colleague", {"minutes": 75.0, "metres": 0.8, "evidence_reference": "访谈表第3页（演练）"}),
        ("judged", "friend", {"minutes": 40.0, "metres": 0.5, "evidence_reference": "访谈表第4页（演练）"}),
        ("passing", "stranger", {"minutes": 2.0, "metres": 2.0, "evidence_reference": "访谈表第4页（演练）"}),
    )
    for setting, relation, told in meetings:
        who = stage.people.one()
        claim = claim_of(who.name, area_code, who.document_number, phone=f"+86{who.phone}")
        met(stage, case, claim, relation=relation, last_at=last_at, setting=setting, at=at, **told)


def _put_up(stage: Stage, case: Case, *, at: datetime) -> None:
    """One action: the grids are asked to reach the contacts, the health commission to sign; two of them are told."""
    batch = put_up(case=case, by=investigator(stage), at=at)
    stage.named["batch"] = str(batch.id)
    stage.agenda.add(at + timedelta(minutes=8), lambda now: sign_batch(stage, batch, at=now))
    tellings = [("spouse", 20), ("mother", 26)]
    contacts = case.exposures.order_by("recorded_at", "id").values_list("person_id", flat=True)
    for (_, minutes), person_id in zip(tellings, contacts, strict=False):
        stage.agenda.add(at + timedelta(minutes=minutes), lambda now, who=person_id: tell_contact(stage, who, at=now))


def _left_for_the_visitor(stage: Stage, case: Case, area_code: str) -> None:
    """Two relatives who slept in the house: one measure waits for the approver, one notice for the grid worker."""
    last_at = moment(date(2020, 3, 9), "19:30")
    for clock, is_approved in (("18:20", True), ("18:40", False)):
        who = stage.people.one()
        claim = claim_of(who.name, area_code, who.document_number, phone=f"+86{who.phone}")
        stage.agenda.add(
            moment(SECOND_DAY, clock),
            lambda at, claim=claim, approved=is_approved: _relative(stage, case, claim, last_at, approved, at=at),
        )


def _relative(stage: Stage, case: Case, claim: Claim, last_at: datetime, is_approved: bool, *, at: datetime) -> None:
    contact = met(stage, case, claim, relation="family", last_at=last_at, at=at)
    measure = propose_at_home(stage, contact, is_child=False, at=at + timedelta(minutes=10))
    if is_approved:
        stage.agenda.add(moment(SECOND_DAY, "19:57"), lambda now: approve_measure(stage, measure, at=now))


def _propose_for(stage: Stage, who: str, contact: Person, *, at: datetime) -> None:
    is_child = who == "child"
    measure = propose_at_home(stage, contact, is_child=is_child, at=at)
    stage.named[f"measure_{who}"] = str(measure.id)
    stage.agenda.add(at + timedelta(minutes=50), lambda now: approve_measure(stage, measure, at=now))
    how = {"how": "refused_to_sign", "witness": "居委会工作人员（演练）"} if who == "mother" else {"how": "in_person"}
    stage.agenda.add(at + timedelta(minutes=120), lambda now: serve_notice(stage, measure, at=now, **how))
    if who == "mother":
        stage.agenda.add(at + timedelta(minutes=185), lambda now: _appeal(stage, measure, at=now))
    if who == "spouse":
        stage.agenda.add(at + timedelta(minutes=121), lambda now: _give_code(stage, contact, at=now))


def _decide(stage: Stage, person: Person, *, at: datetime) -> Measure:
    measure = propose_at_home(stage, person, is_child=False, at=at - timedelta(hours=2))
    return approve_measure(stage, measure, at=at - timedelta(hours=1))


def _appeal(stage: Stage, measure: Measure, *, at: datetime) -> None:
    """Who did not sign may still object, from her own page."""
    by = stage.resident(subject_id=measure.person_id)
    lodge_appeal(
        measure=measure, text="我三天没有和他见面，请核实最后接触的时间（演练）。", channel="own_page", by=by, at=at
    )


def _give_code(stage: Stage, person: Person, *, at: datetime) -> None:
    """The letter's code, with which she opens her own file at the public door."""
    worker = actor_of(worker_at(stage, person.area_code), purpose=Purpose.SERVE_NOTICE)
    _, code = issue_code(person=person, by=worker, at=at)
    stage.named["file_code"] = written_code(code)


def _visit_all(stage: Stage, *, at: datetime) -> None:
    for task in Task.objects.filter(programme=stage.programme, kind=task_rules.VISIT, closed_at=None):
        by = actor_of(worker_at(stage, task.area_code), purpose=Purpose.FOLLOW_UP)
        accept_task(task=task, by=by, at=at)
        report_task(task=task, outcome=task_rules.VISITED, by=by, at=at)


def _person_with(stage: Stage, document_number: str) -> Person:
    claim = Claim(name="", area_code="", document_kind="id_card", document_number=document_number)
    (found,) = recognise_people([claim], programme=stage.programme)
    return Person.objects.get(id=found.person_id)
