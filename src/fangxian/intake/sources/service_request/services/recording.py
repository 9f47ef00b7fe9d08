"""Accepted rows of a file become requests as if an operator had taken them down: urgent first, each once."""

from __future__ import annotations

import json
import uuid
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import translation
from procrastinate.contrib.django import app

from fangxian.core.actors.rules import Actor, Purpose, why_not_use
from fangxian.core.audit import services as audit
from fangxian.core.problems.rules import Problem, Refused, refuse
from fangxian.core.programmes.rules import why_not_collect
from fangxian.core.screens.views import problem_text
from fangxian.core.staff.queries import actor_of
from fangxian.intake.sources.service_request import queries, rules
from fangxian.intake.sources.service_request.models import RequestFile, RequestFileRow
from fangxian.intake.sources.service_request.rules import files

from .filing import as_json, held_file, repeats
from .receiving import SentBy, Told, receive

JOB = "fangxian.intake.jobs.record_request_file"
ROWS_AT_ONCE = 100
QUIET_WITHIN = timedelta(seconds=60)


def why_not_record(file: RequestFile) -> Problem | None:
    return files.why_not_commit(state=file.state, waiting_count=queries.waiting_rows(file).count())


def record_file(*, file: RequestFile, sends_out: bool, by: Actor, at: datetime) -> RequestFile:
    """Record the accepted rows: the first at once, the rest in the background. Errors: Refused."""
    with transaction.atomic():
        file = held_file(file)
        refuse(why_not_use(rules.POWER, by=by, area_code=file.area_code))
        refuse(why_not_collect(stood_down_at=file.programme.stood_down_at, at=at))
        refuse(why_not_record(file))
        file.commit_started_at, file.commit_by_id, file.sends_out, file.sealed = at, by.post_id, sends_out, None
        file.save(update_fields=["commit_started_at", "commit_by", "sends_out", "sealed"])
    if go_on(file_id=file.id, at=at):
        app.configure_task(JOB, queue="imports").defer(file_id=str(file.id))
    return RequestFile.objects.defer("sealed").get(id=file.id)


@transaction.atomic
def go_on(*, file_id: UUID, at: datetime) -> bool:
    """Record the next rows, or close the recording; returns whether more wait. Safe to call again."""
    held = RequestFile.objects.select_for_update(of=("self",), skip_locked=True).filter(id=file_id)
    file = held.defer("sealed").select_related("desk", "programme", "commit_by__unit").first()
    if file is None or file.state != files.RECORDING or file.commit_by is None:
        return False
    by = actor_of(file.commit_by, purpose=Purpose.RECEIVE_FACTS)
    for row in queries.waiting_rows(file)[:ROWS_AT_ONCE]:
        _record(row, file, by=by, at=at)
    if queries.waiting_rows(file).exists():
        return True
    file.committed_at = at
    file.save(update_fields=["committed_at"])
    counts = queries.counts_of(file)
    audit.record("intake.request_file_recorded", on=file, by=by, at=at, count=counts["recorded"], detail=counts)
    return False


def resume_files(*, at: datetime) -> int:
    """Ask again for the work on every file whose worker died; returns how many."""
    started = RequestFile.objects.filter(
        commit_started_at__lt=at - QUIET_WITHIN, committed_at=None, programme__stood_down_at=None
    )
    ids = list(started.values_list("id", flat=True))
    for file_id in ids:
        app.configure_task(JOB, queue="imports").defer(file_id=str(file_id))
    return len(ids)


def _record(row: RequestFileRow, file: RequestFile, *, by: Actor, at: datetime) -> None:
    """Record one row; what is refused is given back with the reason and leaves nothing."""
    row.file = file
    told = json.loads(row.record or "{}")
    taken_at = datetime.fromisoformat(told["taken_at"]) if told["taken_at"] else None
    try:
        made = receive(
            told=Told(
                text=told["words"], service=told["service"], area_code=told["area_code"], place=told["place"],
                contact=told["contact"], wants_callback=bool(told["contact"]),
            ),
            channel=rules.IMPORTED, client_id=uuid.uuid5(file.id, str(row.number)), programme=file.programme,
            send=file.sends_out, sent_by=SentBy(file.desk, told["number"], taken_at, row.is_urgent), by=by, at=at,
        )  # fmt: skip
    except Refused as refused:
        _give_back(row, refused.problem)
    else:
        if not made.code:  # by another way it came between the dry run and now
            repeats(row, files.ROWS.finding("known_already", row=row.number), made.request.id)
        row.request, row.record, row.done_at = made.request, None, at
    row.save()


def _give_back(row: RequestFileRow, problem: Problem) -> None:
    """Give a row back that could not be recorded after all, with the reason in both languages."""
    texts = {}
    for code in ("zh-hans", "en"):
        with translation.override(code):
            texts[f"why_{code[:2]}"] = str(problem_text(problem))
    row.outcome, row.record = files.REJECTED, None
    row.findings = [as_json(files.ROWS.finding("not_taken", row=row.number, **texts), row.file), *row.findings]
