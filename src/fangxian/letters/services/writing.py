"""A letter is drafted, changed, approved by somebody else, numbered and issued, or withdrawn before that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max

from fangxian.core.actors.rules import Actor
from fangxian.core.problems.rules import Problem, refuse, said
from fangxian.core.programmes.models import Programme
from fangxian.core.programmes.rules import city_day
from fangxian.core.staff.models import Unit
from fangxian.core.staff.services import tell_posts
from fangxian.letters import queries, rules
from fangxian.letters.models import Letter

from .steps import end_of, held, number_text, refuse_after_the_end, refuse_names, reply_due, stepped

NUMBER_LOCK = 7_305_0024  # any number that nobody else locks


@dataclass(frozen=True)
class Written:
    """What stands in a letter. to_unit None: the unit that answers for the topic at the place."""

    topic: str
    area_code: str
    place: str
    problem: str
    request: str
    evidence: Sequence[str] = ()
    goods_name: str = ""
    goods_batch: str = ""
    goods_count: int | None = None
    to_unit: Unit | None = None
    copies: Sequence[Unit] = ()
    reply_on: date | None = None
    origin: str = ""
    origin_id: UUID | None = None


@transaction.atomic
def draft(*, written: Written, programme: Programme, by: Actor, at: datetime) -> Letter:
    """Write a letter down as a draft of the writer's unit. Errors: Refused."""
    refuse_after_the_end(programme, at=at)
    letter = Letter(programme=programme, from_unit_id=by.unit_id, origin=written.origin, origin_id=written.origin_id)
    _fill(letter, written, programme, by=by, at=at)
    letter.save()
    return stepped(letter, "drafted", by=by, at=at, detail={"topic": letter.topic, "origin": letter.origin})


@transaction.atomic
def change(*, letter: Letter, written: Written, by: Actor, at: datetime) -> Letter:
    """Change a draft; whoever changed it last counts as its writer. Errors: Refused."""
    letter = held(letter)
    refuse(rules.why_not_change(letter, from_unit_id=letter.from_unit_id, by=by))
    _fill(letter, written, letter.programme, by=by, at=at)
    letter.save()
    return stepped(letter, "changed", by=by, at=at)


def _fill(letter: Letter, written: Written, programme: Programme, *, by: Actor, at: datetime) -> None:
    terms = queries.terms_of(programme, at=at)
    outside = not programme.covers(written.area_code)
    refuse(rules.why_not_write(area_code=written.area_code, is_outside=outside, by=by))
    refuse(_why_not_so(written, terms, today=city_day(at, programme.timezone)))
    refuse_names(
        terms, place=written.place, problem=written.problem, request=written.request,
        evidence="\n".join(written.evidence), goods_name=written.goods_name, goods_batch=written.goods_batch,
    )  # fmt: skip
    letter.to_unit = _addressed(written, terms, programme, at=at)
    letter.topic, letter.area_code, letter.place = written.topic, written.area_code, written.place.strip()
    letter.problem, letter.request = written.problem.strip(), written.request.strip()
    letter.evidence = [line.strip() for line in written.evidence if line.strip()]
    letter.goods_name, letter.goods_batch = written.goods_name.strip(), written.goods_batch.strip()
    letter.goods_count, letter.reply_on = written.goods_count, written.reply_on
    letter.cc_units = [str(unit.id) for unit in written.copies if unit.id != letter.to_unit_id]
    letter.pack_id, letter.pack_sha256 = terms.pack.id, terms.pack.sha256
    letter.drafted_at, letter.drafted_by_id = at, by.post_id  # type: ignore[assignment]


def _why_not_so(written: Written, terms: queries.Terms, *, today: date) -> Problem | None:
    for field, text, most in (
        ("place", written.place, rules.LONGEST_PLACE), ("problem", written.problem, rules.LONGEST_TEXT),
        ("request", written.request, rules.LONGEST_TEXT),
    ):  # fmt: skip
        if not text.strip() or len(text) > most:
            return Problem("letters.text", said("Write 1 to %(most)s characters."), {"most": most}, field, status=422)
    if written.topic not in terms.topics:
        return Problem("letters.topic", said("Choose one of the kinds."), field="topic", status=422)
    lines = list(written.evidence)
    if len(lines) > rules.MOST_EVIDENCE or any(len(line) > rules.LONGEST_LINE for line in lines):
        return Problem("letters.evidence", said("At most %(most)s references, each in a line of %(long)s characters."),
                       {"most": rules.MOST_EVIDENCE, "long": rules.LONGEST_LINE}, "evidence", status=422)  # fmt: skip
    if written.topic == rules.GOODS and not written.goods_name.strip():
        return Problem("letters.goods", said("Say which goods it is about, and the batch if it is known."),
                       field="goods_name", status=422)  # fmt: skip
    if len(written.copies) > rules.MOST_COPIES:
        return Problem("letters.copies", said("At most %(most)s copies."), {"most": rules.MOST_COPIES}, "copies",
                       status=422)  # fmt: skip
    if written.reply_on is not None and written.reply_on < today:
        return Problem("letters.reply_on", said("The day of the reply is not over yet when a letter is written."),
                       field="reply_on", status=422)  # fmt: skip
    return None


