"""Cards are issued and PINs given in person; a card and a PIN open an enrolled phone of the worker's area."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import datetime

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.db.models import F
from django.utils.crypto import salted_hmac

from fangxian.core.actors.rules import Actor, why_not_use
from fangxian.core.audit import services as audit
from fangxian.core.limits.services import forget_try, is_within
from fangxian.core.problems.rules import Problem, refuse, said
from fangxian.core.signin import queries, rules
from fangxian.core.signin.models import Card, SharedPhone
from fangxian.core.staff.models import User
from fangxian.core.staff.queries import posts_held, posts_of_person
from fangxian.core.staff.rules import why_not_reset

from .sessions import alone

CARD_TRIES, PHONE_TRIES = "signin.card", "signin.phone"


def peppered(pin: str) -> str:
    """A keyed hash of a PIN: whoever steals the table alone cannot try a million PINs on it."""
    return salted_hmac("signin.pin", pin, algorithm="sha256").hexdigest()


def new_pin() -> str:
    """A random PIN without a pattern."""
    while True:
        pin = "".join(secrets.choice("0123456789") for _ in range(rules.PIN_DIGITS))
        if rules.why_not_a_pin(pin) is None:
            return pin


# --- in person, by a supervisor or an administrator


@transaction.atomic
def issue_card(*, user: User, identifiers: Collection[str], by: Actor, at: datetime) -> tuple[Card, str, str]:
    """Issue a card with a PIN for one use; an earlier card ends. Returns the card, its number and the PIN, once."""
    roles = _refuse_strangers(user, identifiers=identifiers, by=by, at=at)
    refuse(rules.why_not_a_card(roles=roles))
    Card.objects.filter(user=user, programme_id=by.programme_id, ended_at=None).update(ended_at=at)
    number = rules.card_number("".join(secrets.choice("0123456789") for _ in range(rules.CARD_DIGITS - 1)))
    pin = new_pin()
    card = Card.objects.create(
        programme_id=by.programme_id, user=user, number_digest=queries.digest_of_card(number), issued_at=at,
        issued_by_id=by.post_id, pin=make_password(peppered(pin)), pin_is_one_time=True, pin_set_at=at,
    )  # fmt: skip
    detail = {"user_id": user.id, "identifiers": sorted(identifiers)}
    audit.record("signin.card_issued", on=card, by=by, at=at, detail=detail)
    return card, number, pin


@transaction.atomic
def give_pin(*, card: Card, identifiers: Collection[str], by: Actor, at: datetime) -> str:
    """Give a new PIN for one use to the card's owner, who stands before one; opens a closed card. Returns it, once."""
    _refuse_strangers(card.user, identifiers=identifiers, by=by, at=at)
    if card.ended_at is not None:
        refuse(Problem("signin.card_is_over", said("This card has ended; issue a new one.")))
    pin = new_pin()
    card.pin, card.pin_is_one_time, card.pin_set_at, card.wrong_count = make_password(peppered(pin)), True, at, 0
    card.save(update_fields=["pin", "pin_is_one_time", "pin_set_at", "wrong_count"])
    detail = {"user_id": card.user_id, "identifiers": sorted(identifiers)}
    audit.record("signin.pin_given", on=card, by=by, at=at, detail=detail)
    return pin


@transaction.atomic
def end_card(*, card: Card, by: Actor, at: datetime) -> Card:
    """A lost card opens nothing any more."""
    refuse(why_not_use("staff.reset", by=by))
    refuse(_why_not_reach(card.user_id, by=by))
    if card.ended_at is not None:
        refuse(Problem("signin.card_is_over", said("This card has ended; issue a new one.")))
    card.ended_at = at
    card.save(update_fields=["ended_at"])
    audit.record("signin.card_ended", on=card, by=by, at=at, detail={"user_id": card.user_id})
    return card


