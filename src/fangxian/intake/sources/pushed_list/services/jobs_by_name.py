"""Background work asked for by name: jobs stand above services and are not imported by them."""

from __future__ import annotations

from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from fangxian.intake.sources.pushed_list.models import Import

READ = "fangxian.intake.jobs.read_list"
COMMIT = "fangxian.intake.jobs.commit_list"


def defer(job: str, source_list: Import) -> None:
    """Have `job` run for a list once the present transaction is committed. One list is worked on once at a time."""
    app.configure_task(job, queue="imports", lock=f"import:{source_list.id}").defer(import_id=str(source_list.id))


def is_waiting(job: str, source_list: Import) -> bool:
    """Whether this work is asked for already and no worker has begun it."""
    return ProcrastinateJob.objects.filter(task_name=job, status="todo", args__import_id=str(source_list.id)).exists()
