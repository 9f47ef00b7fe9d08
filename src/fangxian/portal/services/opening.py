"""The letter with a code, and the file that it opens."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from fangxian.core.actors.rules import Actor, why_not_use
from fangxian.core.audit import services as audit
from fangxian.core.people.models import FileCode, Person
from fangxian.core.people.queries import file_of_person, person_with_code
from fangxian.core.people.rules import why_not_a_code
from fangxian.core.people.services import issue_code
from fangxian.core.problems.rules import Problem, refuse, said
from fangxian.core.programmes.models import Programme
from fangxian.portal import rules
from fangxian.tasks.queries import tasks_of_person

UNKNOWN_CODE = Problem(
    "portal.unknown_code",
    said("This code does not open a file. It may have expired; the community gives you a new letter."),
    field="code",
    status=403,
)


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
