"""The list of staff; one person's posts; ending a post; a password given in person."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from fangxian.core.actors.rules import Purpose, why_not_use
from fangxian.core.audit import services as audit
from fangxian.core.programmes.rules import city_day
from fangxian.core.screens.views import screen
from fangxian.core.staff import forms, queries, rules, services

ROWS = 50


def with_state(post: Any, *, at: Any) -> Any:
    """A post with its state at this moment."""
    post.state = rules.state_of_post(
        starts_at=post.starts_at, ends_at=post.ends_at, is_active=post.user.is_active, at=at
    )
    return post


@screen(power="staff.see", purpose=Purpose.ADMINISTER)
def staff_list(request: Any) -> HttpResponse:
    """Posts in the reader's area with filters. Reading it is recorded: it names people."""
    form = forms.FilterForm(request.GET or None)
    day = city_day(request.at, request.programme.timezone)
    form.fields["area_code"].for_programme(request.programme.id, day)  # type: ignore[attr-defined]
    wanted = {**form.cleaned_data} if form.is_valid() else {}
    wanted["state"] = wanted.get("state") or "held"
    page = Paginator(queries.staff_posts(by=request.actor, at=request.at, **wanted), ROWS).get_page(
        request.GET.get("page")
    )
    for post in page:
        with_state(post, at=request.at)
    audit.record("staff.saw_list", by=request.actor, at=request.at, count=len(page))
    context = {
        "form": form,
        "page": page,
        "why_not_manage": why_not_use("staff.manage", by=request.actor),
        "waiting": [kept for kept in queries.imports_of(request.actor)[:20] if kept.rows is not None],
    }
    return render(request, "staff/list.html", context)


def _posts_of(request: Any, user_id: int) -> list[Any]:
    posts = queries.posts_of_person(user_id, by=request.actor)
    if not posts:
        raise Http404
    return [with_state(post, at=request.at) for post in posts]


@screen(power="staff.see", purpose=Purpose.ADMINISTER)
def person(request: Any, user_id: int) -> HttpResponse:
    """One member of the force: every post, and what may be done."""
    posts = _posts_of(request, user_id)
    who = posts[0].user
    audit.record("staff.saw_person", on=who, by=request.actor, at=request.at, detail={"user_id": who.id})
    why_not_manage = why_not_use("staff.manage", by=request.actor)
    for post in posts:
        post.why_not_end = why_not_use("staff.manage", by=request.actor, area_code=post.area_code) or rules.why_not_end(
            user_id=who.id, ends_at=post.ends_at, at=request.at, by=request.actor
        )
    held = [post.role for post in posts if post.state == "held"]
    context = {
        "who": who,
        "posts": posts,
        "is_serving": bool(held),
        "reset_form": forms.ResetForm(),
        "why_not_manage": why_not_manage,
        "why_not_sign_in": why_not_use("staff.reset", by=request.actor),
        "why_not_leave": why_not_manage
        or rules.why_not_end(user_id=who.id, ends_at=None, at=request.at, by=request.actor),
        "why_not_reset": why_not_use("staff.reset", by=request.actor)
        or rules.why_not_reset(user_id=who.id, is_active=who.is_active, roles=held, by=request.actor),
    }
    return render(request, "staff/person.html", context)


@require_POST
@screen(power="staff.manage", purpose=Purpose.ADMINISTER)
def end_post(request: Any, post_id: UUID) -> HttpResponse:
    post = queries.post_named(post_id, by=request.actor)
    if post is None:
        raise Http404
    services.end_post(post=post, by=request.actor, at=request.at)
    messages.success(request, _("The post has ended. Whoever holds no other post is locked out at once."))
    return redirect("staff:person", user_id=post.user_id)


@require_POST
@screen(power="staff.manage", purpose=Purpose.ADMINISTER)
def leave(request: Any, user_id: int) -> HttpResponse:
    who = _posts_of(request, user_id)[0].user
    services.record_leaver(user=who, by=request.actor, at=request.at)
    messages.success(request, _("Recorded as left. Open sessions stop working with the next click."))
    return redirect("staff:person", user_id=user_id)


@never_cache
@require_POST
@screen(power="staff.reset", purpose=Purpose.ADMINISTER)
def reset_password(request: Any, user_id: int) -> HttpResponse:
    """Give a new one-time password; the answer shows it, once."""
    posts = _posts_of(request, user_id)
    form = forms.ResetForm(request.POST)
    in_person = form.is_valid() and form.cleaned_data["in_person"]
    password = services.reset_password(user=posts[0].user, in_person=in_person, by=request.actor, at=request.at)
    slip = services.Credential(
        posts[0].user.username, posts[0].user.full_name, str(posts[0].unit.body), posts[0].area_code, password
    )
    return render(request, "staff/credentials.html", {"credentials": [slip], "is_reset": True})
