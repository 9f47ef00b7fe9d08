"""Asking for a period and issuing a bulletin."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class PeriodForm(forms.Form):
    """The days of which the figures are asked; one day if `until` is left empty."""

    start = forms.DateField(label=_("From"), widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def days(self) -> tuple:
        first = self.cleaned_data["start"]
        return first, self.cleaned_data["until"] or first


class IssueForm(PeriodForm):
    restates_reason = forms.CharField(
        label=_("Reason for restating"),
        required=False,
        max_length=200,
        help_text=_("Only needed when a bulletin of these days is already out."),
    )
