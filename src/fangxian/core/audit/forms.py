"""Which part of the audit is read."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fangxian.core.problems.rules import said
from fangxian.core.screens.forms import DayInput, labelled

LONGEST_DAYS = 31  # a longer span is asked for month by month


class FilterForm(forms.Form):
    """A span of days, an action, a role, a purpose, an area."""

    from_on = forms.DateField(label=_("From"), widget=DayInput)
    until_on = forms.DateField(label=_("Until"), widget=DayInput)
    action = forms.CharField(label=_("Action begins with"), required=False, max_length=80)
    role = forms.ChoiceField(label=_("Role"), required=False)
    purpose = forms.ChoiceField(label=_("Purpose"), required=False)
    area_code = forms.CharField(label=_("Area code begins with"), required=False, max_length=14)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = labelled("role", empty=said("All roles"))  # type: ignore[attr-defined]
        self.fields["purpose"].choices = labelled("purpose", empty=said("All purposes"))  # type: ignore[attr-defined]
        self.fields["action"].widget.attrs["data-search"] = ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("from_on"), cleaned.get("until_on")
        if first and last and last < first:
            self.add_error("until_on", gettext("The last day is before the first."))
        elif first and last and (last - first).days >= LONGEST_DAYS:
            self.add_error("until_on", gettext("At most %(n)s days at a time.") % {"n": LONGEST_DAYS})
        return cleaned
