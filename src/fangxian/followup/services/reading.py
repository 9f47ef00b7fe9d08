"""What somebody says of herself is written down: by her care team, or by herself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from fangxian.core.actors.rules import OWN_ROLES, Actor
from fangxian.core.audit import services as audit
from fangxian.core.people.models import PersonFile
from fangxian.core.problems.rules import Problem, refuse
from fangxian.core.programmes.rules import why_not_collect
from fangxian.followup import queries, rules
from fangxian.followup.models import Reading
from fangxian.followup.queries.files import is_on_team


@dataclass(frozen=True)
class Answer:
    """What was said at one time. `celsius` None: not measured; `taken_at` None: now."""

    outcome: str = rules.TAKEN
    channel: str = rules.PHONE
    celsius: Decimal | None = None
    method: str = ""
    symptoms: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    note: str = ""
    taken_at: datetime | None = None


@transaction.atomic
def record_reading(*, file: PersonFile, answer: Answer, client_id: UUID, by: Actor, at: datetime) -> Reading:
    """Write an answer down; the same `client_id` again gives what was written the first time.

    Nothing but help follows: a raised temperature or a sign opens work for the health post (open_health_checks).
    Errors: Refused, and nothing is written.
    """
    refuse(why_not_record(file, answer, by=by, at=at))
    held = Reading.objects.filter(programme_id=file.programme_id, client_id=client_id, file=file).first()
    if held is not None:
        return held
    reading = row_of(file, answer, client_id=client_id, by=by, at=at)
    reading.save()
    audit.record("followup.reading_recorded", on=reading, about=file.person_id, by=by, at=at)
    return reading


def why_not_record(file: PersonFile, answer: Answer, *, by: Actor, at: datetime) -> Problem | None:
    """Why this answer is not written down, if it is not."""
    return (
        why_not_collect(stood_down_at=file.programme.stood_down_at, at=at)
        or rules.why_not_record(
            area_code=file.area_code, on_team=is_on_team(file, by), subject_id=file.person_id, by=by
        )
        or rules.why_not_taken(
            outcome=answer.outcome, channel=answer.channel, celsius=answer.celsius, method=answer.method,
            symptoms=answer.symptoms, needs=answer.needs, taken_at=answer.taken_at or at, ended_at=ended_at(file),
            pack=queries.pack_of_temperature(file.programme, at), at=at,
        )
    )  # fmt: skip


def ended_at(file: PersonFile) -> datetime:
    return min(file.closed_at or file.follow_until, file.follow_until)


def row_of(
    file: PersonFile, answer: Answer, *, client_id: UUID, by: Actor, at: datetime,
    device_at: datetime | None = None, marks: tuple[str, ...] = (),
) -> Reading:  # fmt: skip
    """The row of an answer that may be written."""
    own = by.role in OWN_ROLES
    pack = queries.pack_of_temperature(file.programme, at)
    return Reading(
        programme_id=file.programme_id, client_id=client_id, file=file, area_code=file.area_code,
        taken_at=answer.taken_at or at, recorded_at=at, device_at=device_at, marks=list(marks),
        channel=rules.APP if own else answer.channel, outcome=answer.outcome, celsius=answer.celsius,
        method=answer.method if answer.celsius is not None else "", symptoms=list(answer.symptoms),
        needs=list(answer.needs), note=answer.note.strip() or None,
        is_unwell=answer.outcome == rules.TAKEN and rules.is_unwell(pack, answer.celsius, answer.symptoms),
        post_id=None if own else by.post_id,
    )  # fmt: skip


def saw_followup(file: PersonFile, *, by: Actor, at: datetime, what: str) -> None:
    """Record that somebody read one follow-up."""
    audit.record("followup.saw_file", on=file, about=file.person_id, by=by, at=at, detail={"what": what})


def saw_list(count: int, *, by: Actor, at: datetime, what: str) -> None:
    """Record that somebody read a list of people; none if it was empty."""
    if count:
        audit.record("followup.saw_list", on_kind="people.PersonFile", area_code=by.area_code, by=by, at=at,
                     count=count, detail={"what": what})  # fmt: skip
