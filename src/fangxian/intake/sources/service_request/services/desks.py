"""Keys of other desks and apps: issued by name, shown once, ended at any time."""

from __future__ import annotations

import secrets
from datetime import datetime
from hashlib import sha256

from django.db import transaction

from fangxian.core.actors.rules import Actor, why_not_use
from fangxian.core.audit import services as audit
from fangxian.core.problems.rules import refuse
from fangxian.core.programmes.models import Programme
from fangxian.core.programmes.rules import why_not_collect
from fangxian.intake.sources.service_request import rules
from fangxian.intake.sources.service_request.models import OtherDesk


@transaction.atomic
def issue_key(*, name: str, programme: Programme, by: Actor, at: datetime) -> tuple[OtherDesk, str]:
    """A key for a desk, which is shown now and never again. Errors: Refused."""
    refuse(why_not_use(rules.DESKS_POWER, by=by))
    refuse(why_not_collect(stood_down_at=programme.stood_down_at, at=at))
    known = OtherDesk.objects.select_for_update().filter(programme=programme, ended_at=None)
    desk = known.filter(name=name.strip(), key_digest=None).first()  # by file until now: its numbers stay its own
    others = known.exclude(id=desk.id) if desk is not None else known
    refuse(rules.why_not_issue_key(name, known=list(others.values_list("name", flat=True))))
    key = secrets.token_urlsafe(32)
    desk = desk or OtherDesk(programme=programme, name=name.strip())
    desk.key_digest, desk.issued_at, desk.issued_by_id = digest_of(key), at, by.post_id  # type: ignore[assignment]
    desk.save()
    audit.record("intake.desk_key_issued", on=desk, by=by, at=at)
    return desk, key


@transaction.atomic
def add_desk(*, name: str, programme: Programme, by: Actor, at: datetime) -> OtherDesk:
    """A desk that hands its requests over by file and gets no key. Errors: Refused."""
    refuse(why_not_use(rules.DESKS_POWER, by=by))
    refuse(why_not_collect(stood_down_at=programme.stood_down_at, at=at))
    known = OtherDesk.objects.select_for_update().filter(programme=programme, ended_at=None)
    refuse(rules.why_not_issue_key(name, known=list(known.values_list("name", flat=True))))
    desk = OtherDesk.objects.create(programme=programme, name=name.strip(), issued_at=at, issued_by_id=by.post_id)
    audit.record("intake.desk_added", on=desk, by=by, at=at)
    return desk


@transaction.atomic
def end_key(*, desk: OtherDesk, by: Actor, at: datetime) -> OtherDesk:
    """From now on the key opens nothing; what came through it stays. Errors: Refused."""
    refuse(why_not_use(rules.DESKS_POWER, by=by))
    desk = OtherDesk.objects.select_for_update().get(id=desk.id)
    if desk.ended_at is None:
        desk.ended_at, desk.ended_by_id = at, by.post_id
        desk.save(update_fields=["ended_at", "ended_by"])
        audit.record("intake.desk_key_ended", on=desk, by=by, at=at)
    return desk


def digest_of(key: str) -> bytes:
    return sha256(key.encode()).digest()
