"""Background work asked for by name: jobs stand above services and are not imported by them."""

from __future__ import annotations

from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from fangxian.intake.sources.pushed_list.models import Import

READ = "fangxian.intake.jobs.read_list"
COMMIT = "fangxian.intake.jobs.commit_list"


def defer(job: str, source_list: Import) -> None:
    """Have `job` run for a list once the present transaction is committed.

    The queue's own lock is not used: it outlives a worker that was killed. `alone_with` keeps a list to
    one worker at a time and ends with the process.
    """
    app.configure_task(job, queue="imports").defer(import_id=str(source_list.id))


def is_waiting(job: str, source_list: Import) -> bool:
    """Whether this work is asked for already and no worker has begun it."""
    return ProcrastinateJob.objects.filter(task_name=job, status="todo", args__import_id=str(source_list.id)).exists()


def forget_dead(source_list: Import) -> None:
    """Take away what killed workers have left in the queue for this list."""
    with connection.cursor() as cursor:
        cursor.execute(DEAD, [[READ, COMMIT], str(source_list.id), WORKER_DEAD_AFTER_SECONDS])


WORKER_DEAD_AFTER_SECONDS = 60
DEAD = """
DELETE FROM procrastinate_jobs j
 WHERE j.status = 'doing' AND j.task_name = ANY(%s) AND j.args ->> 'import_id' = %s
   AND NOT EXISTS (
       SELECT 1 FROM procrastinate_workers w
        WHERE w.id = j.worker_id AND w.last_heartbeat > now() - make_interval(secs => %s)
   )
"""
