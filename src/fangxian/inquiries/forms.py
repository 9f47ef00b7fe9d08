"""What is asked of whoever asks another area, and of whoever answers."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fangxian.core.areas.forms import AreaField
from fangxian.core.screens.forms import labelled

from . import rules


class AskForm(forms.Form):
    """Of whom, what for, which fields and why each. to_area: areas that fit what was typed."""

    task_number = forms.CharField(
        label=_("Number of the task"), max_length=8, help_text=_("An inquiry serves open work about somebody.")
    )
    purpose = forms.ChoiceField(
        label=_("What it is for"), choices=labelled("inquiries.purpose"), widget=forms.RadioSelect
    )
    to_area = forms.CharField(label=_("Which area is asked"), max_length=80, widget=forms.HiddenInput)
    words = forms.CharField(
        label=_("What the other side must know"), required=False, max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("No diagnosis and no reason beyond the purpose."),
    )  # fmt: skip
    hours = forms.IntegerField(
        label=_("Hours it stays open"), min_value=1, initial=24,
        help_text=_("Afterwards the other side reads nothing of it."),
    )  # fmt: skip


class FieldForm(forms.Form):
    """One field that is asked for."""

    label = forms.CharField(label=_("Field"), max_length=60, required=False)
    reason = forms.CharField(label=_("Why it is needed"), max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if bool(given.get("label")) != bool(given.get("reason")):
            raise forms.ValidationError(gettext("Each field needs its reason."))
        return given


FieldFormSet = forms.formset_factory(FieldForm, extra=3, max_num=rules.MOST_FIELDS, validate_max=True)


class AnswerForm(forms.Form):
    """An answer for each field; what is left empty reads "not known"."""

    def __init__(self, *args: Any, fields: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for one in fields:
            self.fields[f"field_{one.place}"] = forms.CharField(
                label=one.label, help_text=one.reason, required=False, max_length=rules.LONGEST_ANSWER
            )
        self.fields["words"] = forms.CharField(
            label=gettext("In a few words"), required=False, max_length=rules.LONGEST_ANSWER,
            widget=forms.Textarea(attrs={"rows": 2}),
        )  # fmt: skip

    @property
    def answers(self) -> dict[int, str]:
        given = self.cleaned_data.items()
        return {int(name.removeprefix("field_")): text for name, text in given if name.startswith("field_")}


class DeclineForm(forms.Form):
    words = forms.CharField(
        label=_("Why it is not answered"), max_length=rules.LONGEST_ANSWER, widget=forms.Textarea(attrs={"rows": 2})
    )


class TakeOverForm(forms.Form):
    area = AreaField(label=_("Where she is now"), help_text=_("Grid, community or street, by name or code."))

    def __init__(self, *args: Any, programme_id: UUID, day: date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["area"].for_programme(programme_id, day)