def _addressed(written: Written, terms: queries.Terms, programme: Programme, *, at: datetime) -> Unit:
    unit = written.to_unit or queries.unit_for(
        terms.topics[written.topic], written.area_code, programme_id=programme.id, at=at
    )
    if unit is None:
        refuse(
            Problem("letters.nobody_answers", said("Nobody is named who answers for this kind there. Choose the "
                    "addressee, or have one named on the page of answering units."), field="to_unit", status=422)
        )  # fmt: skip
        raise AssertionError
    return unit


@transaction.atomic
def approve(*, letter: Letter, by: Actor, at: datetime) -> Letter:
    """Somebody else approves it. Errors: Refused."""
    letter = held(letter)
    writer = letter.drafted_by.user_id
    refuse(rules.why_not_approve(letter, area_code=letter.area_code, drafted_by_user_id=writer, by=by))
    letter.approved_at, letter.approved_by_id = at, by.post_id
    letter.save(update_fields=["approved_at", "approved_by"])
    return stepped(letter, "approved", by=by, at=at)


@transaction.atomic
def send_back(*, letter: Letter, words: str, by: Actor, at: datetime) -> Letter:
    """It is a draft again, with a word why. Errors: Refused."""
    letter = held(letter)
    refuse(rules.why_not_send_back(letter, area_code=letter.area_code, by=by))
    refuse_names(queries.terms_of(letter.programme, at=at), words=words)
    letter.approved_at = letter.approved_by = None
    letter.save(update_fields=["approved_at", "approved_by"])
    return stepped(letter, "sent_back", by=by, at=at, note=words)


@transaction.atomic
def issue(*, letter: Letter, by: Actor, at: datetime) -> Letter:
    """Put the next number of the year on it, start the clock of the reply, tell the addressee. Errors: Refused."""
    letter = held(letter)
    programme = letter.programme
    refuse_after_the_end(programme, at=at)
    refuse(rules.why_not_issue(letter, area_code=letter.area_code, by=by))
    if letter.reply_on is not None:
        letter.due_at = end_of(letter.reply_on, programme)
        if letter.due_at <= at:
            refuse(Problem("letters.day_over", said("The day by which a reply was wanted is over: change the draft.")))
    else:
        letter.due_at = reply_due(programme, queries.terms_of(programme, at=at), at=at)
    letter.year = city_day(at, programme.timezone).year
    letter.serial = _next_number(programme, letter.year)
    letter.issued_at, letter.issued_by_id = at, by.post_id
    letter.save(update_fields=["year", "serial", "issued_at", "issued_by", "due_at"])
    tell_posts(
        queries.liaisons_of(letter.to_unit_id, at=at), kind="letters.issued", programme_id=programme.id, at=at,
        text_zh="防线：您单位收到一份协同共治提示函，请登录接收并按期答复。",
        text_en="Fangxian: a letter to your unit waits. Please sign in, receive it and reply in time.",
        once_key=f"letters.issued:{letter.id}",
    )  # fmt: skip
    return stepped(letter, "issued", by=by, at=at, detail={"number": number_text(letter)})


def _next_number(programme: Programme, year: int) -> int:
    """The next number of the year; two who issue at once wait for each other, so that none is left out."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [NUMBER_LOCK])
    last = Letter.objects.filter(programme=programme, year=year).aggregate(last=Max("serial"))["last"]
    return (last or 0) + 1


@transaction.atomic
def withdraw(*, letter: Letter, by: Actor, at: datetime) -> Letter:
    """A letter that nobody was sent yet is given up; it stays on record. Errors: Refused."""
    letter = held(letter)
    refuse(rules.why_not_withdraw(letter, from_unit_id=letter.from_unit_id, by=by))
    letter.withdrawn_at = at
    letter.save(update_fields=["withdrawn_at"])
    return stepped(letter, "withdrawn", by=by, at=at)
