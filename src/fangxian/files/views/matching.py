"""The queue of pairs that are probably one person: compared side by side, kept as one or as two, taken back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fangxian.core.actors.rules import Purpose
from fangxian.core.people.models import Person
from fangxian.core.people.queries import file_of_person
from fangxian.core.problems.rules import Problem
from fangxian.core.screens.forms import add_problem
from fangxian.core.screens.templatetags.screens import label
from fangxian.core.screens.views import answer_to, problem_text, screen
from fangxian.files import services
from fangxian.files.models import MatchPair
from fangxian.files.queries import matching as queries
from fangxian.files.rules import matching as rules

ROWS_PER_PAGE = 30
reviewer = screen(power=rules.POWER, purpose=Purpose.FOLLOW_UP)


class DecisionForm(forms.Form):
    """One person or two, and why."""

    decision = forms.ChoiceField(
        label=_("What you find"),
        choices=[(rules.MERGE, _("One person: keep both records as one")), (rules.APART, _("Two people"))],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Why"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The person concerned reads it. Say what agrees besides the name."),
    )  # fmt: skip

    def refuse(self, problem: Problem) -> None:
        add_problem(self, problem, problem_text(problem))


class UndoForm(forms.Form):
    """Why a merge is taken back."""

    reason = forms.CharField(label=_("Why"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


@reviewer
@require_GET
def matches(request: Any) -> HttpResponse:
    """Pairs of the reader's area by state, the likeliest first; no names, only how sure the comparison is."""
    wanted = request.GET.get("state", rules.WAITING)
    if wanted not in rules.STATES:
        wanted = rules.WAITING
    found = queries.pairs_of(request.actor)
    page = Paginator(found.filter(queries.in_state(wanted)), ROWS_PER_PAGE).get_page(request.GET.get("page"))
    counts = {key: found.filter(queries.in_state(key)).count() for key in rules.STATES}
    context = {
        "page": page,
        "state": wanted,
        "tabs": [(f"{label('files.pair', key)} {counts[key]}", f"?state={key}", key == wanted) for key in rules.STATES],
    }
    return render(request, "files/matches.html", context)


@reviewer
@require_POST
def look(request: Any) -> HttpResponse:
    """Compare the records now instead of tonight."""
    count = services.find_pairs(programme=request.programme, at=request.at)
    messages.success(request, gettext("Compared. New pairs: %(count)s.") % {"count": count})
    return redirect("files:matches")


@reviewer
@require_http_methods(["GET", "POST"])
def match(request: Any, match_id: UUID) -> HttpResponse:
    """Two records side by side, how far they agree, and the decision."""
    pair = _pair_or_404(request, match_id)
    form = DecisionForm(request.POST or None)

    def write() -> HttpResponse:
        decided = services.decide_pair(pair=pair, by=request.actor, at=request.at, **form.cleaned_data)
        messages.success(request, label("files.pair", queries.state_of(decided)))
        return redirect("files:match", pair.id)

    answered = answer_to(request, form, write)
    if answered is not None:
        return answered
    services.saw_pair(pair, by=request.actor, at=request.at)
    return render(request, "files/match.html", _context(request, pair, form), status=422 if form.errors else 200)


@reviewer
@require_POST
def second(request: Any, match_id: UUID) -> HttpResponse:
    """The second unit agrees to a merge on which a measure hangs, or sends it back."""
    pair = _pair_or_404(request, match_id)
    agrees = request.POST.get("agrees") == "1"
    decided = services.second_pair(pair=pair, agrees=agrees, by=request.actor, at=request.at)
    messages.success(request, label("files.pair", queries.state_of(decided)))
    return redirect("files:match", pair.id)


@reviewer
@require_POST
def undo(request: Any, match_id: UUID) -> HttpResponse:
    """Take a merge back."""
    pair = _pair_or_404(request, match_id)
    reason = request.POST.get("reason", "")
    decided = services.unmerge_pair(pair=pair, reason=reason, by=request.actor, at=request.at)
    messages.success(request, label("files.pair", queries.state_of(decided)))
    return redirect("files:match", pair.id)


def _pair_or_404(request: Any, match_id: UUID) -> MatchPair:
    found = queries.pair_of(request.actor, match_id)
    if found is None:
        raise Http404
    return found


def _context(request: Any, pair: MatchPair, form: DecisionForm) -> dict[str, Any]:
    sides = queries.sides_of(pair)
    state = queries.state_of(pair)
    bound = queries.bound(sides.people, at=request.at)
    agreement = (
        rules.compared(queries.told_by(sides.first), queries.told_by(sides.second))
        if sides.first and sides.second
        else {}
    )
    first = pair.decided_by
    return {
        "pair": pair,
        "state": state,
        "sides": [_side(person, is_bound=person.id in bound, pair=pair) for person in sides.people],
        "rows": [(key, _cell(sides.first, key), _cell(sides.second, key), found) for key, found in agreement.items()],
        "form": form,
        "undo_form": UndoForm(),
        "is_bound": bool(bound),
        "why_not_merge": services.why_not_merge(pair, at=request.at) if state == rules.WAITING else None,
        "why_not_agree": rules.why_not_agree(
            state=state, first_user_id=first.user_id if first else None,
            first_body_id=first.unit.body_id if first else None, area_codes=sides.area_codes, by=request.actor,
        ),
    }  # fmt: skip


def _cell(person: Person | None, field: str) -> str:
    column = {"document": "document_number"}.get(field, field)
    value = getattr(person, column) if person is not None else None
    return "" if value is None else str(value)


def _side(person: Person, *, is_bound: bool, pair: MatchPair) -> dict[str, Any]:
    return {
        "person": person,
        "file": file_of_person(person.id, programme_id=person.programme_id),
        "is_bound": is_bound,
        "is_kept": pair.kept_id == person.id and pair.unmerged_at is None,
    }
