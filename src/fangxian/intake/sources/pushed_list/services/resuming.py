"""Lists whose worker died are taken up again; what was done stays done."""

from __future__ import annotations

from datetime import datetime, timedelta

from fangxian.core.programmes.rules import why_not_collect
from fangxian.intake.sources.pushed_list import queries
from fangxian.intake.sources.pushed_list.rules import states

from .jobs_by_name import COMMIT, READ, defer, forget_dead, is_waiting
from .reading import alone_with

QUIET_WITHIN = timedelta(seconds=20)  # a job that was asked for this recently is given time to begin


def resume_lists(*, at: datetime) -> int:
    """Ask again for the work on every list on which nobody works; returns how many.

    A list is worked on as long as a process holds its lock; the lock ends with the process.
    """
    resumed = 0
    for source_list in queries.unfinished_lists():
        if why_not_collect(stood_down_at=source_list.programme.stood_down_at, at=at):
            continue  # it stays as it is until it is erased
        job = READ if source_list.state == states.READING else COMMIT
        asked_at = source_list.mapped_at if job == READ else source_list.commit_started_at
        if asked_at is None or at - asked_at < QUIET_WITHIN or is_waiting(job, source_list):
            continue
        with alone_with(source_list.id) as alone:
            if not alone:
                continue
        forget_dead(source_list)
        defer(job, source_list)
        resumed += 1
    return resumed
