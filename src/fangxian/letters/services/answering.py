"""A letter is received and replied to by its addressee, looked back at by somebody else, closed or opened again."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction

from fangxian.core.actors.rules import Actor
from fangxian.core.problems.rules import Problem, refuse
from fangxian.core.programmes.rules import city_day
from fangxian.core.staff.queries import posts_held
from fangxian.core.staff.services import tell_posts
from fangxian.letters import queries, rules
from fangxian.letters.models import Letter

from .steps import end_of, held, refuse_names, reply_due, stepped


def why_not_answer(letter: Letter, *, by: Actor, at: datetime) -> Problem | None:
    """Why `by` may not receive or reply to it."""
    return rules.why_not_answer_for(
        to_unit_id=letter.to_unit_id, area_code=letter.area_code,
        has_liaison=bool(queries.liaisons_of(letter.to_unit_id, at=at)), by=by,
    )  # fmt: skip


@transaction.atomic
def receive(*, letter: Letter, by: Actor, at: datetime) -> Letter:
    """The addressee says that it has come. Errors: Refused."""
    letter = held(letter)
    refuse(why_not_answer(letter, by=by, at=at) or rules.why_not_receive(letter))
    letter.received_at = at
    letter.on_paper = by.unit_id != letter.to_unit_id
    letter.save(update_fields=["received_at", "on_paper"])
    return stepped(letter, "received", by=by, at=at, detail={"on_paper": letter.on_paper})


@transaction.atomic
def reply(*, letter: Letter, kind: str, words: str, done_on: date | None = None, by: Actor, at: datetime) -> Letter:
    """Done, a plan with its day, or a dispute. Errors: Refused."""
    letter = held(letter)
    programme = letter.programme
    today = city_day(at, programme.timezone)
    refuse(why_not_answer(letter, by=by, at=at))
    refuse(rules.why_not_reply(letter, kind=kind, words=words, done_on=done_on, today=today))
    terms = queries.terms_of(programme, at=at)
    refuse_names(terms, words=words)
    letter.received_at = letter.received_at or at
    letter.replied_at, letter.replied_by_id, letter.reply = at, by.post_id, kind
    letter.reply_words, letter.done_on = words.strip(), done_on if kind == rules.PLAN else None
    letter.on_paper = by.unit_id != letter.to_unit_id
    # a plan is looked back at once its day has come
    since = max(today, letter.done_on or today)
    letter.look_back_due_at = end_of(since + timedelta(days=terms.look_back_days), programme)
    letter.save()
    tell_posts(
        posts_held(at=at).filter(id=letter.drafted_by_id), kind="letters.replied", programme_id=programme.id, at=at,
        text_zh="防线：您单位发出的提示函已有答复，请登录查看并安排回头看。",
        text_en="Fangxian: a letter of your unit was replied to. Please sign in.",
        once_key=f"letters.replied:{letter.id}:{int(at.timestamp())}",
    )  # fmt: skip
    return stepped(letter, "replied", by=by, at=at, note=words, detail={"reply": kind, "late": _was_late(letter)})


def _was_late(letter: Letter) -> bool:
    return letter.due_at is not None and letter.replied_at is not None and letter.replied_at >= letter.due_at


@transaction.atomic
def look_back(*, letter: Letter, finding: str, words: str, by: Actor, at: datetime) -> Letter:
    """Somebody else than who replied went and looked: settled, or open again with a new clock. Errors: Refused."""
    letter = held(letter)
    programme = letter.programme
    replied_by = letter.replied_by.user_id if letter.replied_by else None
    refuse(
        rules.why_not_look_back(
            letter, area_code=letter.area_code, to_unit_id=letter.to_unit_id, replied_by_user_id=replied_by, by=by
        )
        or rules.why_not_find(letter, finding=finding, words=words)
    )
    terms = queries.terms_of(programme, at=at)
    refuse_names(terms, words=words)
    if finding == rules.NOT_SETTLED:
        return _open_again(letter, terms, words=words, by=by, at=at)
    letter.verified_at, letter.verified_by_id, letter.finding = at, by.post_id, finding
    letter.save(update_fields=["verified_at", "verified_by", "finding"])
    return stepped(letter, "verified", by=by, at=at, note=words, detail={"finding": finding})


def _open_again(letter: Letter, terms: queries.Terms, *, words: str, by: Actor, at: datetime) -> Letter:
    """A new round: what was replied stays in the history."""
    letter.due_at = reply_due(letter.programme, terms, at=at)
    letter.reopened_at, letter.reopen_count = at, letter.reopen_count + 1
    letter.replied_at = letter.replied_by = letter.done_on = letter.look_back_due_at = None
    letter.verified_at = letter.verified_by = letter.escalated_at = None
    letter.reply = letter.reply_words = letter.finding = ""
    letter.save()
    tell_posts(
        queries.liaisons_of(letter.to_unit_id, at=at), kind="letters.reopened", programme_id=letter.programme_id, at=at,
        text_zh="防线：一份提示函经回头看退回重办，请登录查看并按期答复。",
        text_en="Fangxian: a letter to your unit was opened again after a look-back. Please sign in.",
        once_key=f"letters.reopened:{letter.id}:{letter.reopen_count}",
    )  # fmt: skip
    return stepped(letter, "reopened", by=by, at=at, note=words, detail={"finding": rules.NOT_SETTLED})


@transaction.atomic
def close(*, letter: Letter, by: Actor, at: datetime) -> Letter:
    """The writer's side puts it away. Errors: Refused."""
    letter = held(letter)
    refuse(rules.why_not_close(letter, area_code=letter.area_code, by=by))
    letter.closed_at = at
    letter.save(update_fields=["closed_at"])
    return stepped(letter, "closed", by=by, at=at)
