"""How one gets in and how long one stays in: sessions, second factors, shared phones, cards, PINs.

Staff sign in with a password and a second factor; workers of the field on an enrolled phone of
their area, with a printed card and a PIN (screens.md: the phone and the card are possession).
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address
from itertools import pairwise

from stdnum import luhn

from fangxian.core.actors.rules import Role
from fangxian.core.limits.rules import Limit
from fangxian.core.problems.rules import Problem, forbidden, said

# Who works with a phone that others use too. Everybody else has a device and a factor of her own.
PHONE_ROLES = frozenset({Role.GRID_WORKER, Role.CHECKPOINT_OFFICER, Role.GATE_KEEPER})
PASSWORD, PASSWORD_AND_FACTOR, PASSKEY, CARD = "password", "password_and_factor", "passkey", "card"
WAYS = (PASSWORD, PASSWORD_AND_FACTOR, PASSKEY, CARD)
# Why a sign-in is over.
SIGNED_OUT, IDLE, WHOLE, REVOKED, RESET, LEFT, PHONE = (
    "signed_out",
    "idle",
    "whole",
    "revoked",
    "reset",
    "left",
    "phone",
)
END_REASONS = (SIGNED_OUT, IDLE, WHOLE, REVOKED, RESET, LEFT, PHONE)

# A signature is given by whoever signed in or proved herself again within this time.
FRESH_FOR = timedelta(minutes=15)
SIGNING_POWERS = frozenset(
    {
        "measures.approve", "measures.release", "orders.sign", "packs.sign", "screening.sign_list", "briefing.issue",
        "briefing.publish", "erasure.declare", "erasure.approve_hold",
    }
)  # fmt: skip

# A card number and a phone are tried so often; then both wait, whether the card exists or not.
CARD_LIMIT = Limit(5, timedelta(minutes=15))
PHONE_LIMIT = Limit(30, timedelta(minutes=15))
CODE_LIMIT = Limit(10, timedelta(minutes=15))
UNKNOWN_PHONE_LIMIT = Limit(20, timedelta(minutes=15))
WRONG_PINS_CLOSE_A_CARD = 10
ONE_TIME_PIN_FOR = timedelta(hours=24)
PIN_DIGITS = 6
CARD_DIGITS = 12
LONGEST_ENROLMENT_DAYS = 180
# How somebody who stands before one is known; two of them are needed.
IDENTIFIERS = ("staff_card", "identity_document", "known_to_me", "unit_confirmed")
NEEDED_IDENTIFIERS = 2

WRONG_CARD = forbidden(
    "signin.wrong_card",
    said(
        "This card and this PIN do not belong together. After ten wrong PINs a card is closed until your supervisor "
        "gives a new PIN in person."
    ),
)
NOT_HERE = forbidden(
    "signin.not_on_this_phone",
    said("You hold no post in the field inside this phone's area, so it does not open for you."),
)
NOT_ENROLLED = forbidden(
    "signin.not_enrolled", said("This phone is not enrolled. A card and PIN open nothing here; use your own account.")
)
# What comes before any page; a phone that only syncs is told so and keeps what it has.
MUST_CHOOSE_PIN = Problem(
    "signin.must_choose_pin", said("Choose a PIN of your own first; what you recorded stays on this phone."), status=403
)
NEEDS_FACTOR = Problem(
    "signin.needs_factor", said("Set up a second factor first; what you recorded stays on this phone."), status=403
)
PIN_IS_OLD = forbidden(
    "signin.pin_is_old", said("The PIN for one use is older than a day. Your supervisor gives a new one in person.")
)


@dataclass(frozen=True)
class Terms:
    """How long a sign-in lasts: without any act, and at most."""

    idle: timedelta
    whole: timedelta


def why_over(*, terms: Terms, started_at: datetime, seen_at: datetime, at: datetime) -> str | None:
    """Why a sign-in is over at `at` by its times alone."""
    if at - started_at > terms.whole:
        return WHOLE
    return IDLE if at - seen_at > terms.idle else None


def state_of(*, ended_at: datetime | None, terms: Terms, started_at: datetime, seen_at: datetime, at: datetime) -> str:
    """open or over."""
    over = ended_at is not None or why_over(terms=terms, started_at=started_at, seen_at=seen_at, at=at) is not None
    return "over" if over else "open"


def is_fresh(*, started_at: datetime, at: datetime) -> bool:
    """Whether a sign-in is young enough to sign with."""
    return at - started_at <= FRESH_FOR


# --- shared phones


def works_on_phone(*, role: str, area_code: str, phone_area: str) -> bool:
    """Whether a post may be worked from an enrolled phone: in the field, and inside the phone's area."""
    return role in PHONE_ROLES and area_code.startswith(phone_area)


