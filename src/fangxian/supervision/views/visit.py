"""One visit: begun on site, a checklist, findings, and its end."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fangxian.core.actors.rules import Purpose
from fangxian.core.problems.rules import Refused
from fangxian.core.screens.views import screen
from fangxian.core.staff.models import Unit
from fangxian.supervision import services
from fangxian.supervision.forms import CancelForm, ChecklistForm, FindingForm, in_language
from fangxian.supervision.models import Inspection
from fangxian.supervision.queries import editions, found, targets, visits
from fangxian.supervision.rules import findings, inspections, words
from fangxian.supervision.rules.drawing import Target


def found_visit(request: Any, inspection_id: UUID) -> Inspection:
    inspection = visits.inspection_of(request.actor, inspection_id)
    if inspection is None:
        raise Http404
    return inspection


def lines_of(inspection: Inspection) -> list[editions.ChecklistLine]:
    return editions.checklist_of(inspection.pack_id, kind=inspection.kind, subject=inspection.subject)


def line_text(inspection: Inspection, code: str) -> str:
    line = next((one for one in lines_of(inspection) if one.code == code), None)
    return in_language(line) if line else _(words.OTHER_LINE)


def shown(rows: Any, *, at: Any) -> list[tuple[Any, str, str]]:
    """Findings with the text of their line and their state."""
    return [(one, line_text(one.inspection, one.code), findings.state_at(one.times, at)) for one in rows]


@screen(power="supervision.see", purpose=Purpose.SUPERVISE)
@require_GET
def visit(request: Any, inspection_id: UUID) -> HttpResponse:
    """One visit that the reader may know of."""
    return _page(request, found_visit(request, inspection_id))


def _owners(inspection: Inspection) -> list[Unit]:
    body_id = inspection.owner_unit.body_id if inspection.owner_unit else None
    area_code = inspection.stands_in or inspection.area_code
    target = Target(
        inspection.kind, inspection.target_ref, inspection.target_name, area_code, inspection.owner_unit_id, body_id
    )
    return targets.owners_near(target, programme=inspection.programme)


def _finding_forms(inspection: Inspection, *, open_codes: list[str]) -> list[tuple[str, str, FindingForm]]:
    """An empty form for each line that is not in order and has no finding, and one for something else."""
    owners = _owners(inspection)
    lines = {line.code: line for line in lines_of(inspection)}
    made = []
    for code in [*open_codes, words.OTHER]:
        least = lines[code].severity if code in lines else words.ORDINARY
        form = FindingForm(owners=owners, least=least, auto_id=f"{code}_%s")
        made.append((code, line_text(inspection, code), form))
    return made


def _page(
    request: Any, one: Inspection, *, wrong: tuple[str, FindingForm] | None = None, form: ChecklistForm | None = None,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    by, at = request.actor, request.at
    state = inspections.state_at(one.times, at)
    is_member = visits.is_member(one, by=by)
    rows = list(found.in_order(one.findings.all()))
    lines = lines_of(one)
    is_there = inspections.why_not_answer(state=state, is_member=is_member, by=by) is None
    bare = [code for code, answer in one.answers.items() if answer == words.NOT_IN_ORDER]
    bare = [line.code for line in lines if line.code in bare and line.code not in {row.code for row in rows}]
    if wrong is not None and wrong[0] != words.OTHER and wrong[0] not in bare:
        bare.append(wrong[0])
    forms = _finding_forms(one, open_codes=bare) if is_there else []
    if wrong is not None:
        forms = [(code, text, wrong[1] if code == wrong[0] else form_) for code, text, form_ in forms]
    context = {
        "one": one, "state": state, "is_there": is_there, "is_member": is_member,
        "form": form or ChecklistForm(lines=lines, answers=one.answers),
        "answered": [(line, in_language(line), one.answers.get(line.code)) for line in lines],
        "left": sum(1 for line in lines if line.code not in one.answers),
        "rows": shown(rows, at=at), "forms": forms, "wrong": wrong[0] if wrong else "",
        "why_not_begin": inspections.why_not_begin(state=state, is_member=is_member, by=by),
        "why_not_end": inspections.why_not_end(
            state=state, is_member=is_member, codes=[line.code for line in lines], answers=one.answers,
            found={row.code for row in rows}, by=by,
        ),
        "cancel": CancelForm() if state == inspections.PLANNED and by.can("supervision.plan") else None,
        "has_moved": bool(one.stands_in) and one.stands_in != one.area_code,
    }  # fmt: skip
    return render(request, "supervision/visit.html", context, status=status)


@require_POST
@screen(power="supervision.inspect", purpose=Purpose.SUPERVISE)
def begin(request: Any, inspection_id: UUID) -> HttpResponse:
    """On site now."""
    services.begin_visit(inspection=found_visit(request, inspection_id), by=request.actor, at=request.at)
    messages.success(request, _("Begun. The unit sees the visit from now on."))
    return redirect("supervision:visit", inspection_id=inspection_id)


@require_POST
@screen(power="supervision.inspect", purpose=Purpose.SUPERVISE)
def answers(request: Any, inspection_id: UUID) -> HttpResponse:
    """Lines of the checklist."""
    one = found_visit(request, inspection_id)
    form = ChecklistForm(request.POST, lines=lines_of(one), answers=one.answers)
    if not form.is_valid():
        return _page(request, one, form=form, status=422)
    services.answer_lines(inspection=one, answers=form.answers(), by=request.actor, at=request.at)
    messages.success(request, _("Kept."))
    return redirect("supervision:visit", inspection_id=inspection_id)


@require_POST
@screen(power="supervision.inspect", purpose=Purpose.SUPERVISE)
def finding(request: Any, inspection_id: UUID) -> HttpResponse:
    """One finding at the place."""
    one = found_visit(request, inspection_id)
    lines = {line.code: line for line in lines_of(one)}
    code = request.POST.get("code", "")
    code = code if code in lines else words.OTHER
    least = lines[code].severity if code in lines else words.ORDINARY
    form = FindingForm(request.POST, owners=_owners(one), least=least, auto_id=f"{code}_%s")
    if form.is_valid():
        given = form.cleaned_data
        told = services.Found(
            code, given["severity"], given["text"], form.units[given["owner"]], given.get("is_settled", False)
        )
        try:
            made = services.write_finding(inspection=one, told=told, by=request.actor, at=request.at)
        except Refused as refused:
            form.refuse(refused.problem)
        else:
            urgent = made.severity == words.URGENT
            messages.success(
                request, _("Told to the owner and to the command at once.") if urgent else _("Written down.")
            )
            return redirect("supervision:visit", inspection_id=inspection_id)
    return _page(request, one, wrong=(code, form), status=422)


@require_POST
@screen(power="supervision.inspect", purpose=Purpose.SUPERVISE)
def end(request: Any, inspection_id: UUID) -> HttpResponse:
    """The visit is over; its findings go to their owners."""
    services.end_visit(inspection=found_visit(request, inspection_id), by=request.actor, at=request.at)
    messages.success(request, _("Ended. Each finding is with its owner now."))
    return redirect("supervision:visit", inspection_id=inspection_id)
