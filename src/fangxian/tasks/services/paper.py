"""What comes back on paper from where there is no phone; and who has the night."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from fangxian.core.actors.rules import Actor, why_not_use
from fangxian.core.audit import services as audit
from fangxian.core.problems.rules import Problem, refuse, said
from fangxian.core.programmes.models import Programme
from fangxian.core.programmes.rules import why_not_collect
from fangxian.core.staff.models import Post
from fangxian.tasks import rules
from fangxian.tasks.models import NightDuty, Task

from .working import _found_out, _locked, followers_of


@transaction.atomic
def enter_slip(*, task: Task, slip: rules.Slip, worker: Post, note: str = "", by: Actor, at: datetime) -> Task:
    """Enter what stands on a slip that came back: who did the work, when, and what she found.

    Its clocks are judged by the times on the slip; the history says that they were written down afterwards, by whom
    and when.
    """
    task = _locked(task)
    refuse(
        rules.why_not_enter_slip(
            task, slip=slip, worker_area_code=worker.area_code, worker_role=worker.role, by=by, at=at
        )
    )
    detail = {"outcome": slip.outcome, "on_paper": True, "worker": str(worker.id),
              "reported_at": slip.reported_at.isoformat()}  # fmt: skip
    for one in [task, *followers_of(task)]:
        one.accepted_post_id, one.accepted_at = worker.id, max(slip.accepted_at, one.opened_at)
        one.first_reported_at = one.first_reported_at or slip.first_reported_at
        shown = detail if one is task else {**detail, "with": task.number}
        _found_out(one, slip.outcome, note=note, detail=shown, by=by, at=max(slip.reported_at, one.opened_at),
                   event_at=at)  # fmt: skip
    return task


@transaction.atomic
def put_on_nights(
    *, programme: Programme, area_code: str, post: Post, starts_at: datetime, ends_at: datetime, by: Actor, at: datetime
) -> NightDuty:
    """Put somebody on night duty for an area: what comes there at night is given to her."""
    refuse(why_not_collect(stood_down_at=programme.stood_down_at, at=at))
    refuse(
        rules.why_not_put_on_nights(
            area_code=area_code, post_area_code=post.area_code, post_role=post.role, starts_at=starts_at,
            ends_at=ends_at, by=by, at=at,
        )
    )  # fmt: skip
    night = NightDuty.objects.create(
        programme=programme, area_code=area_code, post=post, starts_at=starts_at, ends_at=ends_at, entered_at=at,
        entered_by_id=by.post_id,
    )  # fmt: skip
    audit.record("tasks.night_entered", on=night, by=by, at=at, detail={"post": str(post.id)})
    return night


@transaction.atomic
def withdraw_night(*, night: NightDuty, by: Actor, at: datetime) -> NightDuty:
    """Take a night back; what she was given stays hers until she hands it on or her night would have ended."""
    night = NightDuty.objects.select_for_update().get(id=night.id)
    refuse(why_not_use("tasks.dispatch", by=by, area_code=night.area_code))
    if night.withdrawn_at is not None or night.ends_at <= at:
        refuse(Problem("tasks.night_is_over", said("This night is over or was withdrawn.")))
    night.withdrawn_at, night.withdrawn_by_id = at, by.post_id
    night.save(update_fields=["withdrawn_at", "withdrawn_by"])
    audit.record("tasks.night_withdrawn", on=night, by=by, at=at)
    return night
