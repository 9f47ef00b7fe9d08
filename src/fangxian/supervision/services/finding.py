"""A finding is written down, given to its owner, claimed, and looked back at by somebody else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from fangxian.core.actors.rules import Actor, Role
from fangxian.core.audit import services as audit
from fangxian.core.problems.rules import refuse
from fangxian.core.programmes.rules import why_not_collect
from fangxian.core.staff.models import Unit
from fangxian.core.staff.queries import posts_held
from fangxian.core.staff.services import tell_posts
from fangxian.supervision.models import Finding, FindingEvent, Inspection
from fangxian.supervision.queries import editions, found, visits
from fangxian.supervision.rules import findings, inspections, words
from fangxian.tasks import services as tasks
from fangxian.tasks.models import Task, TaskEvent
from fangxian.tasks.rules import FIX_FINDING, FIXED, NORMAL, SERIOUS

from .planning import tell_unit

SOURCE = "inspection"
TOLD_AT_ONCE = (Role.COMMANDER, Role.SUPERVISOR, Role.DUTY_OFFICER)


@dataclass(frozen=True)
class Found:
    """What an inspector writes down on site. `is_settled`: it was put right before her eyes."""

    code: str
    severity: str
    text: str
    owner: Unit
    is_settled: bool = False


@transaction.atomic
def write_finding(*, inspection: Inspection, told: Found, by: Actor, at: datetime) -> Finding:
    """Write down a finding. An urgent one goes to its owner and to the command at once, before the visit ends."""
    programme = inspection.programme
    refuse(why_not_collect(stood_down_at=programme.stood_down_at, at=at))
    here = Inspection.objects.select_for_update().get(id=inspection.id)
    state = inspections.state_at(here.times, at)
    refuse(inspections.why_not_answer(state=state, is_member=visits.is_member(here, by=by), by=by))
    line = editions.line_named(here.pack_id, kind=here.kind, subject=here.subject, code=told.code)
    least = line.severity if line else words.ORDINARY
    refuse(findings.why_not_find(severity=told.severity, least=least, text=told.text))
    if told.is_settled:
        refuse(findings.why_not_settle(state=findings.FOUND, severity=told.severity))
    pack = editions.edition(programme, at=at)
    code = line.code if line else words.OTHER
    since = at - timedelta(days=editions.params_of(pack, "closing")["repeat_within_days"])
    before = found.earlier(
        programme_id=programme.id, kind=here.kind, target_ref=here.target_ref, code=code, since=since
    )
    made = Finding.objects.create(
        programme=programme, inspection=here, kind=here.kind, target_ref=here.target_ref,
        area_code=here.stands_in or here.area_code, code=code, severity=told.severity, text=told.text.strip(),
        owner_unit=told.owner, found_at=at, found_by_id=by.post_id,
        due_at=at + editions.terms_of(pack, told.severity).due_within, settled_at=at if told.is_settled else None,
        repeats_id=before.id if before else None,
    )  # fmt: skip
    _step(made, "found", by=by, at=at)
    if told.is_settled:
        _step(made, "settled", by=by, at=at)
    if told.severity == words.URGENT:
        assign(made, inspection=here, by=by, at=at)
        _report_up(made, by=by, at=at)
    return made


def assign(finding: Finding, *, inspection: Inspection, by: Actor, at: datetime) -> None:
    """Give a finding to its owner: a task where the place is, and a message to the unit."""
    refuse(findings.why_not_assign(state=findings.state_at(finding.times, at)))
    finding.assigned_at = at
    finding.task_id = _task(finding, inspection=inspection, by=by, at=at).id
    finding.save(update_fields=["assigned_at", "task_id"])
    _step(finding, "assigned", by=by, at=at)
    tell_unit(finding.owner_unit_id, kind="supervision.finding", once=f"{finding.id}:{finding.false_count}", at=at,
              text_zh="防线：督导发现的问题需要您单位整改，请登录查看。",
              text_en="Fangxian: your unit has a finding of inspectors to put right. Please sign in.")  # fmt: skip


def _task(finding: Finding, *, inspection: Inspection, by: Actor, at: datetime) -> Task:
    """The work at the owner. Its clock is the finding's own, counted from the finding, also after a false claim."""
    line = editions.line_named(inspection.pack_id, kind=finding.kind, subject=inspection.subject, code=finding.code)
    said = [inspection.target_name, f"{line.zh} {line.en}" if line else "", finding.text or ""]
    opening = tasks.Opening(
        kind=FIX_FINDING, area_code=finding.area_code, received_at=finding.found_at,
        severity=SERIOUS if finding.severity == words.URGENT else NORMAL, source=SOURCE,
        note="\n".join(filter(None, said)), finding_due_at=finding.due_at,
    )  # fmt: skip
    (task,) = tasks.open_tasks([opening], programme=finding.programme, by=by, at=at)
    return task


