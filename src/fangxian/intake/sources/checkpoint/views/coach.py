"""A coach at the lane: the number of persons, and one by one whoever had a raised reading."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_POST

from fangxian.core.packs.queries import pack_in_force
from fangxian.intake.sources.checkpoint import rules, services
from fangxian.intake.sources.checkpoint.forms.coach import CoachForm, raised_forms
from fangxian.intake.sources.checkpoint.services import Tap

from .lane import on_shift


@require_POST
@on_shift
def coach(request: Any) -> HttpResponse:
    """So many persons in one vehicle. Whoever had a raised reading is entered by herself before anything is counted."""
    form = CoachForm(request.POST)
    if not form.is_valid():
        wrong = form.errors.get("raised_count")
        text = str(wrong[0]) if wrong else gettext("One passage is 1 to %(most)s persons.")
        messages.error(request, text % {"most": rules.MOST_IN_ONE_VEHICLE})
        return redirect("checkpoint:lane")
    said = form.cleaned_data
    pack = pack_in_force(request.programme, "cn.temperature", request.at)
    is_told = "looks-TOTAL_FORMS" in request.POST
    looks = raised_forms(said["raised_count"])(
        request.POST if is_told else None, prefix="looks",
        form_kwargs={"pack": pack, "language": get_language() or "zh-hans"},
    )  # fmt: skip
    for one in looks.forms:
        one.empty_permitted = False
    if said["raised_count"] and not (is_told and looks.is_valid()):
        context = {"form": form, "said": said, "looks": looks}
        return render(request, "checkpoint/coach.html", context, status=422 if is_told else 200)
    tap = Tap(said["client_id"], request.at, said["person_count"], 1)
    found = [one.look(at=request.at) for one in looks.forms] if said["raised_count"] else []
    services.look_at_coach(shift=request.shift, tap=tap, looks=found, pack=pack, by=request.actor, at=request.at)
    if found:
        text = gettext("Counted. %(n)s of them rest with a slip each, and get a word of their own after that.")
        messages.success(request, text % {"n": len(found)})
    return redirect("checkpoint:lane")
