"""Who is signed in where, which phones are enrolled, who has a card."""

from __future__ import annotations

import hashlib
from datetime import datetime
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.utils.crypto import salted_hmac

from fangxian.core.actors.rules import Actor
from fangxian.core.audit.models import AuditEvent
from fangxian.core.prepared import Question
from fangxian.core.programmes.models import Programme
from fangxian.core.staff.models import Post, User
from fangxian.core.staff.queries import posts_of, posts_of_person

from . import rules
from .models import Card, SharedPhone, SignIn

# After such an end a device of one's own forgets what it was handed.
ENDED_FROM_AFAR = frozenset({rules.REVOKED, rules.LEFT})


def terms() -> rules.Terms:
    """How long a sign-in lasts in this installation."""
    return rules.Terms(idle=settings.SESSION_IDLE_LIMIT, whole=settings.SESSION_WHOLE_LIMIT)


def digest_of_secret(secret: str) -> str:
    """What is kept of a random secret. It is long, so a plain hash keeps it."""
    return hashlib.sha256(secret.encode()).hexdigest() if secret else ""


def digest_of_card(number: str) -> str:
    """A keyed hash of a card number, which is short: the key must be known to try them all."""
    return salted_hmac("signin.card", number, algorithm="sha256").hexdigest()


# --- sign-ins


# Asked with every request; the last two of them on a shared phone.
BY_ID = Question(
    """
SELECT {sign_in}, {phone}
  FROM signin_signin sign_in LEFT JOIN signin_sharedphone phone ON phone.id = sign_in.phone_id
 WHERE sign_in.id = %(id)s::uuid
""",
    sign_in=SignIn, phone=SharedPhone,
)  # fmt: skip
BY_SECRET = Question(
    """
SELECT {phone}, {programme}
  FROM signin_sharedphone phone JOIN programmes_programme programme ON programme.id = phone.programme_id
 WHERE phone.secret_digest = %(digest)s AND phone.revoked_at IS NULL AND phone.expires_at > %(at)s::timestamptz
""",
    phone=SharedPhone, programme=Programme,
)  # fmt: skip
CARD_OF = Question(
    """
SELECT {card} FROM signin_card card
 WHERE card.user_id = %(user)s AND card.programme_id = %(programme)s::uuid AND card.ended_at IS NULL
""",
    card=Card,
)


def sign_in_named(sign_in_id: str | UUID | None) -> SignIn | None:
    found = BY_ID.ask(id=str(sign_in_id)) if sign_in_id else []
    if not found:
        return None
    ((sign_in, phone),) = found
    sign_in.phone = phone
    return sign_in


def open_sign_ins(user_id: int, *, at: datetime) -> list[SignIn]:
    """Where somebody is signed in at `at`, the last act first."""
    lasting = terms()
    rows = SignIn.objects.filter(user_id=user_id, ended_at=None).select_related("phone").order_by("-seen_at")
    return [
        row for row in rows
        if rules.why_over(terms=lasting, started_at=row.started_at, seen_at=row.seen_at, at=at) is None
    ]  # fmt: skip


def past_sign_ins(user_id: int, *, at: datetime, most: int = 20) -> list[SignIn]:
    """Somebody's last sign-ins that are over, newest first; what ran out of time says so."""
    open_ids = [row.id for row in open_sign_ins(user_id, at=at)]
    rows = list(
        SignIn.objects.filter(user_id=user_id).exclude(id__in=open_ids).select_related("phone").order_by("-started_at")
    )[:most]
    for row in rows:
        if row.ended_at is None:
            row.end_reason = (
                rules.why_over(terms=terms(), started_at=row.started_at, seen_at=row.seen_at, at=at) or rules.IDLE
            )
    return rows


def is_new_browser(user_id: int, digest: str) -> bool:
    """Whether somebody who has signed in before does so in this browser for the first time."""
    before = SignIn.objects.filter(user_id=user_id)
    return before.exists() and not before.filter(browser_digest=digest).exists()


