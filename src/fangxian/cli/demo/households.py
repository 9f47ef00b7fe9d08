"""Two laboratory-linked cases and their households: one whose measure ends by itself, one that begins."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from fangxian.cases.models import Case, ContactBatch
from fangxian.cases.queries.contacts import sheet_of, waiting_entries_of
from fangxian.cases.services import (
    Laboratory,
    Meeting,
    decide_sheet,
    fill_list,
    open_case,
    put_up,
    record_exposure,
    record_step,
)
from fangxian.core.actors.rules import Purpose
from fangxian.core.people.models import Person
from fangxian.core.people.rules import written_code
from fangxian.core.people.services import Claim, issue_code, recognise_people
from fangxian.core.staff.models import Post
from fangxian.core.staff.queries import actor_of
from fangxian.measures.kinds.home_isolation.rules import Suitability
from fangxian.measures.kinds.home_isolation.services import propose_home_isolation
from fangxian.measures.models import Measure
from fangxian.measures.services import approve, evidence_sha256, lodge_appeal, open_todays_visits, serve
from fangxian.reactions.jobs import run_all
from fangxian.tasks.models import Task
from fangxian.tasks.rules import words as task_rules
from fangxian.tasks.services import accept_task, first_report_task, report_task

from .city import TOUR_GRID
from .force import TOUR_COUNTY
from .stage import SECOND_DAY, Stage, moment

LABORATORY = "湖州市疾控中心实验室（演练）"
_NOT_ENOUGH = "与病例共同生活，不能每日两次自测并始终保持距离"
MILDER = {"SELF_MONITOR": _NOT_ENOUGH, "HOME_MONITOR": _NOT_ENOUGH, "INFORM": _NOT_ENOUGH}
SUPPORT = {
    "groceries": "社区每日送菜", "medicine": "家庭医生送药", "rubbish": "物业上门收集",
    "health_contact": "社区卫生站每日联系",
    "care": "社区志愿者代管日常事务",
}  # fmt: skip
_EARLIER_ON = date(2020, 2, 24)  # last contact of the household whose measure ends in the story
_EARLIER_AT = moment(date(2020, 2, 25), "15:00")


def earlier_household(stage: Stage) -> None:
    """Two weeks before: a case, one contact at home. Her measure ends by itself at midnight of the first day.

    Lived outside the agenda, because nothing else happens in those days but a daily visit.
    """
    grid = min(
        code for code in stage.force.by_area if code[:6] == TOUR_COUNTY and len(code) == 14 and code != TOUR_GRID
    )
    patient, contact = stage.people.one(), stage.people.one()
    case = open_case(
        claim=_claim(patient.name, grid, patient.document_number),
        laboratory=Laboratory(LABORATORY, "YL-2020-0224-003", _EARLIER_ON, _EARLIER_ON),
        case_class="confirmed", onset_on=date(2020, 2, 22), isolated_at=moment(_EARLIER_ON, "20:00"),
        learned_at=moment(_EARLIER_ON, "18:00"), programme=stage.programme,
        by=stage.force.actor("epi", Purpose.INVESTIGATE_CASE), at=_EARLIER_AT - timedelta(hours=5),
    )  # fmt: skip
    for step in ("reported", "investigated"):
        record_step(case=case, step=step, by=stage.force.actor("epi", Purpose.INVESTIGATE_CASE), at=case.opened_at)
    claim = _claim(contact.name, grid, contact.document_number)
    person = _contact(stage, case, claim, relation="family", last_at=moment(_EARLIER_ON, "18:00"), at=case.opened_at)
    measure = _decide(stage, person, at=_EARLIER_AT)
    stage.named["ended_measure"] = str(measure.id)
    run_all(at=_EARLIER_AT)
    _serve(stage, measure, at=_EARLIER_AT + timedelta(hours=1))
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
        claim=_claim(person.name, person.area_code, person.document_number or ""),
        laboratory=Laboratory(LABORATORY, "YL-2020-0310-017", date(2020, 3, 9), SECOND_DAY),
        case_class="confirmed", onset_on=date(2020, 3, 8), isolated_at=moment(SECOND_DAY, "09:40"),
        learned_at=moment(SECOND_DAY, "10:05"), programme=stage.programme,
        by=stage.force.actor("epi", Purpose.INVESTIGATE_CASE), at=at,
    )  # fmt: skip
    record_step(case=case, step="reported", by=stage.force.actor("epi", Purpose.INVESTIGATE_CASE), at=at)
    stage.named["case"] = str(case.id)
    last_at = moment(SECOND_DAY, "08:50")
    spouse, mother, neighbour = (stage.people.one() for _ in range(3))
    child = Claim(name=stage.people.name(), area_code=person.area_code, phone=f"+86{spouse.phone}", birth_year=2012)
    people = {
        "spouse": _claim(spouse.name, person.area_code, spouse.document_number, phone=f"+86{spouse.phone}"),
        "mother": _claim(mother.name, person.area_code, mother.document_number, phone=f"+86{mother.phone}"),
        "child": child,
    }
    for number, (who, claim) in enumerate(people.items()):
        contact = _contact(stage, case, claim, relation="family", last_at=last_at, at=at + timedelta(minutes=5))
        stage.agenda.add(
            at + timedelta(minutes=40 + 10 * number),
            lambda now, who=who, contact=contact: _propose_for(stage, who, contact, at=now),
        )
    _contact(stage, case, _claim(neighbour.name, person.area_code, neighbour.document_number), relation="other",
             last_at=last_at, setting="same_venue", at=at + timedelta(minutes=5))  # fmt: skip
    _left_for_the_visitor(stage, case, person.area_code)
    _elsewhere(stage, case, person.area_code, at=at + timedelta(minutes=5))
    stage.agenda.add(at + timedelta(minutes=6), lambda now: _put_up(stage, case, at=now))
    stage.agenda.add(moment(SECOND_DAY, "19:10"), lambda now: _trace(stage, case, at=now))


def _trace(stage: Stage, case: Case, *, at: datetime) -> None:
    """In the evening the records of places are asked who else was where he was: they wait to be judged."""
    trace = fill_list(case=case, by=stage.force.actor("epi", Purpose.INVESTIGATE_CASE), at=at)
    stage.counted["traced"] += trace.row_count


def _elsewhere(stage: Stage, case: Case, area_code: str, *, at: datetime) -> None:
    """Whom he met outside his home: over a meal, in a car, which somebody has to judge, and behind a counter."""
    last_at = moment(date(2020, 3, 9), "12:40")
    for setting, relation, told in (
        ("meal", "colleague", {"minutes": 75.0, "metres": 0.8, "evidence_reference": "访谈表第3页（演练）"}),
        ("judged", "friend", {"minutes": 40.0, "metres": 0.5, "evidence_reference": "访谈表第4页（演练）"}),
        ("passing", "stranger", {"minutes": 2.0, "metres": 2.0, "evidence_reference": "访谈表第4页（演练）"}),
    ):
        who = stage.people.one()
        claim = _claim(who.name, area_code, who.document_number, phone=f"+86{who.phone}")
        _contact(stage, case, claim, relation=relation, last_at=last_at, setting=setting, at=at, **told)


def _put_up(stage: Stage, case: Case, *, at: datetime) -> None:
    """One action: the grids are asked to reach the contacts, the health commission to sign; two of them are told."""
    batch = put_up(case=case, by=stage.force.actor("epi", Purpose.INVESTIGATE_CASE), at=at)
    stage.named["batch"] = str(batch.id)
    stage.agenda.add(at + timedelta(minutes=8), lambda now: _sign(stage, batch, at=now))
    tellings = [("spouse", 20), ("mother", 26)]
    contacts = case.exposures.order_by("recorded_at", "id").values_list("person_id", flat=True)
    for (_, minutes), person_id in zip(tellings, contacts, strict=False):
        stage.agenda.add(at + timedelta(minutes=minutes), lambda now, who=person_id: _tell(stage, who, at=now))


def _sign(stage: Stage, batch: ContactBatch, *, at: datetime) -> None:
    sheet = list(waiting_entries_of(batch))
    decide_sheet(
        batch=batch, entry_ids=[entry.id for entry in sheet], seen_sha256=sheet_of(sheet),
        by=stage.force.actor("approver", Purpose.INVESTIGATE_CASE), at=at,
    )  # fmt: skip


def _tell(stage: Stage, person_id: UUID, *, at: datetime) -> None:
    """The grid worker calls, asks how she is, and hands the written notice over."""
    task = Task.objects.get(person_id=person_id, kind=task_rules.REACH_CONTACT, closed_at=None)
    by = actor_of(_worker_at(stage, task.area_code), purpose=Purpose.VERIFY_LEAD)
    accept_task(task=task, by=by, at=at)
    report_task(task=task, outcome=task_rules.TOLD, note="已电话问候并送达告知书（演练）", by=by, at=at)


def _left_for_the_visitor(stage: Stage, case: Case, area_code: str) -> None:
    """Two relatives who slept in the house: one measure waits for the approver, one notice for the grid worker."""
    last_at = moment(date(2020, 3, 9), "19:30")
    for clock, is_approved in (("18:20", True), ("18:40", False)):
        who = stage.people.one()
        claim = _claim(who.name, area_code, who.document_number, phone=f"+86{who.phone}")
        stage.agenda.add(
            moment(SECOND_DAY, clock),
            lambda at, claim=claim, approved=is_approved: _relative(stage, case, claim, last_at, approved, at=at),
        )


def _relative(stage: Stage, case: Case, claim: Claim, last_at: datetime, is_approved: bool, *, at: datetime) -> None:
    contact = _contact(stage, case, claim, relation="family", last_at=last_at, at=at)
    measure = _propose(stage, contact, is_child=False, at=at + timedelta(minutes=10))
    if is_approved:
        stage.agenda.add(moment(SECOND_DAY, "19:57"), lambda now: _approve(stage, measure, at=now))


def _propose_for(stage: Stage, who: str, contact: Person, *, at: datetime) -> None:
    is_child = who == "child"
    measure = _propose(stage, contact, is_child=is_child, at=at)
    stage.named[f"measure_{who}"] = str(measure.id)
    stage.agenda.add(at + timedelta(minutes=50), lambda now: _approve(stage, measure, at=now))
    how = {"how": "refused_to_sign", "witness": "居委会工作人员（演练）"} if who == "mother" else {"how": "in_person"}
    stage.agenda.add(at + timedelta(minutes=120), lambda now: _serve(stage, measure, at=now, **how))
    if who == "mother":
        stage.agenda.add(at + timedelta(minutes=185), lambda now: _appeal(stage, measure, at=now))
    if who == "spouse":
        stage.agenda.add(at + timedelta(minutes=121), lambda now: _give_code(stage, contact, at=now))


def _contact(
    stage: Stage, case: Case, claim: Claim, *, relation: str, last_at: datetime, at: datetime,
    setting: str = "household", **told: Any,
) -> Person:  # fmt: skip
    """Record who met the case; the rule of the day says what that is."""
    meeting = Meeting(
        relation=relation, setting=setting, protection="none", last_contact_on=last_at.date(), last_contact_at=last_at,
        evidence="interview_case", **told,
    )  # fmt: skip
    by = stage.force.actor("epi", Purpose.INVESTIGATE_CASE)
    return record_exposure(case=case, claim=claim, meeting=meeting, by=by, at=at).person


def _decide(stage: Stage, person: Person, *, at: datetime) -> Measure:
    measure = _propose(stage, person, is_child=False, at=at - timedelta(hours=2))
    return _approve(stage, measure, at=at - timedelta(hours=1))


def _propose(stage: Stage, person: Person, *, is_child: bool, at: datetime) -> Measure:
    """The city's CDC proposes; the milder options are answered and the support is named."""
    stage.counted["measures"] += 1
    return propose_home_isolation(
        person=person, home=Suitability(has_own_room=True, has_own_toilet=True, lives_with_count=3), milder=MILDER,
        conditions=["ventilate", "no_visitors"], support_plan=SUPPORT, language="zh-hans", is_dependent=is_child,
        companion="母亲陪同（演练）" if is_child else "",
        by=stage.force.actor("epi", Purpose.DECIDE_MEASURE), at=at,
    )  # fmt: skip


