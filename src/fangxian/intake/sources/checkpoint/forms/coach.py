"""What is asked about a coach: how many persons, and each of those with a raised reading."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from fangxian.core.screens.forms import labelled
from fangxian.engine.rules.packs import Pack
from fangxian.engine.temperature import Reading, why_not_a_reading
from fangxian.intake.sources.checkpoint import rules

from . import TapForm


class CoachForm(TapForm):
    """A vehicle with many persons: how many, and how many of them had a raised first reading."""

    raised_count = forms.IntegerField(min_value=0, max_value=rules.MOST_IN_ONE_VEHICLE, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        cleaned["raised_count"] = cleaned.get("raised_count") or 0
        if cleaned["raised_count"] > cleaned.get("person_count", 0):
            self.add_error("raised_count", _("No more persons can have a raised reading than there are."))
        return cleaned


class RaisedForm(forms.Form):
    """One person of a coach whose first reading was raised: her own reading, and how she feels."""

    celsius = forms.FloatField(
        label=_("Temperature, °C"),
        widget=forms.NumberInput(attrs={"step": "0.1", "inputmode": "decimal", "autocomplete": "off"}),
        error_messages={"invalid": _("Please enter a number such as 36.5.")},
    )  # fmt: skip
    method = forms.ChoiceField(label=_("Where it was taken"), choices=labelled("checkpoint.method"), initial="forehead")
    symptoms = forms.BooleanField(label=_("Says that she feels ill (cough, breath, tired …)"), required=False)

    def __init__(self, *args: Any, pack: Pack, language: str, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.pack, self.language = pack, language

    def clean_celsius(self) -> float:
        celsius: float = self.cleaned_data["celsius"]
        problem = why_not_a_reading(self.pack, celsius)
        if problem is not None:
            raise ValidationError(problem.in_language(self.language))
        return celsius

    def look(self, *, at: datetime) -> rules.Look:
        said = self.cleaned_data
        return rules.Look(
            readings=[Reading(said["celsius"], said["method"], at)], symptoms=said["symptoms"],
            declaration=rules.declaration_of("", is_known=False),
        )  # fmt: skip


def raised_forms(count: int) -> type[forms.BaseFormSet]:
    """As many forms as there are persons with a raised reading: nobody is left out of being measured again."""
    return forms.formset_factory(
        RaisedForm, extra=count, min_num=0, max_num=count, absolute_max=count, validate_max=True
    )
