"""One step of a letter with its line of history and its audit event."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from fangxian.core.actors.rules import Actor
from fangxian.core.audit import services as audit
from fangxian.core.problems.rules import Problem, refuse, said
from fangxian.core.programmes.models import Programme
from fangxian.core.programmes.rules import city_day, why_not_collect
from fangxian.engine.workdays import UnknownYear, working_days_after
from fangxian.letters.models import Letter, LetterStep
from fangxian.letters.queries import Terms
from fangxian.letters.rules.naming import why_not_say


def held(letter: Letter) -> Letter:
    """The letter as it stands, held until this transaction ends."""
    rows = Letter.objects.select_for_update(of=("self",)).select_related("programme", "drafted_by", "replied_by")
    return rows.get(id=letter.id, programme_id=letter.programme_id)


def stepped(
    letter: Letter, step: str, *, by: Actor, at: datetime, note: str = "", detail: dict[str, Any] | None = None
) -> Letter:
    """Write the step down."""
    LetterStep.objects.create(
        programme_id=letter.programme_id, letter=letter, at=at, step=step, post_id=by.post_id, role=by.role,
        note=note.strip(), detail=detail or {},
    )  # fmt: skip
    audit.record(f"letters.{step}", on=letter, by=by, at=at, detail=detail or {})
    return letter


def refuse_after_the_end(programme: Programme, *, at: datetime) -> None:
    refuse(why_not_collect(stood_down_at=programme.stood_down_at, at=at))


def refuse_names(terms: Terms, **texts: str) -> None:
    """Nothing of a person stands in a letter or in an answer to one. Errors: Refused, with advice."""
    refuse(why_not_say(texts, people=terms.people, words=terms.words))


def end_of(day: date, programme: Programme) -> datetime:
    """The midnight that ends a city day."""
    return datetime.combine(day + timedelta(days=1), time(), programme.zone)


def reply_due(programme: Programme, terms: Terms, *, at: datetime) -> datetime:
    """When a reply is due to what goes out at `at`. Errors: Refused where the year's working days are unknown."""
    today = city_day(at, programme.timezone)
    try:
        return end_of(working_days_after(today, terms.reply_working_days), programme)
    except UnknownYear as unknown:
        refuse(
            Problem("letters.unknown_year", said("The working days of %(year)s are not announced yet: write by which "
                    "day the reply is wanted."), {"year": unknown.year}, "reply_on", status=422)
        )  # fmt: skip
        raise AssertionError from unknown


def number_text(letter: Letter) -> str:
    """The number as data for the audit."""
    return f"{letter.year}/{letter.serial}"
