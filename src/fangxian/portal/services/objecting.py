"""What a resident does at the door besides declaring: opening her file, answering, objecting; and how often."""

from __future__ import annotations

from datetime import datetime

from django.core.cache import cache
from django.db import transaction
from django.utils.crypto import salted_hmac

from fangxian.cases.queries import clocks_at
from fangxian.core.actors.rules import Actor, why_not_use
from fangxian.core.audit import services as audit
from fangxian.core.people.models import FileCode, Person
from fangxian.core.people.queries import file_of_person, person_with_code
from fangxian.core.people.rules import why_not_a_code
from fangxian.core.people.services import issue_code
from fangxian.core.problems.rules import Problem, refuse, said
from fangxian.core.programmes.models import Programme
from fangxian.engine.clocks.deadlines import deadline
from fangxian.tasks.queries import tasks_of_person

from . import queries, rules
from .models import Objection

UNKNOWN_CODE = Problem(
    "portal.unknown_code",
    said("This code does not open a file. It may have expired; the community gives you a new letter."),
    field="code",
    status=403,
)


def why_not_now(kind: str, key: str, *, at: datetime) -> Problem | None:
    """Count one more try of `kind` by `key` (an address, a phone), and say why it may not go on, if so.

    Nothing but a keyed hash of the key is kept, for the length of the limit's window.
    """
    within = int(rules.LIMITS[kind].within.total_seconds())
    window = int(at.timestamp()) // within
    name = "tries:" + salted_hmac("portal.tries", f"{kind}:{key}:{window}", algorithm="sha256").hexdigest()
    cache.add(name, 0, timeout=within)
    try:
        tried = cache.incr(name)
    except ValueError:  # the window passed between the two lines
        tried = 1
    return rules.why_not_try(tried=tried, kind=kind)


@transaction.atomic
def open_own_file(*, code: str, programme: Programme, by: Actor, at: datetime) -> Person | Problem:
    """Whose file a letter's code opens, or why it opens none."""
    mistyped = why_not_a_code(code)
    if mistyped:
        return mistyped
    person = person_with_code(code, programme_id=programme.id, at=at)
    if person is None:
        audit.record("portal.code_refused", by=by, at=at)
        return UNKNOWN_CODE
    audit.record("portal.file_opened", on=person, about=person.id, by=by, at=at)
    return person


@transaction.atomic
def issue_letter(*, person: Person, by: Actor, at: datetime) -> tuple[FileCode, str]:
    """Make the letter with which a person opens her own file: by who works on it, or who keeps the files."""
    refuse(why_not_use("people.issue_code", by=by, area_code=person.area_code))
    refuse(why_not_issue(person, by=by))
    return issue_code(person=person, by=by, at=at)


def why_not_issue(person: Person, *, by: Actor) -> Problem | None:
    tasks = tasks_of_person(person.id, programme_id=person.programme_id)
    return rules.why_not_issue(
        is_followed=file_of_person(person.id, programme_id=person.programme_id) is not None or person.measures.exists(),
        has_task=tasks.filter(area_code__startswith=by.area_code).exists(),
        sees_files=by.can("people.see_file"),
    )


@transaction.atomic
def lodge_objection(*, person: Person, about: str, text: str, by: Actor, at: datetime) -> Objection:
    """Lodge an objection: to be acknowledged within the hour and answered within the day (INV-09)."""
    refuse(rules.why_not_object(text))
    programme = person.programme
    pack = clocks_at(programme, at=at)
    objection = Objection.objects.create(
        programme=programme,
        person=person,
        area_code=person.area_code,
        about=about,
        text=text.strip(),
        lodged_at=at,
        acknowledge_by=deadline(pack.rule("appeal/acknowledge"), at, programme.zone).due_at,
        decide_by=deadline(pack.rule("appeal/decide"), at, programme.zone).due_at,
    )
    audit.record("portal.objection_lodged", on=objection, about=person.id, by=by, at=at, detail={"about": about})
    return objection


@transaction.atomic
def read_objection(*, objection: Objection, by: Actor, at: datetime) -> Objection:
    """Open an objection to answer it; the first reading acknowledges it."""
    refuse(why_not_use("portal.answer", by=by, area_code=objection.area_code))
    if objection.acknowledged_at is None:
        objection.acknowledged_at = at
        objection.save(update_fields=["acknowledged_at"])
        audit.record("portal.objection_acknowledged", on=objection, about=objection.person_id, by=by, at=at)
    audit.record("portal.saw_objection", on=objection, about=objection.person_id, by=by, at=at)
    return objection


@transaction.atomic
def answer_objection(*, objection: Objection, decision: str, answer: str, by: Actor, at: datetime) -> Objection:
    """Answer an objection, by somebody who was not involved, with a reason the person can read."""
    refuse(why_not_use("portal.answer", by=by, area_code=objection.area_code))
    locked = Objection.objects.select_for_update().get(pk=objection.pk)
    refuse(
        rules.why_not_answer(
            state=locked.state, is_involved=queries.is_involved(by, person=locked.person), answer=answer
        )
    )
    locked.answered_at, locked.answered_by_id, locked.decision, locked.answer = at, by.post_id, decision, answer.strip()
    locked.acknowledged_at = locked.acknowledged_at or at
    locked.save(update_fields=["answered_at", "answered_by", "decision", "answer", "acknowledged_at"])
    audit.record(
        "portal.objection_answered", on=locked, about=locked.person_id, by=by, at=at, detail={"decision": decision}
    )
    return locked
