"""What is noted whenever somebody signs in or out, by whatever way, and whenever a second factor changes."""

from __future__ import annotations

import secrets
from typing import Any

from allauth.account.signals import password_changed
from allauth.mfa import signals as mfa
from django.contrib.auth.signals import user_logged_in, user_logged_out

from fangxian.core import clock
from fangxian.core.screens.views import address_of
from fangxian.core.signin import queries, rules, services

from .gate import BROWSER_COOKIE, SESSION_FACTOR, SESSION_SIGN_IN

RECORDS = "account_authentication_methods"  # where the library notes how somebody proved herself


def listen() -> None:
    """Connect the listeners; called once, when the app is ready."""
    user_logged_in.connect(_signed_in, dispatch_uid="signin.signed_in")
    user_logged_out.connect(_signed_out, dispatch_uid="signin.signed_out")
    password_changed.connect(_changed_password, dispatch_uid="signin.changed_password")
    mfa.authenticator_added.connect(_factor("added"), dispatch_uid="signin.factor_added", weak=False)
    mfa.authenticator_removed.connect(_factor("removed"), dispatch_uid="signin.factor_removed", weak=False)
    mfa.authenticator_reset.connect(_factor("renewed"), dispatch_uid="signin.factor_renewed", weak=False)
    mfa.authentication_failed.connect(_factor("refused"), dispatch_uid="signin.factor_refused", weak=False)


def _moment(request: Any) -> Any:
    return getattr(request, "at", None) or clock.now()


def _signed_in(sender: object, request: Any, user: Any, **_: object) -> None:
    phone = getattr(request, "phone_signing_in", None)
    secret = request.COOKIES.get(BROWSER_COOKIE, "")
    if not secret and phone is None:
        secret = request.browser_to_mark = secrets.token_urlsafe(16)
    made = services.begin(
        user=user, way=_way(request, phone), phone=phone, agent=request.META.get("HTTP_USER_AGENT", ""),
        browser_secret=secret, address=address_of(request), at=_moment(request),
    )  # fmt: skip
    request.session[SESSION_SIGN_IN] = str(made.id)
    request.session.pop(SESSION_FACTOR, None)
    request.sign_in = made


def _way(request: Any, phone: Any) -> str:
    if phone is not None:
        return rules.CARD
    records = request.session.get(RECORDS, [])
    if any(record.get("passwordless") for record in records):
        return rules.PASSKEY
    is_double = any(record.get("method") == "mfa" for record in records)
    return rules.PASSWORD_AND_FACTOR if is_double else rules.PASSWORD


def _signed_out(sender: object, request: Any, user: Any, **_: object) -> None:
    sign_in = queries.sign_in_named(request.session.get(SESSION_SIGN_IN))
    if sign_in is not None:
        services.sign_out(sign_in, at=_moment(request))


def _changed_password(sender: object, request: Any, user: Any, **_: object) -> None:
    """Whoever changes her password is signed out everywhere else: those sessions hung on the old one."""
    here = queries.sign_in_named(request.session.get(SESSION_SIGN_IN))
    services.end_all(user, but=here, reason=rules.RESET, by=services.alone(user.id), at=_moment(request))


def _factor(what: str) -> Any:
    def note(sender: object, request: Any, user: Any, authenticator: Any, **_: object) -> None:
        if what == "removed":
            request.session.pop(SESSION_FACTOR, None)
        services.record_factor(what, user=user, kind=authenticator.type, at=_moment(request))

    return note
