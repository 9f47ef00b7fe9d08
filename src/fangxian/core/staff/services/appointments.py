"""People come into post, leave, and are given a new password in person."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.contrib.auth.hashers import PBKDF2PasswordHasher, get_hasher
from django.db import transaction

from fangxian.core.actors.rules import Actor, why_not_use
from fangxian.core.audit import services as audit
from fangxian.core.problems.rules import refuse
from fangxian.core.programmes.models import Programme
from fangxian.core.staff import queries, rules
from fangxian.core.staff.models import Body, Post, Unit, User

# Without the letters and digits that are mistaken for one another on paper.
LEGIBLE_SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"
PASSWORD_LENGTH = 12  # 59 bits: too many to try, so a quick hash of it is safe until its first and only use
QUICK_ROUNDS = 5_000


def new_password() -> str:
    """A random password for one use, in groups of four that can be read aloud."""
    signs = "".join(secrets.choice(LEGIBLE_SIGNS) for _ in range(PASSWORD_LENGTH))
    return "-".join(signs[i : i + 4] for i in range(0, PASSWORD_LENGTH, 4))


def set_one_time_password(user: User) -> str:
    """Give a person a random password that must be changed at first sign-in; returns it, the only time."""
    password = new_password()
    hasher = get_hasher()
    if isinstance(hasher, PBKDF2PasswordHasher):
        user.password = hasher.encode(password, hasher.salt(), iterations=QUICK_ROUNDS)
    else:
        user.set_password(password)
    user.must_change_password = True
    return password


def appoint(
    appointment: rules.Appointment, *, programme: Programme, starts_at: datetime, ends_at: datetime | None
) -> tuple[Post, User, str | None]:
    """Put somebody in post; she, her body and her unit are made if they are new. The caller audits.

    Returns the post, the person, and her one-time password if she is new or had left.
    """
    body, _ = Body.objects.get_or_create(
        programme=programme, name=appointment.body, defaults={"sector": appointment.sector or "community"}
    )
    unit, _ = Unit.objects.get_or_create(
        programme=programme, body=body, name=appointment.unit, defaults={"area_code": appointment.area_code}
    )
    user = User.objects.filter(username=appointment.staff_no).first()
    password = None
    if user is None or not user.is_active:
        user = user or User(username=appointment.staff_no)
        password = set_one_time_password(user)
        user.full_name, user.is_active, user.left_at = appointment.full_name, True, None
    if appointment.phone:
        user.phone = appointment.phone
    user.save()
    post = Post.objects.create(
        programme=programme, user=user, unit=unit, role=appointment.role, title=appointment.title,
        area_code=appointment.area_code, starts_at=starts_at, ends_at=ends_at,
    )  # fmt: skip
    return post, user, password


@transaction.atomic
def end_post(*, post: Post, by: Actor, at: datetime) -> Post:
    """End a post now. Whoever holds no other post anywhere is locked out at once."""
    refuse(why_not_use("staff.manage", by=by, area_code=post.area_code))
    refuse(rules.why_not_end(user_id=post.user_id, ends_at=post.ends_at, at=at, by=by))
    _end(post, at=at)
    _close_if_without_post(post.user, at=at)
    audit.record("staff.post_ended", on=post, by=by, at=at, detail={"user_id": post.user_id, "role": post.role})
    return post


@transaction.atomic
def record_leaver(*, user: User, by: Actor, at: datetime) -> list[Post]:
    """End every post of a person in the reader's programme; she is locked out at once if none is left elsewhere."""
    refuse(why_not_use("staff.manage", by=by))
    ended = []
    for post in queries.posts_of(user, at=at).filter(programme_id=by.programme_id):
        refuse(why_not_use("staff.manage", by=by, area_code=post.area_code))
        refuse(rules.why_not_end(user_id=user.id, ends_at=post.ends_at, at=at, by=by))
        _end(post, at=at)
        ended.append(post)
    _close_if_without_post(user, at=at)
    audit.record("staff.left", on=user, by=by, at=at, count=len(ended), detail={"user_id": user.id})
    return ended


def _end(post: Post, *, at: datetime) -> None:
    # a post that has not begun ends as soon as it would begin
    post.ends_at = max(at, post.starts_at + post.starts_at.resolution)
    post.save(update_fields=["ends_at"])


def _close_if_without_post(user: User, *, at: datetime) -> None:
    """Close the account of somebody without a post: her open sessions stop working with the next click."""
    if queries.posts_of(user, at=at).exists():
        return
    user.is_active, user.left_at = False, at
    user.set_unusable_password()
    user.save(update_fields=["is_active", "left_at", "password"])


@transaction.atomic
def reset_password(*, user: User, in_person: bool, by: Actor, at: datetime) -> str:
    """Give a person who stands before one a new one-time password; returns it, the only time.

    Ends her open sessions, because they are bound to the old password.
    """
    refuse(why_not_use("staff.reset", by=by))
    roles = {post.role for post in queries.posts_of(user, at=at)}
    refuse(rules.why_not_reset(user_id=user.id, is_active=user.is_active, roles=roles, by=by))
    refuse(rules.why_not_reach(has_post=bool(queries.posts_of_person(user.id, by=by))))
    has_other = queries.has_given(rules.FACTORS_FORGOTTEN, user_id=user.id, by=by, at=at)
    refuse(rules.why_not_both_halves(has_given_other=has_other))
    refuse(rules.why_not_unseen(in_person=in_person))
    password = set_one_time_password(user)
    user.save(update_fields=["password", "must_change_password"])
    audit.record(rules.PASSWORD_RESET, on=user, by=by, at=at, detail={"user_id": user.id, "in_person": True})
    return password


def record_password_change(*, user: User, by: Actor, at: datetime) -> None:
    """A person chose a password of her own; the one-time password is over."""
    if user.must_change_password:
        user.must_change_password = False
        user.save(update_fields=["must_change_password"])
    audit.record("staff.password_changed", on=user, by=by, at=at, detail={"user_id": user.id})


def record_sign_in(*, user: User, by: Actor, at: datetime) -> None:
    audit.record("staff.signed_in", on=user, by=by, at=at, detail={"user_id": user.id})
