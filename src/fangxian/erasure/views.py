"""What is forgotten, shown: the terms, the reports of the job, the end of a programme, its certificate."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from fangxian.core.actors.rules import Purpose, why_not_use
from fangxian.core.orders.queries import order_by_id
from fangxian.core.privacy.rules import RETENTION_CLASSES
from fangxian.core.problems.rules import Problem, Refused, said
from fangxian.core.screens.forms import add_problem
from fangxian.core.screens.views import problem_text, screen

from . import services
from .export import certificate
from .forms import DeclareForm, HoldForm
from .queries import retention
from .queries import standing_down as queries
from .rules import standing_down as rules
from .rules.clocks import KEPT_WITH_DECISIONS

ROWS = 30
ALARM_WITHIN = timedelta(hours=3)  # a job that runs every hour and has not reported for so long is late
OTHER_NAME = said("This is not the name of the programme. Nothing was declared.")


@screen(power="erasure.see", purpose=Purpose.ADMINISTER)
def terms(request: Any) -> HttpResponse:
    """How long each class is kept and what then, from the edition in force; the newest reports; what is overdue."""
    pack = retention.edition_at(request.at)
    reports = retention.reports(request.actor)
    newest = reports.exclude(programme=None).first()
    context = {
        "pack": pack,
        "terms": [(name, retention.term_of(pack, name)) for name in sorted(RETENTION_CLASSES)],
        "page": Paginator(reports, ROWS).get_page(request.GET.get("page")),
        "newest": newest,
        "is_late": newest is not None and request.at - newest.ran_at > ALARM_WITHIN,
        "decisions": sorted(KEPT_WITH_DECISIONS),
    }
    return render(request, "erasure/terms.html", context)


@screen(power="erasure.see", purpose=Purpose.ADMINISTER)
def report(request: Any, report_id: UUID) -> HttpResponse:
    """One day's report: each table, what had run out, what went, what something keeps."""
    found = retention.report_by_id(report_id, by=request.actor)
    if found is None:
        raise Http404
    return render(request, "erasure/report.html", {"report": found})


@screen(power="erasure.see", purpose=Purpose.COMMAND)
def plan(request: Any) -> HttpResponse:
    """The end of the programme: its dates, what goes, what is held, how far it has come."""
    programme = request.programme
    orders = queries.orders_that_end(programme.id, at=request.at)
    context = {
        "state": queries.state_of(programme, at=request.at),
        "stand_down": queries.stand_down_of(programme.id),
        "steps": rules.steps(begins_at=programme.stood_down_at or request.at, at=request.at),
        "step_words": rules.STEP_WORDS,
        "going": list(queries.plan(programme.id, at=request.at)),
        "open_remedies": queries.open_remedies(programme.id),
        "holds": _with_states(request),
        "orders": orders,
        "form": DeclareForm(initial={"order": orders[0].id}) if orders else None,
        "why_not_declare": why_not_use("erasure.declare", by=request.actor) or _why_not_order(programme, orders),
        "why_not_hold": why_not_use("erasure.propose_hold", by=request.actor),
        "why_not_approve": why_not_use("erasure.approve_hold", by=request.actor),
    }
    return render(request, "erasure/plan.html", context)


def _why_not_order(programme: Any, orders: list[Any]) -> Problem | None:
    return rules.why_not_declare(
        is_declared=programme.stood_down_at is not None,
        order_state=rules.IN_FORCE if orders else "",
        order_enables=orders[0].enables if orders else [],
        order_is_of_programme=True,
    )


def _with_states(request: Any) -> list[Any]:
    holds = list(queries.holds_of(request.actor))
    for hold in holds:
        hold.state = queries.hold_state(hold, at=request.at)  # type: ignore[attr-defined]
    return holds


@require_POST
@screen(power="erasure.declare", purpose=Purpose.COMMAND)
def declare(request: Any) -> HttpResponse:
    """Declare the end, with the name of the programme typed: there is no way back."""
    form = DeclareForm(request.POST)
    order = order_by_id(form.cleaned_data["order"], by=request.actor) if form.is_valid() else None
    if order is None or form.cleaned_data["typed"].strip() != request.programme.name:
        raise Refused(Problem("erasure.other_name", OTHER_NAME, field="typed"))
    services.declare(programme=request.programme, order=order, by=request.actor, at=request.at)
    messages.success(request, _("The programme has ended. Every measure, post and registration ended with it."))
    return redirect("erasure:plan")


@require_http_methods(["GET", "POST"])
@screen(power="erasure.propose_hold", purpose=Purpose.COMMAND)
def new_hold(request: Any) -> HttpResponse:
    """Propose that one record is held beyond the erasure."""
    form = HoldForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        terms = {name: form.cleaned_data[name] for name in ("case_number", "authority", "scope", "reason")}
        try:
            record = queries.record_of(terms["scope"], form.cleaned_data["record"], programme_id=request.programme.id)
            if record is None:
                raise Refused(Problem("erasure.no_record", rules.NO_RECORD, field="record"))
            services.propose_hold(
                programme=request.programme, record_id=record, expires_at=form.cleaned_data["expires_at"],
                by=request.actor, at=request.at, **terms,
            )  # fmt: skip
        except Refused as refused:
            add_problem(form, refused.problem, problem_text(refused.problem))
        else:
            messages.success(request, _("Proposed. It holds once a second person of another body approves it."))
            return redirect("erasure:plan")
    return render(request, "erasure/hold.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
@screen(power="erasure.see", purpose=Purpose.COMMAND)
def act(request: Any, hold_id: UUID, what: str) -> HttpResponse:
    """Approve or lift a hold; the service refuses whoever may not."""
    acts = {"approve": services.approve_hold, "lift": services.lift_hold}
    hold = queries.hold_by_id(hold_id, by=request.actor)
    if what not in acts or hold is None:
        raise Http404
    acts[what](hold=hold, by=request.actor, at=request.at)
    messages.success(request, _("Done and recorded."))
    return redirect("erasure:plan")


@require_POST
@screen(power="erasure.declare", purpose=Purpose.COMMAND)
def undo(request: Any) -> HttpResponse:
    """Nobody undoes a stand-down; whoever asks is told so, and that she asked is on record."""
    services.undo(programme=request.programme, by=request.actor, at=request.at)
    raise Refused(rules.why_not_undo())


def certificates(request: Any) -> HttpResponse:
    """Every certificate, for everybody, and the answer to: is anything held of me?"""
    page = Paginator(queries.certified(), ROWS).get_page(request.GET.get("page"))
    return render(request, "erasure/certificates.html", {"page": page})


def public_certificate(request: Any, programme_id: UUID, form: str = "") -> HttpResponse:
    """One certificate as a page, as JSON or as a Word file."""
    found = queries.certified().filter(programme_id=programme_id).first()
    if found is None:
        raise Http404
    if form == "json":
        text = json.dumps(found.certificate, ensure_ascii=False, indent=1)
        return _file(text.encode(), "application/json", "certificate.json")
    if form == "docx":
        kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
        return _file(certificate.word(found), kind, "certificate.docx")
    if form:
        raise Http404
    request.programme = found.programme
    left = queries.people_left(programme_id)
    return render(request, "erasure/certificate.html", {"found": found, "told": found.certificate, "people_left": left})


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