def _report_up(finding: Finding, *, by: Actor, at: datetime) -> None:
    """Tell the command and the supervisors of the area of an urgent finding at once."""
    held = posts_held(at=at).filter(programme_id=finding.programme_id, role__in=TOLD_AT_ONCE).order_by("id")
    told = [post for post in held if finding.area_code.startswith(post.area_code) and post.id != by.post_id]
    tell_posts(told, kind="supervision.urgent", programme_id=finding.programme_id, at=at,
               once_key=f"supervision.urgent:{finding.id}",
               text_zh="防线：督导发现紧急问题，两小时内整改，请登录查看。",
               text_en="Fangxian: an urgent finding, to be put right within two hours. Please sign in.")  # fmt: skip
    finding.reported_up_at = at
    finding.save(update_fields=["reported_up_at"])
    _step(finding, "reported_up", by=by, at=at)


@transaction.atomic
def claim(*, finding: Finding, claimed: str, by: Actor, at: datetime) -> Finding:
    """The owner says that it is put right, and how. Its task is done with it."""
    locked = _locked(finding)
    refuse(findings.why_not_claim(
        state=findings.state_at(locked.times, at), owner_unit_id=locked.owner_unit_id, words=claimed, by=by
    ))  # fmt: skip
    if locked.task_id:
        tasks.settle_fix(task_id=locked.task_id, programme_id=locked.programme_id, note=claimed, by=by, at=at)
    return _claimed(locked, claimed, post_id=by.post_id, by=by, at=at)


def claim_by_task(event: Any, by: Actor, at: datetime) -> None:
    """Reaction to "tasks.reported": whoever works on the task says that the finding is put right.

    Running it again changes nothing: what is claimed is claimed once.
    """
    task = Task.objects.filter(id=UUID(event.on_id), programme_id=event.programme_id, kind=FIX_FINDING).first()
    if task is None or task.outcome != FIXED or task.accepted_post_id is None:
        return
    with transaction.atomic():
        finding = found.by_task(task.id, programme_id=task.programme_id)
        locked = _locked(finding) if finding else None
        if locked is None or findings.state_at(locked.times, at) != findings.ASSIGNED:
            return
        told = TaskEvent.objects.filter(task=task, action="reported").order_by("-at", "-id").first()
        words_of = (told.note or "") if told else ""
        _claimed(locked, words_of, post_id=task.accepted_post_id, by=by, at=task.reported_at or at)


def _claimed(finding: Finding, text: str, *, post_id: UUID | None, by: Actor, at: datetime) -> Finding:
    pack = editions.edition(finding.programme, at=at)
    finding.claimed_at, finding.claimed_by_id, finding.claim = at, post_id, text.strip() or None
    finding.look_back_due_at = at + editions.terms_of(pack, finding.severity).look_back_within
    finding.save(update_fields=["claimed_at", "claimed_by", "claim", "look_back_due_at"])
    _step(finding, "claimed", note=text, post_id=post_id, by=by, at=at)
    return finding


@transaction.atomic
def look_back(*, finding: Finding, result: str, said: str, by: Actor, at: datetime) -> Finding:
    """Look whether it is put right. What does not hold goes back to its owner, and its clock has never stopped."""
    locked = _locked(finding)
    claimant = locked.claimed_by
    refuse(findings.why_not_look_back(
        state=findings.state_at(locked.times, at), area_code=locked.area_code,
        claimed_by_user=claimant.user_id if claimant else None,
        claimed_by_body=claimant.unit.body_id if claimant else None,
        looked_by_user=locked.looked_back_by.user_id if locked.looked_back_by else None, result=result, words=said,
        by=by,
    ))  # fmt: skip
    if result == words.HOLDS:
        days = editions.params_of(editions.edition(locked.programme, at=at), "closing")["closes_after_days"]
        locked.looked_back_at, locked.looked_back_by_id = at, by.post_id
        locked.closes_at = locked.closes_at or at + timedelta(days=days)
        locked.save(update_fields=["looked_back_at", "looked_back_by", "closes_at"])
        _step(locked, words.HOLDS, note=said, by=by, at=at)
        return locked
    return _back_to_owner(locked, said, by=by, at=at)


def _back_to_owner(finding: Finding, said: str, *, by: Actor, at: datetime) -> Finding:
    _step(finding, words.FALSE, note=said, by=by, at=at)
    finding.false_count += 1
    finding.claimed_at = finding.claimed_by = finding.claim = finding.look_back_due_at = None
    finding.looked_back_at = finding.looked_back_by = finding.closes_at = finding.assigned_at = None
    finding.save(
        update_fields=["false_count", "claimed_at", "claimed_by", "claim", "look_back_due_at", "looked_back_at",
                       "looked_back_by", "closes_at", "assigned_at"]
    )  # fmt: skip
    assign(finding, inspection=finding.inspection, by=by, at=at)
    return finding


def _locked(finding: Finding) -> Finding:
    rows = Finding.objects.select_for_update(of=("self",)).select_related(
        "programme", "inspection", "claimed_by__unit", "looked_back_by"
    )
    return rows.get(id=finding.id, programme_id=finding.programme_id)


def _step(
    finding: Finding, action: str, *, by: Actor, at: datetime, note: str = "", post_id: UUID | None = None
) -> None:
    FindingEvent.objects.create(
        programme_id=finding.programme_id, finding=finding, at=at, action=action, post_id=post_id or by.post_id,
        role=by.role, note=note.strip() or None,
    )  # fmt: skip
    audit.record(f"supervision.{action}", on=finding, by=by, at=at,
                 detail={"severity": finding.severity, "code": finding.code})  # fmt: skip
