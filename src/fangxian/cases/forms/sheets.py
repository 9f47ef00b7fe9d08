"""What a second reviewer answers to a sheet of classes and notices."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fangxian.cases.rules.batches import RETURN_REASONS


class SheetForm(forms.Form):
    """Which entries of the sheet go back, and why; the rest is agreed to."""

    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)
    entry = forms.TypedMultipleChoiceField(coerce=UUID, widget=forms.MultipleHiddenInput)
    back = forms.TypedMultipleChoiceField(coerce=UUID, required=False, widget=forms.CheckboxSelectMultiple)
    reason = forms.ChoiceField(label=_("Why these go back"), required=False)

    def __init__(self, *args: Any, entry_ids: list[UUID], **kwargs: Any):
        super().__init__(*args, **kwargs)
        known = [(str(one), "") for one in entry_ids]
        self.fields["entry"].choices = known  # type: ignore[attr-defined]
        self.fields["back"].choices = known  # type: ignore[attr-defined]
        choices = [(code, gettext(text)) for code, text in RETURN_REASONS.items()]
        self.fields["reason"].choices = [("", gettext("Nothing goes back")), *choices]  # type: ignore[attr-defined]
