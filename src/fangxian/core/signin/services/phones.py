"""Phones that workers share are enrolled by somebody who holds them, and revoked from anywhere."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.db import transaction

from fangxian.core.actors.rules import Actor, why_not_use
from fangxian.core.audit import services as audit
from fangxian.core.problems.rules import Problem, refuse, said
from fangxian.core.signin import queries, rules
from fangxian.core.signin.models import SharedPhone, SignIn

from .sessions import alone

POWER = "signin.run_phones"
TOLD_TO_FORGET = "signin.phone_told_to_forget"


@transaction.atomic
def enrol_phone(*, name: str, area_code: str, days: int, by: Actor, at: datetime) -> tuple[SharedPhone, str]:
    """Enrol the phone that is used for this very request; returns it and its secret, the only time."""
    refuse(rules.why_not_enrol(name=name, area_code=area_code, days=days))
    refuse(why_not_use(POWER, by=by, area_code=area_code))
    secret = secrets.token_urlsafe(32)
    phone = SharedPhone.objects.create(
        programme_id=by.programme_id, name=name.strip(), area_code=area_code,
        secret_digest=queries.digest_of_secret(secret), enrolled_at=at, enrolled_by_id=by.post_id,
        expires_at=at + timedelta(days=days),
    )  # fmt: skip
    audit.record("signin.phone_enrolled", on=phone, by=by, at=at, detail={"days": days})
    return phone, secret


@transaction.atomic
def revoke_phone(*, phone: SharedPhone, by: Actor, at: datetime) -> SharedPhone:
    """A phone opens for nobody any more; whoever is signed in on it is out with her next click."""
    refuse(why_not_use(POWER, by=by, area_code=phone.area_code))
    if phone.revoked_at is not None:
        refuse(Problem("signin.phone_is_revoked", said("This phone is revoked already.")))
    phone.revoked_at, phone.revoked_by_id = at, by.post_id
    phone.save(update_fields=["revoked_at", "revoked_by"])
    ended = SignIn.objects.filter(phone=phone, ended_at=None).update(ended_at=at, end_reason=rules.PHONE)
    audit.record("signin.phone_revoked", on=phone, by=by, at=at, detail={"sign_ins_ended": ended})
    return phone


def note_told_to_forget(*, secret: str, at: datetime) -> None:
    """Put on record, once, that a phone which was withdrawn came by and was told to delete what it was handed."""
    phone = SharedPhone.objects.filter(secret_digest=queries.digest_of_secret(secret)).first() if secret else None
    if phone is not None and not queries.is_on_record(TOLD_TO_FORGET, phone=phone):
        audit.record(TOLD_TO_FORGET, on=phone, by=alone(None, phone.programme_id), at=at)
