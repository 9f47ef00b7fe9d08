"""Proposing the table of a day, and declining one."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from fangxian.core.screens.forms import DayInput, labelled

from . import rules
from .rules import places


class ProposeForm(forms.Form):
    day = forms.DateField(label=_("Day"), widget=DayInput(), help_text=_("A day that is over, by the city's clock."))
    reason = forms.ChoiceField(
        label=_("Reason for the correction"),
        choices=labelled("publication.reason", tuple(rules.REASONS), empty="—"),
        required=False,
        help_text=_("Only needed when figures of this day are already public."),
    )


class ProposePlacesForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("Why the public list is replaced"),
        choices=labelled("publication.places_reason", tuple(places.REASONS), empty="—"),
        required=False,
        help_text=_("Only needed when a list is already public."),
    )


class DeclineForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("Why it is not published"), choices=labelled("publication.decline", tuple(rules.DECLINE_REASONS))
    )