def person_within_reach(user_id: int, *, by: Actor) -> User | None:
    """A member of the force with a post in the reader's area."""
    return get_user_model().objects.filter(id=user_id).first() if posts_of_person(user_id, by=by) else None


# --- second factors


def has_second_factor(user: User) -> bool:
    """Whether somebody has set up an authenticator or a passkey; recovery codes alone are none."""
    kinds = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    return Authenticator.objects.filter(user=user, type__in=kinds).exists()


def factors_of(user: User) -> list[str]:
    """The kinds of second factor that somebody has set up: totp, webauthn, recovery_codes."""
    return sorted(set(Authenticator.objects.filter(user=user).values_list("type", flat=True)))


def all_posts_are_of_demonstrations(user: User, *, at: datetime) -> bool:
    """Whether somebody holds posts in demonstrations only, and at least one."""
    held = [post.programme.is_demonstration for post in posts_of(user, at=at)]
    return bool(held) and all(held)


# --- shared phones


def phone_with_secret(secret: str, *, at: datetime) -> SharedPhone | None:
    """The enrolled phone whose browser holds this secret; None if it is unknown, revoked or expired."""
    if not secret:
        return None
    found = BY_SECRET.ask(digest=digest_of_secret(secret), at=at)
    if not found:
        return None
    ((phone, programme),) = found
    phone.programme = programme
    return phone


def is_withdrawn(*, phone_secret: str, browser_secret: str, at: datetime) -> bool:
    """Whether a device that nobody is signed in on was taken out of use from afar.

    An enrolled phone: revoked or expired. A device of one's own: its last sign-in was ended by somebody else.
    """
    if phone_secret:
        phone = SharedPhone.objects.filter(secret_digest=digest_of_secret(phone_secret)).first()
        if phone is not None:
            state = rules.state_of_phone(expires_at=phone.expires_at, revoked_at=phone.revoked_at, at=at)
            return state != "enrolled"
    if not browser_secret:
        return False
    last = SignIn.objects.filter(browser_digest=digest_of_secret(browser_secret)).order_by("-started_at").first()
    return last is not None and last.end_reason in ENDED_FROM_AFAR


def is_on_record(action: str, *, phone: SharedPhone) -> bool:
    """Whether something was written down of a phone before."""
    return AuditEvent.objects.filter(programme_id=phone.programme_id, action=action, on_id=str(phone.id)).exists()


def phones_of(by: Actor) -> QuerySet[SharedPhone]:
    """Phones enrolled in the reader's area, newest first."""
    return (
        SharedPhone.objects.filter(programme_id=by.programme_id, area_code__startswith=by.area_code)
        .select_related("enrolled_by__user")
        .order_by("-enrolled_at", "id")
    )


def phone_named(phone_id: UUID, *, by: Actor) -> SharedPhone | None:
    return phones_of(by).filter(id=phone_id).first()


def posts_on_phone(user: User, *, phone: SharedPhone, at: datetime) -> list[Post]:
    """The posts that somebody may work from on this phone."""
    return [post for post in posts_of(user, at=at) if is_post_open_on(phone, post)]


def is_post_open_on(phone: SharedPhone, post: Post) -> bool:
    """Whether a post may be worked from this phone."""
    return post.programme_id == phone.programme_id and rules.works_on_phone(
        role=post.role, area_code=post.area_code, phone_area=phone.area_code
    )


# --- cards


def card_with_number(number: str, *, phone: SharedPhone) -> Card | None:
    """The card with this number in the phone's programme, if it has not ended."""
    return Card.objects.filter(
        programme_id=phone.programme_id, number_digest=digest_of_card(number), ended_at=None
    ).select_related("user").first()  # fmt: skip


def card_of(user_id: int, *, programme_id: UUID | None) -> Card | None:
    """The card that somebody has in a programme."""
    found = CARD_OF.ask(user=user_id, programme=programme_id)
    return found[0][0] if found else None
