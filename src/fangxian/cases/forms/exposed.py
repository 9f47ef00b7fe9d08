"""What is asked before a place is put forward for the public list."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fangxian.cases.rules import exposed as rules
from fangxian.core.screens.forms import labelled


class TownForm(forms.Form):
    """In which town the place lies: nothing finer becomes public."""

    area = forms.ChoiceField(label=_("Town or sub-district"))

    def __init__(self, *args: Any, towns: dict[str, str], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["area"].choices = [("", "—"), *towns.items()]  # type: ignore[attr-defined]


class TakeBackForm(forms.Form):
    reason = forms.ChoiceField(label=_("Why"), choices=labelled("cases.taken_back", tuple(rules.TAKEN_BACK)))
