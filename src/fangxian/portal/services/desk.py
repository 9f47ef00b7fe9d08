"""Somebody who calls or comes to a counter: her paper copy, and how long she waited for it (INV-15)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from fangxian.core.actors.rules import Actor, why_not_use
from fangxian.core.audit import services as audit
from fangxian.core.people.models import Person
from fangxian.core.problems.rules import refuse
from fangxian.portal import rules
from fangxian.portal.models import Wish

from .opening import why_not_issue


@transaction.atomic
def read_to_her(*, person: Person, channel: str, asked_at: datetime, is_sure: bool, by: Actor, at: datetime) -> Wish:
    """Record that her file is read to a person on the phone, or printed for her at a counter.

    asked_at  when she called or came; the wish is met now
    is_sure   the worker has made sure that it is she
    """
    refuse(why_not_use("people.issue_code", by=by, area_code=person.area_code))
    refuse(why_not_issue(person, by=by))
    refuse(rules.why_not_at_desk(channel=channel, is_sure=is_sure) or rules.why_not_asked_at(asked_at, at=at))
    wish = Wish.objects.create(
        programme_id=person.programme_id, person=person, area_code=person.area_code, what=rules.TO_READ,
        channel=channel, asked_at=asked_at, done_at=at, recorded_by_id=by.post_id,
    )  # fmt: skip
    audit.record("portal.saw_file_for_her", on=wish, about=person.id, by=by, at=at, detail={"channel": channel})
    return wish
