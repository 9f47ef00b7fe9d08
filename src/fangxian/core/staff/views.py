"""Signing in, and choosing the post from which one works."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from fangxian.core import clock
from fangxian.core.actors.rules import Actor, Purpose
from fangxian.core.areas.queries import names_of
from fangxian.core.screens.views import screen

from . import queries
from .models import Post

__all__ = ["PostMiddleware", "StaffAccountAdapter", "choose_post", "screen"]
SESSION_POST = "post"


class StaffAccountAdapter(DefaultAccountAdapter):
    """Accounts are made by administrators; nobody signs up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


def _actor_of(request: Any, purpose: Purpose) -> Actor:
    return queries.actor_of(request.post, purpose=purpose)


class PostMiddleware:
    """Puts the moment (`request.at`) and the post (`request.post`) on every request.

    This is where a web request reads the clock; everything below is handed the moment.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.at = clock.now()  # type: ignore[attr-defined]
        request.post = self._post(request)  # type: ignore[attr-defined]
        request.programme = request.post.programme if request.post else None  # type: ignore[attr-defined]
        request.actor_for = partial(_actor_of, request)  # type: ignore[attr-defined]
        return self.get_response(request)

    @staticmethod
    def _post(request: Any) -> Post | None:
        if not request.user.is_authenticated:
            return None
        held = list(queries.posts_of(request.user, at=request.at))
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
        return redirect("/")
    return render(request, "staff/choose_post.html", {"posts": held})


@login_required
def own_account(request: Any) -> HttpResponse:
    """Who one is here: posts, password, second factor."""
    return render(request, "staff/own_account.html", {"posts": _held_by(request)})


def _held_by(request: Any) -> list[Post]:
    """The posts that the signed-in person holds now, each with the name of its area."""
    held = list(queries.posts_of(request.user, at=request.at))
    for post in held:
        names = names_of([post.area_code], programme_id=post.programme_id)
        post.area_name = names.get(post.area_code, post.area_code)  # type: ignore[attr-defined]
    return held
