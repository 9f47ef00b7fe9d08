"""A list of staff is rehearsed, shown row by row, and then taken over as a whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db import transaction

from fangxian.core.actors.rules import Actor, why_not_use
from fangxian.core.audit import services as audit
from fangxian.core.problems.rules import Problem, refuse, said
from fangxian.core.programmes.models import Programme
from fangxian.core.programmes.rules import city_day
from fangxian.core.staff import queries, rules
from fangxian.core.staff.models import StaffImport, User

from .appointments import appoint, record_leaver


@dataclass(frozen=True)
class Credential:
    """What a new member of the force is handed on paper, once."""

    staff_no: str
    full_name: str
    body: str
    area_code: str
    password: str


@transaction.atomic
def rehearse_import(
    *, rows: Sequence[rules.StaffRow], sha256: str, programme: Programme, by: Actor, at: datetime
) -> StaffImport:
    """Judge a list without acting on it; keep its rows, sealed, until it is taken over or discarded."""
    refuse(why_not_use("staff.manage", by=by))
    judged = judge_again(rows, programme=programme, by=by, at=at)
    kept = StaffImport.objects.create(
        programme=programme, sha256=sha256, rows=_written(rows), counts=rules.count_outcomes(judged),
        rehearsed_at=at, rehearsed_by_id=by.post_id,
    )  # fmt: skip
    audit.record("staff.list_rehearsed", on=kept, by=by, at=at, count=len(rows), digest=bytes.fromhex(sha256))
    return kept


def judge_again(rows: Sequence[rules.StaffRow], *, programme: Programme, by: Actor, at: datetime) -> list[rules.Judged]:
    """What would become of each row at `at`."""
    known = queries.on_record(
        (rules.tidy(row.staff_no) for row in rows), by=by, at=at, day=city_day(at, programme.timezone)
    )
    return rules.judge_rows(rows, known=known)


def rows_of(kept: StaffImport) -> list[rules.StaffRow]:
    """The rows of a list that is still waiting. Errors: Refused once they are gone."""
    if kept.rows is None:
        refuse(Problem("staff.list_is_over", said("This list has already been taken over or discarded.")))
    return [_read(row) for row in json.loads(kept.rows or "[]")]


@transaction.atomic
def commit_import(*, kept: StaffImport, by: Actor, at: datetime) -> tuple[StaffImport, list[Credential]]:
    """Take a rehearsed list over: accepted rows only, judged once more at this moment.

    Returns the list with its final counts and, once, the passwords of the people who are new.
    Errors: Refused if it is over; then nothing has been written.
    """
    refuse(why_not_use("staff.manage", by=by))
    kept = StaffImport.objects.select_for_update().get(id=kept.id)
    judged = judge_again(rows_of(kept), programme=kept.programme, by=by, at=at)
    credentials = []
    for row in judged:
        if row.outcome == "accepted" and row.appointment is not None:
            made = _act(row.appointment, programme=kept.programme, by=by, at=at)
            credentials += [made] if made else []
    kept.counts, kept.rows, kept.committed_at = rules.count_outcomes(judged), None, at
    kept.save(update_fields=["counts", "rows", "committed_at"])
    audit.record(
        "staff.list_committed", on=kept, by=by, at=at, count=kept.counts["accepted"],
        digest=bytes.fromhex(kept.sha256), detail=kept.counts,
    )  # fmt: skip
    return kept, credentials


@transaction.atomic
def discard_import(*, kept: StaffImport, by: Actor, at: datetime) -> StaffImport:
    """Throw a rehearsed list away; its rows are gone."""
    refuse(why_not_use("staff.manage", by=by))
    rows_of(kept)
    kept.rows, kept.discarded_at = None, at
    kept.save(update_fields=["rows", "discarded_at"])
    audit.record("staff.list_discarded", on=kept, by=by, at=at)
    return kept


def _act(wanted: rules.Appointment, *, programme: Programme, by: Actor, at: datetime) -> Credential | None:
    if wanted.leaves:
        record_leaver(user=User.objects.get(username=wanted.staff_no), by=by, at=at)
        return None
    starts_at = _midnight(wanted.starts_on, programme) if wanted.starts_on else at
    ends_at = _midnight(wanted.ends_on + timedelta(days=1), programme) if wanted.ends_on else None
    post, user, password = appoint(wanted, programme=programme, starts_at=starts_at, ends_at=ends_at)
    audit.record("staff.appointed", on=post, by=by, at=at, detail={"user_id": user.id, "role": post.role})
    if password is None:
        return None
    return Credential(user.username, user.full_name, wanted.body, wanted.area_code, password)


def _midnight(day: date, programme: Programme) -> datetime:
    return datetime.combine(day, time(), programme.zone).astimezone(UTC)


def _written(rows: Sequence[rules.StaffRow]) -> str:
    def plain(row: rules.StaffRow) -> dict[str, Any]:
        content = asdict(row)
        content["finding"] = None
        if row.finding is not None:
            content["finding"] = [row.finding.code, row.finding.reason.zh, row.finding.reason.en, row.finding.field]
        return content

    return json.dumps([plain(row) for row in rows], default=str, ensure_ascii=False)


def _read(content: dict[str, Any]) -> rules.StaffRow:
    for name in ("starts_on", "ends_on"):
        content[name] = date.fromisoformat(content[name]) if content[name] else None
    if content["finding"]:
        code, zh, en, field = content["finding"]
        content["finding"] = rules.Finding(code, rules.Bilingual(zh, en), content["number"], field)
    return rules.StaffRow(**content)
