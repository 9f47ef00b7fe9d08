"""What is asked about the end of a programme, a hold, and whether anything is held of a person."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from fangxian.core.screens.forms import MomentInput, labelled

from .rules.standing_down import SCOPES


class DeclareForm(forms.Form):
    """The word that says one knows what one does: the name of the programme, typed."""

    order = forms.UUIDField(widget=forms.HiddenInput)
    typed = forms.CharField(
        label=_("Name of the programme"),
        max_length=100,
        help_text=_("Type it as it stands above: from here there is no way back."),
    )


class HoldForm(forms.Form):
    """One record that a proceeding needs beyond the erasure."""

    case_number = forms.CharField(label=_("Case number of the proceeding"), max_length=100)
    authority = forms.CharField(label=_("Court or authority"), max_length=100)
    scope = forms.ChoiceField(label=_("What is held"), choices=labelled("erasure.scope", tuple(SCOPES)))
    record = forms.CharField(
        label=_("Number of the record"),
        max_length=50,
        help_text=_("The number of the notice of a measure, of a case, or the id of an objection."),
    )
    reason = forms.CharField(label=_("Why it is needed"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
    expires_at = forms.DateTimeField(label=_("Held until"), widget=MomentInput())
