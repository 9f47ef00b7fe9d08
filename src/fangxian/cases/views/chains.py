"""The chain to which a case belongs, drawn and as a table, and the links from which it is made."""

from __future__ import annotations

import hashlib
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from fangxian.cases import queries as cases
from fangxian.cases import services
from fangxian.cases.forms.chains import NO_SUCH_CASE, LinkForm, OriginForm, WithdrawForm
from fangxian.cases.models import Case
from fangxian.cases.queries import chains as queries
from fangxian.cases.rules import links as rules
from fangxian.cases.services.linking import saw_chain
from fangxian.core.problems.rules import Refused, refuse
from fangxian.core.screens.templatetags.screens import label

from . import case_or_404, investigate
from .drawing import Drawing, drawing_of


@investigate
@require_GET
def chain(request: Any, case_id: UUID) -> HttpResponse:
    """The cluster of a case: one reading, one audit event."""
    return _page(request, case_or_404(request, case_id))


@investigate
@require_POST
def link(request: Any, case_id: UUID) -> HttpResponse:
    case = case_or_404(request, case_id)
    form = LinkForm(request.POST, programme=request.programme, by=request.actor, at=request.at)
    if form.is_valid():
        serial = form.cleaned_data["serial"]
        other = cases.cases_of(request.actor).filter(serial=serial).first() if serial else None
        if serial and other is None:
            form.refuse(NO_SUCH_CASE)
        else:
            try:
                services.link_cases(
                    links=[form.link(case, other)], programme=case.programme, by=request.actor, at=request.at
                )
            except Refused as refused:
                form.refuse(refused.problem)
            else:
                messages.success(request, gettext("Recorded."))
                return redirect("cases:chain", case.id)
    return _page(request, case, form=form)


@investigate
@require_POST
def take_over(request: Any, case_id: UUID) -> HttpResponse:
    """A contact who became a case: the link that follows from the contact list is recorded."""
    case = case_or_404(request, case_id)
    for one in queries.suggestions_for(case, request.actor):
        if str(one.exposure.id) == request.POST.get("exposure"):
            made = services.Link(
                one.infector, one.infectee, source=rules.CONTACT_LIST, reference=str(one.exposure.id),
                setting=one.exposure.setting, met_on=one.exposure.last_contact_on,
            )  # fmt: skip
            services.link_cases(links=[made], programme=case.programme, by=request.actor, at=request.at)
            messages.success(request, gettext("Recorded."))
            return redirect("cases:chain", case.id)
    raise Http404


@investigate
@require_POST
def withdraw(request: Any, case_id: UUID, link_id: UUID) -> HttpResponse:
    case = case_or_404(request, case_id)
    found = queries.link_of(request.actor, link_id)
    if found is None:
        raise Http404
    services.withdraw_link(link=found, reason=request.POST.get("reason", ""), by=request.actor, at=request.at)
    messages.success(request, gettext("Withdrawn. It stays on record with the reason."))
    return redirect("cases:chain", case.id)


@investigate
@require_POST
def origin(request: Any, case_id: UUID) -> HttpResponse:
    case = case_or_404(request, case_id)
    services.say_origin(case=case, origin=request.POST.get("origin", ""), by=request.actor, at=request.at)
    messages.success(request, gettext("Recorded."))
    return redirect("cases:chain", case.id)


def _page(request: Any, case: Case, *, form: LinkForm | None = None) -> HttpResponse:
    refuse(services.why_not_work_on(case, by=request.actor, at=request.at))
    standing = queries.standing_of(request.actor)
    cluster = standing.cluster_of(case)
    drawing = drawing_of(standing, cluster, case)
    saw_chain(case, digest=_digest(cluster.members + cluster.links), count=len(cluster.members), by=request.actor,
              at=request.at)  # fmt: skip
    given = {"programme": request.programme, "by": request.actor, "at": request.at}
    context = {
        "case": case,
        "cluster": cluster,
        "case_count": sum(1 for node in drawing.nodes if node.case),
        "drawing": drawing,
        "picture": _picture(drawing),
        "flagged": [row for row in drawing.links if row.flags],
        "suggestions": queries.suggestions_for(case, request.actor),
        "form": form or LinkForm(**given),
        "withdraw": WithdrawForm(**given),
        "origin": OriginForm(initial={"origin": case.origin}, **given),
        "origin_now": queries.origin_of(case, queries.infected_here(list(standing.links.values()))),
    }
    return render(request, "cases/chain.html", context, status=422 if form and form.errors else 200)


def _digest(keys: tuple[str, ...]) -> bytes:
    return hashlib.sha256("\n".join(keys).encode()).digest()


def _picture(drawing: Drawing) -> dict[str, Any]:
    """What the script draws: numbers, days and words of the reader's language; no name."""
    return {
        "nodes": [
            {
                "key": node.key,
                "label": node.label,
                "word": node.word,
                "generation": node.generation,
                "row": node.row,
                "on": node.onset_on.isoformat() if node.onset_on else None,
                "origin": node.origin,
                "here": node.is_here,
                "url": reverse("cases:case", args=[node.case.id]) if node.case else None,
            }
            for node in drawing.nodes
        ],
        "links": [
            {
                "from": one.infector.key,
                "to": one.infectee.key,
                "directed": one.link.is_directed,
                "odd": bool(one.flags),
                "word": " · ".join(
                    [label("cases.link_source", one.link.source), *(label("cases.flag", flag) for flag in one.flags)]
                ),
            }
            for one in drawing.links
        ],
        "days": [day.isoformat() for day in drawing.days],
    }
