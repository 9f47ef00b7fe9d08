"""What is asked of whoever writes an incident down, or settles it. There is no field for a name."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fangxian.core.areas.forms import AreaField
from fangxian.core.problems.rules import said
from fangxian.core.programmes.models import Programme
from fangxian.core.programmes.rules import city_day
from fangxian.core.screens.forms import MomentInput, labelled

from . import rules


class IncidentForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind of incident"), choices=labelled("mediation.kind"))
    target = forms.ChoiceField(
        label=_("Who is shunned, as a role"), required=False,
        choices=labelled("mediation.target", empty=said("Nobody is shunned")),
        help_text=_("Only where somebody is shunned. It protects her: say what she is, never who."),
    )  # fmt: skip
    done_to = forms.ChoiceField(
        label=_("What was done to them"),
        required=False,
        choices=labelled("mediation.done_to", empty=said("Nobody is shunned")),
    )
    area_code = AreaField(label=_("Area"), max_length=200)
    place = forms.CharField(
        label=_("Place in words"), max_length=rules.LONGEST_PLACE,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("Estate, gate, shop or firm. No door, no name."),
    )  # fmt: skip
    occurred_at = forms.DateTimeField(label=_("When"), widget=MomentInput)
    words = forms.CharField(
        label=_("In a few words"), max_length=rules.LONGEST_WORDS, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What happened and what it is about. No names, no numbers, nobody's origin or health."),
    )  # fmt: skip
    action = forms.ChoiceField(label=_("What was done about it at once"), choices=labelled("mediation.action"))

    def __init__(self, *args: Any, programme: Programme, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area_code"].for_programme(programme.id, city_day(at, programme.timezone))


class StepForm(forms.Form):
    kind = forms.ChoiceField(label=_("What was done"), choices=labelled("mediation.step"))
    note = forms.CharField(
        label=_("In a few words"), max_length=rules.LONGEST_WORDS, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("What was said, and what they can live with. Name nobody."),
    )  # fmt: skip


class AgreeForm(forms.Form):
    outcome = forms.ChoiceField(label=_("What was agreed"), choices=labelled("mediation.outcome"))


class ReferForm(forms.Form):
    referred_to = forms.ChoiceField(label=_("Who goes on with it"), choices=labelled("mediation.referred_to"))
