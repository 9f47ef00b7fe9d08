"""Signing in as the city's staff do: password, code, card and PIN."""

from __future__ import annotations

from datetime import UTC, datetime

from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.test import Client

from fangxian.core.actors.rules import Purpose
from fangxian.core.audit.models import AuditEvent
from fangxian.core.signin import services
from fangxian.core.signin.views.gate import PHONE_COOKIE
from tests.city import City

PASSWORD = "correct horse battery"
PIN = "740283"
SEEN = ("staff_card", "known_to_me")


def live_now(city: City, settings) -> None:
    """Let the site's clock show the city's moment."""
    settings.CLOCK_OFFSET = city.at - datetime.now(UTC)


def with_real_people(city: City) -> City:
    """The same city, no longer a demonstration: everybody needs a second factor."""
    city.programme.is_demonstration = False
    city.programme.save()
    return city


def with_app(user) -> str:
    """Give somebody an authenticator app; returns its secret."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def code_of(secret: str) -> str:
    """What the app shows now."""
    _, counter, _ = yield_hotp_counters_from_time()
    return format_hotp_value(hotp_value(secret, counter))


def sign_in(username: str, *, code: str | None = None) -> Client:
    """A browser of its own, signed in with password and perhaps a code; reads English."""
    client = Client()
    client.cookies["language"] = "en"
    client.post("/account/login/", {"login": username, "password": PASSWORD})
    if code is not None:
        client.post("/account/2fa/authenticate/", {"code": code})
    return client


def enrolled(city: City, *, area_code: str, by: str = "supervisor", days: int = 30) -> Client:
    """A shared phone of an area, with nobody signed in on it; `client.phone` is its enrolment."""
    actor = city.actor(by, Purpose.ADMINISTER)
    phone, secret = services.enrol_phone(name="Phone 1", area_code=area_code, days=days, by=actor, at=city.at)
    client = Client()
    client.cookies["language"] = "en"
    client.cookies[PHONE_COOKIE] = secret
    client.phone = phone  # type: ignore[attr-defined]
    return client


def with_card(city: City, username: str, *, pin: str | None = PIN) -> tuple[str, str]:
    """Issue a card; the worker has chosen `pin`, or still has the one for one use. Returns number and PIN."""
    actor, user = city.actor("admin", Purpose.ADMINISTER), city.posts[username].user
    card, number, first = services.issue_card(user=user, identifiers=SEEN, by=actor, at=city.at)
    if pin is None:
        return number, first
    services.choose_pin(card=card, pin=pin, by=services.alone(user.id, city.programme.id), at=city.at)
    return number, pin


def tap(client: Client, number: str, pin: str):
    """Card and PIN on a device."""
    return client.post("/sign-in/card/", {"number": number, "pin": pin})


def recorded(action: str, **of) -> list[AuditEvent]:
    """The audit's events of an action, oldest first."""
    return list(AuditEvent.objects.filter(action=action, **of).order_by("id"))
