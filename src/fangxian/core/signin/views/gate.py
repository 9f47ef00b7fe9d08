"""The gate before every page: is this sign-in still good, has it a second factor, is it fresh enough to sign?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect, resolve_url
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _

from fangxian.core import clock
from fangxian.core.screens.views import led_to
from fangxian.core.signin import queries, rules, services
from fangxian.core.signin.models import SignIn

SESSION_SIGN_IN, SESSION_FACTOR, SESSION_PIN = "signin", "signin.has_factor", "signin.must_choose_pin"
PHONE_COOKIE, BROWSER_COOKIE = "shared_phone", "browser"
BROWSER_MARK_SECONDS = 400 * 24 * 3600  # the longest that browsers keep a cookie
ALWAYS_OPEN = frozenset({"account_logout", "set_language", "text_size", "reactions:banner"})
# What somebody without a second factor may open: only what leads to one.
OPEN_WITHOUT_FACTOR = ALWAYS_OPEN | {
    "signin:second_factor", "account_reauthenticate", "account_change_password", "staff:choose_post"
}  # fmt: skip
# Pages that sign, besides those whose power says so: their one address serves several acts.
SIGNING_PAGES = frozenset({"orders:act", "packs:act"})
# An end of a shift on a shared phone is an end of the sign-in too.
SHIFT_ENDS = frozenset({"checkpoint:end"})


def mark(response: HttpResponse, name: str, value: str, *, seconds: int) -> None:
    """A cookie that no script reads and no other site sends."""
    response.set_cookie(
        name, value, max_age=seconds, httponly=True, secure=settings.SESSION_COOKIE_SECURE, samesite="Lax"
    )


def phone_of(request: Any) -> Any:
    """The enrolled phone on which a request was made; None on any other device."""
    return queries.phone_with_secret(request.COOKIES.get(PHONE_COOKIE, ""), at=request.at)


def was_withdrawn(request: Any) -> bool:
    """Whether the device of a request, on which nobody is signed in, was taken out of use from afar.

    Whoever asks tells it to forget; that a shared phone has come by and was told is put on record.
    """
    phone_secret, browser_secret = (request.COOKIES.get(name, "") for name in (PHONE_COOKIE, BROWSER_COOKIE))
    is_so = queries.is_withdrawn(phone_secret=phone_secret, browser_secret=browser_secret, at=request.at)
    if is_so:
        services.note_told_to_forget(secret=phone_secret, at=request.at)
    return is_so


class SignInMiddleware:
    """Ends a sign-in whose time is over or that was revoked, before its request reaches any page.

    Puts `request.sign_in`, `request.phone` (the shared phone of a card's sign-in, else None),
    `request.is_post_open` and, first of all, the moment `request.at` on every request.
    """

    def __init__(self, get_response: Callable[[Any], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        request.at = clock.now()
        request.sign_in = request.phone = None
        request.is_post_open = _every_post
        was_put_out = request.user.is_authenticated and _put_out_if_over(request)
        if was_put_out and request.htmx:  # a part of a page: the whole page goes to the sign-in
            return HttpResponse(headers={"HX-Redirect": resolve_url(settings.LOGIN_URL)})
        response = self.get_response(request)
        if made := getattr(request, "browser_to_mark", ""):
            mark(response, BROWSER_COOKIE, made, seconds=BROWSER_MARK_SECONDS)
        if request.phone is not None and _ended_shift(request, response):
            logout(request)
            return redirect("signin:card")
        return response

    def process_view(self, request: Any, view: Any, args: object, kwargs: object) -> HttpResponse | None:
        if not request.user.is_authenticated or request.sign_in is None:
            return None
        name = request.resolver_match.view_name
        if name in ALWAYS_OPEN:
            return None
        if request.phone is not None:
            return _kept_on_phone(request, view, name)
        if request.user.must_change_password:
            return None  # that comes first, see PostMiddleware
        return _led_to_factor(request, view, name) or _asked_again(request, view, name)


def _every_post(post: Any) -> bool:
    return True


def _put_out_if_over(request: Any) -> bool:
    """Sign out whoever has no good sign-in any more; otherwise put it on the request."""
    sign_in = queries.sign_in_named(request.session.get(SESSION_SIGN_IN))
    reason = _why_over(request, sign_in)
    if reason is not None:
        if sign_in is not None and sign_in.ended_at is None:
            services.expire(sign_in, reason=reason, at=request.at)
        logout(request)
        messages.warning(request, _("You were signed out. Nothing you had sent is lost; please sign in again."))
        return True
    request.sign_in = sign_in
    if sign_in is not None and sign_in.phone is not None:
        phone = request.phone = sign_in.phone
        request.is_post_open = lambda post: queries.is_post_open_on(phone, post)
    if sign_in is not None and not (request.htmx and request.method == "GET"):  # a page that asks by itself is no act
        services.keep_alive(sign_in, at=request.at)
    return False


def _why_over(request: Any, sign_in: SignIn | None) -> str | None:
    """Why a session is not good any more: unknown, ended, too old, or its phone or card is gone."""
    if sign_in is None or sign_in.user_id != request.user.id:
        return rules.REVOKED
    if sign_in.ended_at is not None:
        return sign_in.end_reason
    times = {"started_at": sign_in.started_at, "seen_at": sign_in.seen_at, "at": request.at}
    if why := rules.why_over(terms=queries.terms(), **times):
        return why
    if sign_in.phone_id is None:
        return None
    phone = phone_of(request)
    if phone is None or phone.id != sign_in.phone_id:
        return rules.PHONE
    return None if queries.card_of(sign_in.user_id, programme_id=phone.programme_id) else rules.PHONE


def _ended_shift(request: Any, response: HttpResponse) -> bool:
    found = request.resolver_match
    is_end = found is not None and found.view_name in SHIFT_ENDS
    return is_end and request.method == "POST" and response.status_code < 400


def _kept_on_phone(request: Any, view: object, name: str) -> HttpResponse | None:
    """On a shared phone: a PIN of one's own first, and nothing that changes an account."""
    if request.session.get(SESSION_PIN):
        if name == "signin:choose_pin":
            return None
        return led_to(request, view, reverse("signin:choose_pin"), rules.MUST_CHOOSE_PIN)
    if name.startswith(("account_", "mfa_")):
        messages.info(request, _("On a shared phone your account is not changed. Do that on a device of your own."))
        return redirect("/")
    return None


def _is_rehearsal(request: Any) -> bool:
    """Whether only invented people can be reached: then a password is enough."""
    if not settings.MFA_REQUIRED:
        return True
    if request.programme is not None:
        return request.programme.is_demonstration
    return queries.all_posts_are_of_demonstrations(request.user, at=request.at)


def _led_to_factor(request: Any, view: object, name: str) -> HttpResponse | None:
    if request.session.get(SESSION_FACTOR) or name in OPEN_WITHOUT_FACTOR or name.startswith("mfa_"):
        return None
    if _is_rehearsal(request):
        return None
    has_factor = queries.has_second_factor(request.user)
    if has_factor:
        request.session[SESSION_FACTOR] = True
    needs = rules.needs_second_factor(
        is_required=True, is_demonstration=False, way=request.sign_in.way, has_factor=has_factor
    )
    return led_to(request, view, reverse("signin:second_factor"), rules.NEEDS_FACTOR) if needs else None


def _asked_again(request: Any, view: Any, name: str) -> HttpResponse | None:
    """Before a signature whoever signed in long ago proves that it is still she."""
    signs = getattr(view, "power", None) in rules.SIGNING_POWERS or name in SIGNING_PAGES
    if request.method != "POST" or not signs or _is_rehearsal(request) or is_proved(request):
        return None
    messages.info(request, _("Show that it is still you; then press the button again. Nothing was signed yet."))
    return _go(request, reverse("account_reauthenticate") + "?" + urlencode({"next": _page_before(request)}))


def is_proved(request: Any) -> bool:
    """Whether somebody signed in, or proved herself again, a short while ago."""
    is_fresh = rules.is_fresh(started_at=request.sign_in.started_at, at=request.at)
    return is_fresh or did_recently_reauthenticate(request)


def _page_before(request: Any) -> str:
    """The page with the button; only ever one of ours."""
    came_from = request.headers.get("referer", "")
    own = url_has_allowed_host_and_scheme(came_from, {request.get_host()}, require_https=request.is_secure())
    return came_from if own else "/"


def _go(request: Any, url: str) -> HttpResponse:
    return HttpResponse(headers={"HX-Redirect": url}) if request.htmx else redirect(url)
