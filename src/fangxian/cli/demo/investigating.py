"""What is done about one contact of a case: she is recorded, told, and decided about, by those who may."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from fangxian.cases.models import Case, ContactBatch
from fangxian.cases.queries.contacts import sheet_of, waiting_entries_of
from fangxian.cases.services import Meeting, decide_sheet, record_exposure
from fangxian.core.actors.rules import Actor, Purpose
from fangxian.core.people.models import Person
from fangxian.core.people.services import Claim
from fangxian.core.staff.models import Post
from fangxian.core.staff.queries import actor_of
from fangxian.measures.kinds.home_isolation.rules import Suitability
from fangxian.measures.kinds.home_isolation.services import propose_home_isolation
from fangxian.measures.models import Measure
from fangxian.measures.services import approve, evidence_sha256, serve
from fangxian.tasks.models import Task
from fangxian.tasks.rules import words as task_rules
from fangxian.tasks.services import accept_task, first_report_task, report_task

from .stage import Stage

LABORATORY = "湖州市疾控中心实验室（演练）"
_NOT_ENOUGH = "与病例共同生活，不能每日两次自测并始终保持距离"
MILDER = {"SELF_MONITOR": _NOT_ENOUGH, "HOME_MONITOR": _NOT_ENOUGH, "INFORM": _NOT_ENOUGH}
SUPPORT = {
    "groceries": "社区每日送菜", "medicine": "家庭医生送药", "rubbish": "物业上门收集",
    "health_contact": "社区卫生站每日联系",
    "care": "社区志愿者代管日常事务",
}  # fmt: skip


def investigator(stage: Stage) -> Actor:
    """The city's CDC."""
    return stage.force.actor("epi", Purpose.INVESTIGATE_CASE)


def claim_of(name: str, area_code: str, document_number: str, *, phone: str = "") -> Claim:
    return Claim(name=name, area_code=area_code, document_kind="id_card", document_number=document_number, phone=phone)


def met(
    stage: Stage, case: Case, claim: Claim | Person, *, relation: str, last_at: datetime, at: datetime,
    setting: str = "household", evidence: str = "interview_case", **told: Any,
) -> Person:  # fmt: skip
    """Record who met the case; the rule of the day says what that is."""
    meeting = Meeting(
        relation=relation, setting=setting, protection="none", last_contact_on=last_at.date(), last_contact_at=last_at,
        evidence=evidence, **told,
    )  # fmt: skip
    stage.counted["exposures"] += 1
    return record_exposure(case=case, claim=claim, meeting=meeting, by=investigator(stage), at=at).person


def sign_batch(stage: Stage, batch: ContactBatch, *, at: datetime) -> None:
    """The second reviewer, of another body, agrees to the classes and the notices."""
    sheet = list(waiting_entries_of(batch))
    decide_sheet(
        batch=batch, entry_ids=[entry.id for entry in sheet], seen_sha256=sheet_of(sheet),
        by=stage.force.actor("approver", Purpose.INVESTIGATE_CASE), at=at,
    )  # fmt: skip


def tell_contact(stage: Stage, person_id: UUID, *, at: datetime) -> None:
    """The grid worker calls, asks how she is, and hands the written notice over."""
    task = Task.objects.get(person_id=person_id, kind=task_rules.REACH_CONTACT, closed_at=None)
    by = actor_of(worker_at(stage, task.area_code), purpose=Purpose.VERIFY_LEAD)
    accept_task(task=task, by=by, at=at)
    report_task(task=task, outcome=task_rules.TOLD, note="已电话问候并送达告知书（演练）", by=by, at=at)


def propose_at_home(stage: Stage, person: Person, *, is_child: bool, at: datetime) -> Measure:
    """The city's CDC proposes; the milder options are answered and the support is named."""
    stage.counted["measures"] += 1
    return propose_home_isolation(
        person=person, home=Suitability(has_own_room=True, has_own_toilet=True, lives_with_count=3), milder=MILDER,
        conditions=["ventilate", "no_visitors"], support_plan=SUPPORT, language="zh-hans", is_dependent=is_child,
        companion="母亲陪同（演练）" if is_child else "",
        by=stage.force.actor("epi", Purpose.DECIDE_MEASURE), at=at,
    )  # fmt: skip


def approve_measure(stage: Stage, measure: Measure, *, at: datetime) -> Measure:
    """Somebody of the health commission decides, from the evidence that she was shown."""
    by = stage.force.actor("approver", Purpose.DECIDE_MEASURE)
    return approve(measure=measure, seen_sha256=evidence_sha256(measure), by=by, at=at)


def serve_notice(stage: Stage, measure: Measure, *, at: datetime, how: str = "in_person", witness: str = "") -> None:
    """The grid worker takes the task and hands the notice over; that reports the task as well."""
    task = Task.objects.get(person_id=measure.person_id, kind=task_rules.SERVE_NOTICE, closed_at=None)
    by = actor_of(worker_at(stage, task.area_code), purpose=Purpose.SERVE_NOTICE)
    if task.accepted_at is None:
        accept_task(task=task, by=by, at=at)
        first_report_task(task=task, word="on_the_way", by=by, at=at)
    serve(measure=measure, how=how, witness=witness, by=by, at=at)


def worker_at(stage: Stage, area_code: str) -> Post:
    return stage.force.workers_at(area_code)[0]
