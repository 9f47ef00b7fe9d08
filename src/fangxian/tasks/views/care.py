"""Three named people on every follow-up file (三包一): which files lack one, and naming by hand."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from fangxian.core.actors.rules import Purpose
from fangxian.core.areas.rules import ancestors_of
from fangxian.core.people import queries as people
from fangxian.core.people.rules import CARE_DUTIES, CARE_ROLES
from fangxian.core.people.services import name_care_team_member
from fangxian.core.problems.rules import Refused
from fangxian.core.screens.views import problem_text, screen
from fangxian.core.staff.queries import posts_held
from fangxian.tasks import forms

ROWS_PER_PAGE = 50


@screen(power="people.name_care_team", purpose=Purpose.FOLLOW_UP)
@require_GET
def care(request: Any) -> HttpResponse:
    """Files still followed up for which fewer than three people answer."""
    rows = people.files_lacking_care(request.actor, at=request.at).prefetch_related("care_team")
    page = Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    files = [(file, [d for d in CARE_DUTIES if d not in {m.duty for m in file.care_team.all()}]) for file in page]
    return render(request, "tasks/care.html", {"page": page, "files": files})


@screen(power="people.name_care_team", purpose=Purpose.FOLLOW_UP)
@require_http_methods(["GET", "POST"])
def care_file(request: Any, file_id: UUID) -> HttpResponse:
    """Who answers for one file; each duty can be given to somebody near."""
    file = people.files_of(request.actor).filter(id=file_id).first()
    if file is None:
        raise Http404
    posts = list(
        posts_held(at=request.at)
        .filter(programme_id=file.programme_id, role__in=CARE_ROLES, area_code__in=[*ancestors_of(file.area_code), ""])
        .order_by("-area_code", "id")
    )
    choices = [(str(post.id), f"{post.user.full_name} · {post.unit.name}") for post in posts]
    team = {member.duty: member for member in people.care_team_of(file)}
    duty = request.POST.get("duty", "")
    duty_forms = {
        name: forms.CareForm(
            request.POST if name == duty else None,
            choices=choices,
            auto_id=f"{name}_%s",
            initial={"post": str(team[name].post_id)} if name in team else None,
        )
        for name in CARE_DUTIES
    }
    if duty in duty_forms and duty_forms[duty].is_valid():
        wanted = duty_forms[duty].cleaned_data["post"]
        post = next(post for post in posts if str(post.id) == wanted)
        try:
            name_care_team_member(file=file, duty=duty, post=post, by=request.actor, at=request.at)
        except Refused as refused:
            duty_forms[duty].add_error("post", problem_text(refused.problem))
        else:
            messages.success(request, _("Recorded."))
            return redirect("tasks:care_file", file_id=file.id)
    duties = [(name, team.get(name), form) for name, form in duty_forms.items()]
    return render(request, "tasks/care_file.html", {"file": file, "duties": duties, "has_posts": bool(posts)})
