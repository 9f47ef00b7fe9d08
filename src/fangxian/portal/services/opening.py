"""The letter with a code, and the file that it opens; a helper's code opens it as well."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from fangxian.core.actors.rules import Actor, Purpose, Role, why_not_use
from fangxian.core.audit import services as audit
from fangxian.core.people.models import FileCode, Person
from fangxian.core.people.queries import file_of_person
from fangxian.core.people.rules import why_not_a_code
from fangxian.core.people.services import issue_code
from fangxian.core.problems.rules import Problem, refuse, said
from fangxian.core.programmes.models import Programme
from fangxian.portal import queries, rules
from fangxian.portal.models import Proxy, Wish
from fangxian.tasks.queries import tasks_of_person

UNKNOWN_CODE = Problem(
    "portal.unknown_code",
    said("This code does not open a file. It may have expired; the community gives you a new letter."),
    field="code",
    status=403,
)


@dataclass(frozen=True)
class Opened:
    """A door that a code opened: to whose file, by which way, by which record of that way.

    proxy  the helper, if it was not she herself
    """

    person: Person
    channel: str
    key_id: UUID
    proxy: Proxy | None = None


def own_actor(person: Person, *, is_helper: bool = False) -> Actor:
    """Somebody in a file that is open to her: the person herself, or her helper."""
    return Actor(
        role=Role.HELPER if is_helper else Role.RESIDENT, purpose=Purpose.OWN_FILE,
        programme_id=person.programme_id, subject_id=person.id,
    )  # fmt: skip


@transaction.atomic
def open_own_file(*, code: str, programme: Programme, by: Actor, at: datetime) -> Opened | Problem:
    """Whose file a letter's or a helper's code opens, or why it opens none."""
    mistyped = why_not_a_code(code)
    if mistyped:
        return mistyped
    letter = queries.letter_with_code(code, programme_id=programme.id, at=at)
    if letter is not None:
        return note_opened(Opened(letter.person, rules.LETTER, letter.id), asked_at=letter.issued_at, at=at)
    proxy = queries.proxy_with_code(code, programme_id=programme.id, at=at)
    if proxy is not None:
        return note_opened(Opened(proxy.person, rules.HELPER, proxy.id, proxy), asked_at=proxy.named_at, at=at)
    audit.record("portal.code_refused", by=by, at=at)
    return UNKNOWN_CODE


def note_opened(opened: Opened, *, asked_at: datetime, at: datetime) -> Opened:
    """Audit that a door was opened; its first opening is the wish to read being met (INV-15)."""
    person = opened.person
    by = own_actor(person, is_helper=opened.proxy is not None)
    is_first = not Wish.objects.filter(key_id=opened.key_id).exists()
    if is_first:
        Wish.objects.create(
            programme_id=person.programme_id, person=person, area_code=person.area_code, what=rules.TO_READ,
            channel=opened.channel, key_id=opened.key_id, asked_at=asked_at, done_at=at,
        )  # fmt: skip
    audit.record(
        "portal.file_opened", on=person, about=person.id, by=by, at=at,
        detail={"channel": opened.channel, "key": str(opened.key_id)},
    )  # fmt: skip
    return opened


@transaction.atomic
def issue_letter(*, person: Person, by: Actor, at: datetime) -> tuple[FileCode, str]:
    """Make the letter with which a person opens her own file: by who works on it, or who keeps the files."""
    refuse(why_not_use("people.issue_code", by=by, area_code=person.area_code))
    refuse(why_not_issue(person, by=by))
    return issue_code(person=person, by=by, at=at)


def why_not_issue(person: Person, *, by: Actor) -> Problem | None:
    """Why `by` may not make a letter for this person, print her paper, or record a form of hers."""
    return rules.why_not_issue(
        is_followed=file_of_person(person.id, programme_id=person.programme_id) is not None or person.measures.exists(),
        has_task=has_task(person, by=by),
        sees_files=by.can("people.see_file"),
    )


def has_task(person: Person, *, by: Actor) -> bool:
    """Whether there is or was a task with this person in the area of `by`."""
    tasks = tasks_of_person(person.id, programme_id=person.programme_id)
    return tasks.filter(area_code__startswith=by.area_code).exists()


@transaction.atomic
def end_letters(*, person: Person, by: Actor, at: datetime) -> int:
    """She makes every letter with a code of hers worthless, lost ones too; returns how many."""
    count = FileCode.objects.filter(person=person, expires_at__gt=at).update(expires_at=at)
    audit.record("portal.letters_ended", on=person, about=person.id, by=by, at=at, count=max(count, 1))
    return count
