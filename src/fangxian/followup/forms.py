"""What a care worker types while she is on the phone: a number and Enter, most of the time."""

from __future__ import annotations

import unicodedata
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fangxian.core.screens.forms import labelled

from . import rules
from .services import Answer


class CelsiusField(forms.CharField):
    """Degrees: "36.5", "36,5", full-width digits, or "365" without the point. None if it is left empty."""

    def __init__(self, **kwargs: Any):
        attrs = {"inputmode": "decimal", "autocomplete": "off", "size": 5, "maxlength": 6}
        super().__init__(required=False, max_length=6, widget=forms.TextInput(attrs=attrs), **kwargs)

    def clean(self, value: Any) -> Any:
        text = unicodedata.normalize("NFKC", super().clean(value) or "").replace(",", ".").replace("。", ".").strip()
        if not text:
            return None
        if text.isdecimal() and len(text) == 3:
            text = f"{text[:2]}.{text[2]}"
        try:
            degrees = Decimal(text).quantize(Decimal("0.1"))
        except InvalidOperation:
            raise forms.ValidationError(gettext("Type the degrees as a number, such as 36.5.")) from None
        if not Decimal(0) <= degrees < Decimal(100):
            raise forms.ValidationError(gettext("Type the degrees as a number, such as 36.5."))
        return degrees


class ReadingForm(forms.Form):
    """One answer. The buttons say whether she answered, was not reached, or did not want to say."""

    celsius = CelsiusField(label=_("Temperature, °C"), help_text=_("36.5, or 365 without the point."))
    method = forms.ChoiceField(label=_("How it was taken"), choices=labelled("followup.method"), required=False)
    symptoms = forms.MultipleChoiceField(
        label=_("Signs that she tells"), choices=labelled("followup.symptom"), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    needs = forms.MultipleChoiceField(
        label=_("What she needs"), choices=labelled("followup.need"), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    note = forms.CharField(
        label=_("In a few words"), required=False, max_length=rules.LONGEST_NOTE,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("Only what helps her. Nothing of where she comes from."),
    )  # fmt: skip
    client_id = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["client_id"].initial = uuid4
        self.fields["celsius"].widget.attrs["autofocus"] = True

    def answer(self, *, outcome: str, channel: str) -> Answer:
        """What was said, as the service takes it; whoever did not answer has no reading."""
        given = self.cleaned_data
        if outcome != rules.TAKEN:
            return Answer(outcome=outcome, channel=channel, note=given["note"])
        return Answer(
            outcome=outcome, channel=channel, celsius=given["celsius"], method=given["method"] or "axillary",
            symptoms=tuple(given["symptoms"]), needs=tuple(given["needs"]), note=given["note"],
        )  # fmt: skip


class ReferForm(forms.Form):
    """To which clinic she goes."""

    place = forms.CharField(label=_("Clinic"), max_length=rules.LONGEST_PLACE)


class ReturnForm(forms.Form):
    """What the clinic answered."""

    finding = forms.ChoiceField(
        label=_("What the clinic found"), choices=labelled("followup.finding"), widget=forms.RadioSelect
    )
