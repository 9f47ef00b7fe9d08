"""A sign-in begins, is kept alive by acts, and ends: by itself, by its owner, by her supervisor."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from fangxian.core.actors.rules import Actor, Purpose, Role, why_not_use
from fangxian.core.audit import services as audit
from fangxian.core.messages.rules import SMS
from fangxian.core.messages.services import send_on_commit
from fangxian.core.problems.rules import Problem, refuse, said
from fangxian.core.signin import queries, rules
from fangxian.core.signin.models import SharedPhone, SignIn
from fangxian.core.staff.models import User
from fangxian.core.staff.queries import posts_of
from fangxian.engine.identity import normalise_phone

SEEN_EVERY = timedelta(minutes=1)  # one write a minute, not one for each page


def alone(user_id: int | None, programme_id: UUID | None = None) -> Actor:
    """A member of the force at the door, before she works from a post: she can only be recorded."""
    return Actor(role=Role.SYSTEM, purpose=Purpose.ADMINISTER, programme_id=programme_id, user_id=user_id)


@transaction.atomic
def begin(
    *, user: User, way: str, phone: SharedPhone | None, agent: str, browser_secret: str, address: str, at: datetime
) -> SignIn:
    """Put a new session on record; a sign-in from a browser that was never used before tells its owner.

    A shared phone is known by its enrolment, so a card on it tells nobody.
    """
    digest = queries.digest_of_secret(browser_secret)
    is_new = phone is None and bool(digest) and queries.is_new_browser(user.id, digest)
    made = SignIn.objects.create(
        user=user, way=way, phone=phone, browser=rules.browser_named(agent), browser_digest=digest,
        address_class=rules.address_class(address), is_new_browser=is_new, started_at=at, seen_at=at,
    )  # fmt: skip
    if phone is not None:
        phone.seen_at = at
        phone.save(update_fields=["seen_at"])
    if is_new:
        audit.record(
            "signin.new_browser", on=made, by=alone(user.id, _programme_of(user, at=at)), at=at, detail={"way": way}
        )
        tell(
            user, zh="防线：您的账号刚在一台新设备上登录。如非本人，请立即告知主管或值班室。",
            en="Fangxian: your account was just signed in to on a new device. If it was not you, tell the duty office.",
            once_key=f"signin.new_browser:{made.id}", at=at,
        )  # fmt: skip
    return made


def tell(user: User, *, zh: str, en: str, once_key: str, at: datetime) -> None:
    """A text message to a member's duty phone; who has none on record finds it on her account page."""
    phone, programme_id = normalise_phone(user.phone), _programme_of(user, at=at)
    if phone is None or phone.kind != "mobile" or programme_id is None:
        return
    send_on_commit(
        kind="signin.warning", channel=SMS, to=phone.e164, text_zh=zh, text_en=en, programme_id=programme_id,
        language=user.language, once_key=once_key, by=alone(user.id, programme_id), at=at,
    )  # fmt: skip


def _programme_of(user: User, *, at: datetime) -> UUID | None:
    held = posts_of(user, at=at).first()
    return held.programme_id if held else None


def keep_alive(sign_in: SignIn, *, at: datetime) -> None:
    """Note that somebody did something: her idle time begins anew."""
    if abs(at - sign_in.seen_at) >= SEEN_EVERY:
        SignIn.objects.filter(id=sign_in.id).update(seen_at=at)


def expire(sign_in: SignIn, *, reason: str, at: datetime) -> None:
    """Close what is over already: too long without an act, too long at all, or its phone is gone."""
    if _close([sign_in], reason=reason, at=at):
        by = alone(sign_in.user_id, sign_in.phone.programme_id if sign_in.phone else None)
        audit.record("signin.expired", on=sign_in, by=by, at=at, detail={"reason": reason})


def sign_out(sign_in: SignIn, *, at: datetime) -> None:
    """Its owner signed out here."""
    _close([sign_in], reason=rules.SIGNED_OUT, at=at)


@transaction.atomic
def end_sign_in(sign_in: SignIn, *, by: Actor, at: datetime) -> None:
    """End a sign-in from elsewhere: one's own, or that of somebody in one's charge. It dies with its next request."""
    if sign_in.user_id != by.user_id:
        refuse(why_not_use("staff.reset", by=by))
        refuse(_why_not_reach(sign_in.user_id, by=by))
    if not _close([sign_in], reason=rules.REVOKED, at=at):
        refuse(Problem("signin.is_over", said("This sign-in is already over.")))
    audit.record("signin.revoked", on=sign_in, by=by, at=at, detail={"user_id": sign_in.user_id})


@transaction.atomic
def end_all(user: User, *, by: Actor, at: datetime, but: SignIn | None = None, reason: str = rules.REVOKED) -> int:
    """End every sign-in of one person, but perhaps the one she uses; returns how many."""
    if user.id != by.user_id:
        refuse(why_not_use("staff.reset", by=by))
        refuse(_why_not_reach(user.id, by=by))
    rows = SignIn.objects.filter(user=user, ended_at=None)
    ended = _close(rows.exclude(id=but.id) if but else rows, reason=reason, at=at)
    audit.record("signin.revoked_all", on=user, by=by, at=at, count=ended, detail={"user_id": user.id})
    return ended


def _why_not_reach(user_id: int, *, by: Actor) -> Problem | None:
    if queries.person_within_reach(user_id, by=by) is None:
        return Problem("staff.out_of_reach", said("This person holds no post in your area."), status=403)
    return None


def end_after_event(event: Any, *, by: Actor, at: datetime) -> None:
    """A person left, or was given a new password: her earlier sign-ins are over, and who left has no card.

    They stop working at once by themselves (the account is closed, the password they hang on is
    another); this writes it down.
    """
    user = User.objects.filter(id=event.detail["user_id"]).first()
    if user is None or (event.action == "staff.post_ended" and user.is_active):
        return
    reason = rules.RESET if event.action == "staff.password_reset" else rules.LEFT
    rows = SignIn.objects.filter(user=user, ended_at=None, started_at__lte=event.at)
    _close(rows, reason=reason, at=max(at, event.at))
    if reason == rules.LEFT and not user.is_active:
        user.cards.filter(ended_at=None).update(ended_at=event.at)


def _close(rows: Iterable[SignIn], *, reason: str, at: datetime) -> int:
    ids = [row.id for row in rows]
    return SignIn.objects.filter(id__in=ids, ended_at=None).update(ended_at=at, end_reason=reason)


def clear_old(*, at: datetime) -> None:
    """Delete sessions that no browser can use any more."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