def _approve(stage: Stage, measure: Measure, *, at: datetime) -> Measure:
    """Somebody of the health commission decides, from the evidence that she was shown."""
    by = stage.force.actor("approver", Purpose.DECIDE_MEASURE)
    return approve(measure=measure, seen_sha256=evidence_sha256(measure), by=by, at=at)


def _serve(stage: Stage, measure: Measure, *, at: datetime, how: str = "in_person", witness: str = "") -> None:
    """The grid worker takes the task and hands the notice over; that reports the task as well."""
    task = Task.objects.get(person_id=measure.person_id, kind=task_rules.SERVE_NOTICE, closed_at=None)
    worker = _worker_at(stage, task.area_code)
    by = actor_of(worker, purpose=Purpose.SERVE_NOTICE)
    if task.accepted_at is None:
        accept_task(task=task, by=by, at=at)
        first_report_task(task=task, word="on_the_way", by=by, at=at)
    serve(measure=measure, how=how, witness=witness, by=by, at=at)


def _worker_at(stage: Stage, area_code: str) -> Post:
    return stage.force.workers_at(area_code)[0]


def _appeal(stage: Stage, measure: Measure, *, at: datetime) -> None:
    """Who did not sign may still object, from her own page."""
    by = stage.resident(subject_id=measure.person_id)
    lodge_appeal(
        measure=measure, text="我三天没有和他见面，请核实最后接触的时间（演练）。", channel="own_page", by=by, at=at
    )


def _give_code(stage: Stage, person: Person, *, at: datetime) -> None:
    """The letter's code, with which she opens her own file at the public door."""
    worker = actor_of(_worker_at(stage, person.area_code), purpose=Purpose.SERVE_NOTICE)
    _, code = issue_code(person=person, by=worker, at=at)
    stage.named["file_code"] = written_code(code)


def _visit_all(stage: Stage, *, at: datetime) -> None:
    for task in Task.objects.filter(programme=stage.programme, kind=task_rules.VISIT, closed_at=None):
        by = actor_of(_worker_at(stage, task.area_code), purpose=Purpose.FOLLOW_UP)
        accept_task(task=task, by=by, at=at)
        report_task(task=task, outcome=task_rules.VISITED, by=by, at=at)


def _claim(name: str, area_code: str, document_number: str, *, phone: str = "") -> Claim:
    return Claim(name=name, area_code=area_code, document_kind="id_card", document_number=document_number, phone=phone)


def _person_with(stage: Stage, document_number: str) -> Person:
    claim = Claim(name="", area_code="", document_kind="id_card", document_number=document_number)
    (found,) = recognise_people([claim], programme=stage.programme)
    return Person.objects.get(id=found.person_id)