def state_of_phone(*, expires_at: datetime, revoked_at: datetime | None, at: datetime) -> str:
    """enrolled, expired or revoked."""
    if revoked_at is not None and revoked_at <= at:
        return "revoked"
    return "expired" if expires_at <= at else "enrolled"


def why_not_enrol(*, name: str, area_code: str, days: int) -> Problem | None:
    """Why a phone cannot be enrolled like this."""
    if not name.strip():
        return Problem("signin.no_name", said("Give the phone the name that stands on it."), field="name")
    if not area_code:
        return Problem("signin.no_area", said("A shared phone belongs to one area; name it."), field="area_code")
    if not 1 <= days <= LONGEST_ENROLMENT_DAYS:
        return Problem(
            "signin.bad_days", said("An enrolment lasts from 1 to %(most)s days."), {"most": LONGEST_ENROLMENT_DAYS},
            field="days",
        )  # fmt: skip
    return None


# --- cards and PINs


def card_number(body: str) -> str:
    """A card number from its random part: eleven digits and one that finds mistyping."""
    return body + luhn.calc_check_digit(body)


def read_card_number(text: str) -> str:
    """The digits of what was typed or scanned: a number with gaps, or the address inside the QR code."""
    return re.sub(r"\D", "", text.rpartition("#")[2])


def why_not_a_card_number(number: str) -> Problem | None:
    """Why this is no card number; says nothing about whether a card has it."""
    if len(number) != CARD_DIGITS or not luhn.is_valid(number):
        return Problem(
            "signin.mistyped_card", said("A card number has twelve digits; one of these is wrong or missing."),
            field="number", status=422,
        )  # fmt: skip
    return None


def why_not_a_pin(pin: str) -> Problem | None:
    """Why this PIN is not taken: not six digits, or one of those that everybody tries first."""
    if not re.fullmatch(rf"[0-9]{{{PIN_DIGITS}}}", pin):
        return Problem("signin.bad_pin", said("A PIN has six digits."), field="pin", status=422)
    steps = {(int(b) - int(a)) % 10 for a, b in pairwise(pin)}
    if len(steps) == 1 or pin in {pin[:n] * (PIN_DIGITS // n) for n in (2, 3)} or len(set(pin)) < 3:
        return Problem(
            "signin.easy_pin", said("This PIN is tried first by whoever guesses; choose one without a pattern."),
            field="pin", status=422,
        )  # fmt: skip
    return None


def is_closed(wrong_count: int) -> bool:
    """Whether a card is closed by wrong PINs."""
    return wrong_count >= WRONG_PINS_CLOSE_A_CARD


def why_not_identified(identifiers: Collection[str]) -> Problem | None:
    """Why somebody is not known well enough to be given a PIN or a way past her second factor."""
    if len(set(identifiers) & set(IDENTIFIERS)) < NEEDED_IDENTIFIERS:
        return Problem(
            "signin.not_identified",
            said("See two things that show who she is, with the person before you, and say which."),
            field="identifiers", status=422,
        )  # fmt: skip
    return None


def why_not_a_card(*, roles: Collection[str]) -> Problem | None:
    """Why somebody gets no card."""
    if not PHONE_ROLES.intersection(roles):
        return Problem(
            "signin.no_field_post", said("Cards are for posts in the field; others use a password and a second factor.")
        )
    return None


# --- second factors


def needs_second_factor(*, is_required: bool, is_demonstration: bool, way: str, has_factor: bool) -> bool:
    """Whether a sign-in leads to setting up a second factor before any page.

    A card on an enrolled phone and a passkey are two factors by themselves. In a demonstration,
    where everybody is invented, a password is enough.
    """
    return is_required and not is_demonstration and way != CARD and not has_factor


# --- what a list of sign-ins shows

BROWSERS = (("Edg", "Edge"), ("MicroMessenger", "WeChat"), ("OPR", "Opera"), ("Firefox", "Firefox"),
            ("HuaweiBrowser", "Huawei Browser"), ("MiuiBrowser", "MIUI Browser"), ("Chrome", "Chrome"),
            ("Safari", "Safari"))  # fmt: skip
SYSTEMS = (("HarmonyOS", "HarmonyOS"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"),
           ("Windows", "Windows"), ("Mac OS", "macOS"), ("Linux", "Linux"))  # fmt: skip


def browser_named(agent: str) -> str:
    """Browser and system from a user agent, without its versions; "" if neither is known."""
    found = [next((name for sign, name in signs if sign in agent), "") for signs in (BROWSERS, SYSTEMS)]
    return " · ".join(name for name in found if name)


def address_class(address: str) -> str:
    """Where an address lies: machine, own_network or outside. The address itself is not kept."""
    try:
        found = ip_address(address)
    except ValueError:
        return "unknown"
    if found.is_loopback:
        return "machine"
    return "own_network" if found.is_private else "outside"
