"""Who can be called, whose roster is kept, and the unit's morning sheet."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fangxian.core.actors.rules import Purpose
from fangxian.core.problems.rules import Refused
from fangxian.core.programmes.rules import city_day
from fangxian.core.screens.forms import add_problem
from fangxian.core.screens.views import problem_text, screen
from fangxian.core.staff.models import Unit
from fangxian.core.staff.queries import leaders_for
from fangxian.tasks.services import desk_of

from . import forms, queries, rules, services
from .registry import WORKS

ROWS = 50


def _today(request: Any) -> date:
    return city_day(request.at, request.programme.timezone)


# --- who can be called


@screen(power="readiness.see", purpose=Purpose.COMMAND)
@require_GET
def liaisons(request: Any) -> HttpResponse:
    """Each agency that answers for an area with who is on duty now; one with nobody is shown as such."""
    own = request.actor.area_code or desk_of(request.programme)
    form = forms.WhereForm(
        request.GET if request.GET.get("area") else None, programme_id=request.programme.id, day=_today(request)
    )
    area_code = (form.cleaned_data["area"] if form.is_bound and form.is_valid() else "") or own
    scope = {"programme_id": request.programme.id, "at": request.at}
    context = {
        "form": form,
        "area_code": area_code,
        "agencies": queries.agencies_for(area_code, **scope),
        "leaders": leaders_for(area_code, **scope),
        "keeps_roster": request.actor.can("readiness.unit"),
    }
    return render(request, "readiness/liaisons.html", context, status=422 if form.errors else 200)


@screen(power="readiness.unit", purpose=Purpose.COMMAND)
@require_http_methods(["GET", "POST"])
def roster(request: Any) -> HttpResponse:
    """Hours of duty of one's own unit, or of every unit of the duty officer's area."""
    by, at = request.actor, request.at
    units = queries.units_run(by) if by.can("readiness.run") else [request.post.unit]
    first = {"unit": str(by.unit_id), "phone": request.post.user.phone, "starts_at": at}
    form = forms.DutyForm(request.POST or None, units=units, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            services.enter_duty(by=by, at=at, **form.terms())
        except Refused as refused:
            add_problem(form, refused.problem, problem_text(refused.problem))
        else:
            messages.success(request, _("Entered. Whoever looks for your agency now finds it."))
            return redirect("readiness:roster")
    page = Paginator(queries.duties_kept(by, at=at), ROWS).get_page(request.GET.get("page"))
    rows = [(duty, queries.state_of(duty, at=at)) for duty in page]
    context = {"form": form, "page": page, "rows": rows}
    return render(request, "readiness/roster.html", context, status=422 if form.errors else 200)


@require_POST
@screen(power="readiness.unit", purpose=Purpose.COMMAND)
def withdraw(request: Any, duty_id: UUID) -> HttpResponse:
    """These hours no longer hold."""
    found = queries.duty_of(duty_id, by=request.actor, at=request.at)
    if found is None:
        raise Http404
    services.withdraw_duty(duty=found, by=request.actor, at=request.at)
    messages.success(request, _("Withdrawn. It stays on record."))
    return redirect("readiness:roster")


# --- chat groups


@screen(power="readiness.unit", purpose=Purpose.COMMAND)
@require_http_methods(["GET", "POST"])
def groups(request: Any) -> HttpResponse:
    """The register of chat groups of the reader's area; whoever keeps one puts it there."""
    by, at, programme = request.actor, request.at, request.programme
    units = queries.units_run(by) if by.can("readiness.run") else [request.post.unit]
    form = forms.GroupForm(
        request.POST or None, units=units, programme_id=programme.id, day=_today(request),
        initial={"unit": str(by.unit_id)},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            services.register_group(programme=programme, by=by, at=at, **form.terms())
        except Refused as refused:
            add_problem(form, refused.problem, problem_text(refused.problem))
        else:
            messages.success(request, _("On the register."))
            return redirect("readiness:groups")
    page = Paginator(queries.groups_of(by), ROWS).get_page(request.GET.get("page"))
    rows = [(group, by.can("readiness.run") or group.unit_id == by.unit_id) for group in page]
    context = {"form": form, "page": page, "rows": rows}
    return render(request, "readiness/groups.html", context, status=422 if form.errors else 200)


@require_POST
@screen(power="readiness.unit", purpose=Purpose.COMMAND)
def end_group(request: Any, group_id: UUID) -> HttpResponse:
    """It is no longer kept."""
    found = queries.group_of(group_id, by=request.actor)
    if found is None:
        raise Http404
    services.end_group(group=found, by=request.actor, at=request.at)
    messages.success(request, _("Taken off the register. It stays on record."))
    return redirect("readiness:groups")


# --- units and their leaders


@screen(power="readiness.run", purpose=Purpose.COMMAND)
@require_GET
def units(request: Any) -> HttpResponse:
    """The units of the reader's area: who leads each, and whether today's sheet is dealt out."""
    rows = queries.units_run(request.actor)
    if text := request.GET.get("q", "").strip():
        rows = rows.filter(name__icontains=text) | rows.filter(body__name__icontains=text)
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    leaders = queries.leaders_of([unit.id for unit in page], at=request.at)
    sheets = queries.sheets_of(request.actor, day=_today(request))
    found = [(unit, leaders.get(unit.id), sheets.get(unit.id)) for unit in page]
    return render(request, "readiness/units.html", {"page": page, "rows": found, "q": text})


@screen(power="readiness.run", purpose=Purpose.COMMAND)
@require_http_methods(["GET", "POST"])
def leader(request: Any, unit_id: UUID) -> HttpResponse:
    """Name who leads a unit."""
    unit = _unit(request, unit_id)
    members = queries.members_of(unit, at=request.at)
    led = queries.leader_of(unit, at=request.at)
    form = forms.LeaderForm(request.POST or None, members=members, initial={"post": str(led.post_id)} if led else None)
    if request.method == "POST" and form.is_valid():
        post = next(post for post in members if str(post.id) == form.cleaned_data["post"])
        services.name_leader(unit=unit, post=post, by=request.actor, at=request.at)
        messages.success(request, _("Named. She deals out the morning sheet from now on."))
        return redirect("readiness:units")
    context = {"unit": unit, "form": form, "members": members, "led": led}
    return render(request, "readiness/leader.html", context, status=422 if form.errors else 200)


# --- the morning sheet


def _unit(request: Any, unit_id: UUID) -> Unit:
    unit = queries.unit_of(unit_id, by=request.actor)
    if unit is None:
        raise Http404
    return unit


@screen(power="readiness.unit", purpose=Purpose.COMMAND)
@require_GET
def own_sheet(request: Any) -> HttpResponse:
    return redirect("readiness:sheet", unit_id=request.actor.unit_id)


@screen(power="readiness.unit", purpose=Purpose.COMMAND)
@require_GET
def my_part(request: Any) -> HttpResponse:
    """What a member was dealt today, as a part of her first page; nothing before it is dealt out."""
    found = queries.my_part(request.actor, day=_today(request))
    return render(request, "readiness/my_part.html", {"sheet": found[0], "lines": found[1]} if found else {})


@screen(power="readiness.unit", purpose=Purpose.COMMAND)
@require_GET
def sheet(request: Any, unit_id: UUID) -> HttpResponse:
    """A unit's day: its leader deals it out, its members read it, everybody prints it; `on` shows an earlier one."""
    unit = _unit(request, unit_id)
    try:
        day = date.fromisoformat(request.GET.get("on", ""))
    except ValueError:  # none was asked for, or what was asked for is no day
        day = _today(request)
    return _sheet(request, unit, day=day)


def _sheet(request: Any, unit: Unit, *, day: date, form: forms.SheetForm | None = None) -> HttpResponse:
    found = queries.sheet_of(unit, day=day)
    led = queries.leader_of(unit, at=request.at)
    members = queries.members_of(unit, at=request.at)
    lines = list(found.lines.select_related("post__user").order_by("work", "area_code", "place", "id")) if found else []
    why_not = rules.why_not_deal(
        unit_id=unit.id, area_code=unit.area_code, leader_post_id=led.post_id if led else None, by=request.actor
    )
    is_open = found is not None and found.dealt_at is None and why_not is None and day == _today(request)
    if form is None and is_open and found is not None:
        form = forms.SheetForm(initial={"notes": found.notes or ""}, lines=lines, members=members)
    undealt = sum(line.post_id is None for line in lines)
    parts = [(post, [line for line in lines if line.post_id == post.id]) for post in members]
    gone = [line for line in lines if line.post_id and line.post_id not in {post.id for post in members}]
    context = {
        "unit": unit, "sheet": found, "led": led, "day": day, "is_today": day == _today(request), "form": form,
        "whole": rules.WHOLE, "parts": parts, "gone": gone, "undealt": [line for line in lines if line.post_id is None],
        "why_not_deal": why_not, "is_open": is_open,
        "why_not_hand_out": rules.why_not_hand_out(
            undealt_count=undealt, line_count=len(lines), dealt_at=found.dealt_at if found else None
        ),
    }  # fmt: skip
    return render(request, "readiness/sheet.html", context, status=422 if form is not None and form.errors else 200)


@require_POST
@screen(power="readiness.unit", purpose=Purpose.COMMAND)
def draw(request: Any, unit_id: UUID) -> HttpResponse:
    """Put today's work on the sheet, or bring it up to now."""
    unit = _unit(request, unit_id)
    services.draw_sheet(unit=unit, day=_today(request), works=WORKS.values(), by=request.actor, at=request.at)
    return redirect("readiness:sheet", unit_id=unit.id)


@require_POST
@screen(power="readiness.unit", purpose=Purpose.COMMAND)
def deal(request: Any, unit_id: UUID) -> HttpResponse:
    """Keep what the leader wrote, and then what her button says: split, deal evenly, deal out, take back."""
    unit, by, at = _unit(request, unit_id), request.actor, request.at
    found = queries.sheet_of(unit, day=_today(request))
    if found is None:
        raise Http404
    act = request.POST.get("act", "")
    if act == "take_back":
        services.take_back(sheet=found, by=by, at=at)
        return redirect("readiness:sheet", unit_id=unit.id)
    lines = list(found.lines.order_by("work", "area_code", "place", "id"))
    form = forms.SheetForm(request.POST, lines=lines, members=queries.members_of(unit, at=at))
    if not form.is_valid():
        return _sheet(request, unit, day=_today(request), form=form)
    try:
        services.write_sheet(sheet=found, notes=form.cleaned_data["notes"], dealt=form.dealt(), by=by, at=at)
        _then(request, found, act)
    except Refused as refused:
        add_problem(form, refused.problem, problem_text(refused.problem))
        return _sheet(request, unit, day=_today(request), form=form)
    return redirect("readiness:sheet", unit_id=unit.id)


def _then(request: Any, found: Any, act: str) -> None:
    by, at = request.actor, request.at
    if act == "even":
        services.deal_evenly(sheet=found, by=by, at=at)
    elif act == "hand_out":
        services.hand_out(sheet=found, by=by, at=at)
        messages.success(request, _("Dealt out. Each member sees her part on her first page."))
    elif act.startswith("split-"):
        try:
            line_id = UUID(act.removeprefix("split-"))
        except ValueError as error:
            raise Http404 from error
        services.split_line(sheet=found, line_id=line_id, by=by, at=at)
    else:
        messages.success(request, _("Kept."))