def _refuse_strangers(user: User, *, identifiers: Collection[str], by: Actor, at: datetime) -> set[str]:
    """Refuse whoever may not give this person a PIN, or has not seen who she is; returns the person's roles."""
    refuse(why_not_use("staff.reset", by=by))
    refuse(_why_not_reach(user.id, by=by))
    roles = set(posts_held(at=at).filter(user=user, programme_id=by.programme_id).values_list("role", flat=True))
    refuse(why_not_reset(user_id=user.id, is_active=user.is_active, roles=roles, by=by))
    refuse(rules.why_not_identified(identifiers))
    return roles


def _why_not_reach(user_id: int, *, by: Actor) -> Problem | None:
    if not posts_of_person(user_id, by=by):
        return Problem("staff.out_of_reach", said("This person holds no post in your area."), status=403)
    return None


# --- at the phone


def accept_card(*, phone: SharedPhone, number: str, pin: str, at: datetime) -> Card | Problem:
    """The card that this number and PIN open on this phone, or why they open none.

    Not atomic as a whole: every try is counted and stays counted. A card that does not exist is
    counted, refused and paused like one that does.
    """
    mistyped = rules.why_not_a_card_number(number)
    if mistyped:
        return mistyped
    for kind, key, limit in ((PHONE_TRIES, str(phone.id), rules.PHONE_LIMIT), (CARD_TRIES, number, rules.CARD_LIMIT)):
        if not is_within(kind, key, limit=limit, at=at):
            return _refused(phone, None, "paused", paused(limit.minutes), at=at)
    card = queries.card_with_number(number, phone=phone)
    is_right = check_password(peppered(pin), card.pin if card and card.pin else make_password(None))
    if card is None or not card.pin or rules.is_closed(card.wrong_count):
        return _refused(phone, card, "unknown" if card is None else "closed", rules.WRONG_CARD, at=at)
    if not is_right:
        Card.objects.filter(id=card.id).update(wrong_count=F("wrong_count") + 1)
        return _refused(phone, card, "wrong_pin", rules.WRONG_CARD, at=at)
    if not card.user.is_active or not queries.posts_on_phone(card.user, phone=phone, at=at):
        return _refused(phone, card, "outside", rules.NOT_HERE, at=at)
    if card.pin_is_one_time and card.pin_set_at is not None and at - card.pin_set_at > rules.ONE_TIME_PIN_FOR:
        return _refused(phone, card, "pin_is_old", rules.PIN_IS_OLD, at=at)
    Card.objects.filter(id=card.id).update(wrong_count=0)
    forget_try(CARD_TRIES, number)
    detail = {"phone": str(phone.id), "user_id": card.user_id}
    audit.record("signin.card_accepted", on=card, by=alone(card.user_id, phone.programme_id), at=at, detail=detail)
    return card


def paused(minutes: int) -> Problem:
    return Problem(
        "signin.paused", said("That was tried very often. Please wait %(minutes)s minutes and try again."),
        {"minutes": minutes}, status=429,
    )  # fmt: skip


def _refused(phone: SharedPhone, card: Card | None, why: str, problem: Problem, *, at: datetime) -> Problem:
    by = alone(card.user_id if card else None, phone.programme_id)
    detail = {"why": why, "card": str(card.id) if card else ""}
    audit.record("signin.card_refused", on=phone, by=by, at=at, detail=detail)
    return problem


@transaction.atomic
def choose_pin(*, card: Card, pin: str, by: Actor, at: datetime) -> Card:
    """A worker chooses a PIN of her own; the one for one use is over."""
    refuse(rules.why_not_a_pin(pin))
    if check_password(peppered(pin), card.pin):
        refuse(
            Problem("signin.same_pin", said("Choose another PIN than the one you were given."), field="pin", status=422)
        )
    card.pin, card.pin_is_one_time, card.pin_set_at, card.wrong_count = make_password(peppered(pin)), False, at, 0
    card.save(update_fields=["pin", "pin_is_one_time", "pin_set_at", "wrong_count"])
    audit.record("signin.pin_chosen", on=card, by=by, at=at, detail={"user_id": card.user_id})
    return card
