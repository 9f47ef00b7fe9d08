"""A published list of services, pasted."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from fangxian.cases.rules import listed as rules
from fangxian.core.screens.views import problem_text

from . import CityForm


class ListedForm(CityForm):
    """One train, flight, coach or ship of one day a line, as it was published."""

    listed = forms.CharField(
        label=_("Services"),
        max_length=20000,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        help_text=_("One a line with its day, such as: G7321 2020-03-05, or flight MU5178 2020-03-06."),
    )

    def clean_listed(self) -> list[rules.Listed]:
        found, problems = rules.services_in(self.cleaned_data["listed"])
        if problems:
            raise forms.ValidationError([problem_text(problem) for problem in problems])
        return found
