"""A list arrives: compared with what its sender says, read, and tried row by row. Nothing is recorded yet."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from fangxian.cases import rules as of_cases
from fangxian.cases.models import Case, LineList, LineListRow
from fangxian.cases.rules import linelists as rules
from fangxian.cases.services.authority import why_not_work_on
from fangxian.core.actors.rules import Actor, why_not_use
from fangxian.core.audit import services as audit
from fangxian.core.problems.rules import Problem, Refused, refuse, said
from fangxian.core.programmes.models import Programme
from fangxian.core.programmes.rules import city_day, why_not_collect
from fangxian.engine.linelists import Here, open_line_list, read_lines
from fangxian.engine.linelists import LineList as Lines
from fangxian.engine.tables import TableRefused
from fangxian.intake.rules import manifests
from fangxian.intake.services.files import problem_of_file

from .known import know_rows
from .settling import new_row, settle, told_of

FILE_LIMIT = 20 * 1024 * 1024  # bytes


@dataclass(frozen=True)
class Terms:
    """What an investigator says of a list that she takes in.

    told_count    rows, as the sender counts them; told_sha256 in hexadecimal, "" if the sender gave none
    area_code     where the people of the list are
    case          for contacts of one case: that case
    """

    sender: str
    purpose: str
    legal_basis: str
    told_count: int
    told_sha256: str
    area_code: str
    case: Case | None = None


@transaction.atomic
def receive_line_list(
    *, content: bytes, file_name: str, terms: Terms, programme: Programme, by: Actor, at: datetime
) -> LineList:
    """Take a list in and try its rows. Errors: Refused if it is no such list or not the one that was sent."""
    refuse(why_not_use("cases.investigate", by=by, area_code=terms.area_code))
    refuse(of_cases.why_not_decide(by))
    refuse(why_not_collect(stood_down_at=programme.stood_down_at, at=at))
    if terms.case is not None:
        refuse(why_not_work_on(terms.case, by=by, at=at))
    refuse(_why_not_content(content, terms=terms, programme=programme))
    try:
        lines = open_line_list(content, name=file_name)
    except TableRefused as refused:
        raise Refused(problem_of_file(refused.finding, source="cases")) from None
    refuse(
        manifests.why_not_as_told(
            told_count=terms.told_count, row_count=len(lines.rows), told_sha256=terms.told_sha256,
            sha256=lines.sha256, source="cases.list",
        )
    )  # fmt: skip
    line_list = _new_list(lines, file_name=file_name, terms=terms, programme=programme, by=by, at=at)
    line_list.save(force_insert=True)
    rows = _tried(line_list, lines, Here(programme.zone, city_day(at, programme.timezone), programme.disease_code))
    LineListRow.objects.bulk_create(rows, batch_size=500)
    audit.record(
        "cases.line_list_received", on=line_list, by=by, at=at, count=len(rows), digest=bytes.fromhex(lines.sha256),
        detail={"format": lines.format.id, "denied": len(lines.denied)},
    )  # fmt: skip
    return line_list


def _tried(line_list: LineList, lines: Lines, here: Here) -> list[LineListRow]:
    """Every row with its end, compared with the rows above it and with what came before."""
    rows = [new_row(line_list, line.number, line.subject, line.told, line.findings) for line in read_lines(lines, here)]
    known = know_rows(line_list, [(row.subject, told_of(row)) for row in rows])
    first: dict[bytes, int] = {}
    for row in rows:
        number = first.setdefault(bytes(row.key_index), row.number)
        settle(row, known, disease=here.disease, first_row=None if number == row.number else number)
    return rows


@transaction.atomic
def record_refusal(*, problem: Problem, content: bytes, sender: str, by: Actor, at: datetime) -> None:
    """Put on record that a file was not taken in, so that no file vanishes without a trace (INV-20)."""
    audit.record(
        "cases.line_list_refused", by=by, at=at, count=0, digest=hashlib.sha256(content).digest(),
        detail={"problem": problem.code, "sender": sender[:100]},
    )  # fmt: skip


@transaction.atomic
def discard_line_list(*, line_list: LineList, reason: str, by: Actor, at: datetime) -> LineList:
    """Give a list up of which nothing is recorded; what its rows told is destroyed at once. Errors: Refused."""
    line_list = LineList.objects.select_for_update().get(id=line_list.id)
    refuse(why_not_use("cases.investigate", by=by, area_code=line_list.area_code))
    recorded = line_list.rows.filter(done_at__isnull=False).count()
    refuse(rules.why_not_discard(state=line_list.state, recorded_count=recorded, reason=reason))
    line_list.discarded_at, line_list.discard_reason = at, reason.strip()[:300]
    line_list.save(update_fields=["discarded_at", "discard_reason"])
    for row in line_list.rows.exclude(record=None):
        row.record = None
        row.save(update_fields=["record"])
    audit.record("cases.line_list_discarded", on=line_list, by=by, at=at, count=line_list.row_count)
    return line_list


def saw_line_list(line_list: LineList, *, count: int, by: Actor, at: datetime) -> None:
    """Record that somebody read rows of a list."""
    if count:
        audit.record("cases.saw_line_list", on=line_list, by=by, at=at, count=count)


def _why_not_content(content: bytes, *, terms: Terms, programme: Programme) -> Problem | None:
    if len(content) > FILE_LIMIT:
        return Problem(
            "cases.list_too_large", said("The file is larger than %(limit)s MB; ask the sender for it in parts."),
            {"limit": FILE_LIMIT // 1024 // 1024}, "file", status=413,
        )  # fmt: skip
    before = LineList.objects.filter(
        programme=programme, file_sha256=hashlib.sha256(content).hexdigest(), area_code=terms.area_code,
        discarded_at=None,
    ).first()  # fmt: skip
    if before is None:
        return None
    day = city_day(before.received_at, programme.timezone).isoformat()
    return Problem(
        "cases.list_same_file",
        said("This very file was received before, from %(sender)s; nothing was doubled. See the list of %(day)s."),
        {"sender": before.sender, "day": day}, "file",
    )  # fmt: skip


def _new_list(lines: Lines, *, file_name: str, terms: Terms, programme: Programme, by: Actor, at: datetime) -> LineList:
    return LineList(
        programme=programme, area_code=terms.area_code, case=terms.case, sender=terms.sender.strip(),
        purpose=terms.purpose.strip(), legal_basis=terms.legal_basis.strip(), told_count=terms.told_count,
        told_sha256=terms.told_sha256, file_name=file_name[:200], file_sha256=lines.sha256,
        format_id=lines.format.id, format_edition=lines.format.edition, row_count=len(lines.rows),
        notes=[{"zh": note.sentence().zh, "en": note.sentence().en} for note in lines.notes],
        columns={
            "unread": list(lines.unread),
            "denied": [{"head": head, "zh": why.reason.zh, "en": why.reason.en} for head, why in lines.denied],
        },
        received_at=at, received_by_id=by.post_id,
    )  # fmt: skip
