"""Signing in, and choosing the post from which one works."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fangxian.core import clock
from fangxian.core.actors.rules import Actor, Purpose, Role
from fangxian.core.areas.queries import names_of
from fangxian.core.programmes.rules import sees_no_people
from fangxian.core.screens.views import led_to, page_wanted
from fangxian.core.staff import queries, services
from fangxian.core.staff.models import Post, User
from fangxian.core.staff.rules import OWN_PASSWORD_FIRST

SESSION_POST = "post"
# What somebody with a one-time password may open before she has chosen her own.
# the banner is fetched into every page: a redirect would put a whole page there
OPEN_BEFORE_CHANGE = frozenset(
    {"account_change_password", "account_logout", "set_language", "text_size", "reactions:banner"}
)


class StaffAccountAdapter(DefaultAccountAdapter):
    """Accounts are made by administrators; nobody signs up. Signing in and changing a password are audited."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def post_login(self, request: Any, user: User, **kwargs: Any) -> HttpResponse:
        response = super().post_login(request, user, **kwargs)
        services.record_sign_in(user=user, by=_actor_alone(user), at=clock.now())
        if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            response.set_cookie(settings.LANGUAGE_COOKIE_NAME, user.language, samesite="Lax")
        return response

    def set_password(self, user: User, password: str) -> None:
        super().set_password(user, password)
        services.record_password_change(user=user, by=_actor_alone(user), at=clock.now())

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return "/"


def _actor_alone(user: User) -> Actor:
    """A member of the force before she works from a post: she can do nothing but be recorded."""
    return Actor(role=Role.SYSTEM, purpose=Purpose.ADMINISTER, programme_id=None, user_id=user.id)


def _actor_of(request: Any, purpose: Purpose) -> Actor:
    ended = sees_no_people(stood_down_at=request.post.programme.stood_down_at, at=request.at)
    return queries.actor_of(request.post, purpose=purpose, sees_no_people=ended)


class PostMiddleware:
    """Puts the moment (`request.at`) and the post (`request.post`) on every request.

    This is where a web request reads the clock; everything below is handed the moment.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.at = getattr(request, "at", None) or clock.now()  # type: ignore[attr-defined]
        request.post = self._post(request)  # type: ignore[attr-defined]
        request.programme = request.post.programme if request.post else None  # type: ignore[attr-defined]
        timezone.activate(request.programme.zone if request.programme else settings.TIME_ZONE)  # type: ignore[attr-defined]
        request.actor_for = partial(_actor_of, request)  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_view(self, request: Any, view: object, args: object, kwargs: object) -> HttpResponse | None:
        """A password for one use opens nothing but the page where one's own is chosen."""
        if not request.user.is_authenticated or not request.user.must_change_password:
            return None
        if request.phone is not None:  # signed in with a card; the password is for another device
            return None
        if request.resolver_match.view_name in OPEN_BEFORE_CHANGE:
            return None
        if not getattr(view, "speaks_json", False):
            messages.warning(request, _("Choose a password of your own first; the one you were given is for one use."))
        return led_to(request, view, reverse("account_change_password"), OWN_PASSWORD_FIRST)

    @staticmethod
    def _post(request: Any) -> Post | None:
        if not request.user.is_authenticated:
            return None
        held = _open_posts(request)
        chosen = [post for post in held if str(post.id) == request.session.get(SESSION_POST)]
        return chosen[0] if chosen else (held[0] if len(held) == 1 else None)


@login_required
@require_http_methods(["GET", "POST"])
def choose_post(request: Any) -> HttpResponse:
    """Somebody with several posts says from which of them she works now."""
    held = _held_by(request)
    wanted = request.POST.get("post")
    if wanted and any(str(post.id) == wanted for post in held):
        request.session[SESSION_POST] = wanted
        return redirect(page_wanted(request))
    return render(request, "staff/choose_post.html", {"posts": held})


@login_required
def own_account(request: Any) -> HttpResponse:
    """Who one is here: posts, password, second factor."""
    return render(request, "staff/own_account.html", {"posts": _held_by(request)})


def _open_posts(request: Any) -> list[Post]:
    """The posts that the signed-in person holds now and may work from on this device."""
    return [post for post in queries.posts_worked_from(request.user, at=request.at) if request.is_post_open(post)]


def _held_by(request: Any) -> list[Post]:
    """The posts that the signed-in person holds now, each with the name of its area."""
    held = _open_posts(request)
    for post in held:
        names = names_of([post.area_code], programme_id=post.programme_id)
        post.area_name = names.get(post.area_code, post.area_code)  # type: ignore[attr-defined]
    return held
