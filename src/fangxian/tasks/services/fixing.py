"""What inspectors found is work like any other; its owner may also say elsewhere that it is done (F35)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from fangxian.core.actors.rules import Actor
from fangxian.core.audit import services as audit
from fangxian.tasks.models import Task, TaskEvent
from fangxian.tasks.rules import CLOSE_THEMSELVES, FIX_FINDING, FIXED


def settle_fix(*, task_id: UUID, programme_id: UUID, note: str, by: Actor, at: datetime) -> None:
    """Finish the open task of a finding that its owner says is put right; nothing, if it is finished already.

    Call it inside the transaction that records the claim.
    """
    rows = Task.objects.select_for_update().filter(id=task_id, programme_id=programme_id, kind=FIX_FINDING)
    task = rows.filter(closed_at=None).first()
    if task is None:
        return
    task.first_reported_at = task.first_reported_at or at
    task.reported_at, task.outcome = task.reported_at or at, FIXED
    task.closed_at, task.conclusion = at, CLOSE_THEMSELVES[FIXED]
    task.due_at = task.next_escalation_at = task.paused_at = None
    task.pause_reason = ""
    task.save(
        update_fields=["first_reported_at", "reported_at", "outcome", "closed_at", "conclusion", "due_at",
                       "next_escalation_at", "paused_at", "pause_reason"]
    )  # fmt: skip
    TaskEvent.objects.create(
        programme_id=programme_id, task=task, at=at, action="closed", post_id=by.post_id, role=by.role,
        note=note.strip() or None, detail={"conclusion": task.conclusion},
    )  # fmt: skip
    audit.record("tasks.closed", on=task, by=by, at=at, detail={"conclusion": task.conclusion})
