"""How every form looks: label, help, error, in that order, tied together for screen readers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .rules import choices_of


class Renderer(TemplatesSetting):
    form_template_name = "screens/form.html"
    field_template_name = "screens/field.html"


def labelled(
    kind: str, values: Sequence[str] | None = None, *, empty: str | None = None
) -> Callable[[], list[tuple[str, str]]]:
    """The choices of a field by the words of a kind, in the reader's language.

    empty  the (marked) text of a first, empty choice
    """

    def choices() -> list[tuple[str, str]]:
        found = [(value, gettext(text)) for value, text in choices_of(kind, tuple(values) if values else None)]
        return found if empty is None else [("", gettext(empty)), *found]

    return choices


class DayInput(forms.DateInput):
    """A day, picked from the browser's own calendar."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None):
        super().__init__(attrs, format="%Y-%m-%d")


class MomentInput(forms.DateTimeInput):
    """A moment in city time, to the minute."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None):
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


class ColumnsForm(forms.Form):
    """One choice per column of a file: what it is read as, or that it is not read. fields: name and title of each."""

    def __init__(
        self,
        *args: Any,
        heads: Sequence[str],
        mapping: dict[str, str],
        fields: Sequence[tuple[str, str]],
        **kwargs: Any,
    ):
        super().__init__(*args, **kwargs)
        self.heads = list(heads)
        read_as = {head: field for field, head in mapping.items()}
        choices = [("", _("not read")), *fields]
        for index, head in enumerate(self.heads):
            self.fields[f"column_{index}"] = forms.ChoiceField(
                label=head, choices=choices, required=False, initial=read_as.get(head, "")
            )

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        chosen = [name for name in told.values() if name]
        for index in range(len(self.heads)):
            name = told.get(f"column_{index}")
            if name and chosen.count(name) > 1:
                self.add_error(f"column_{index}", _("Two columns cannot be read as the same thing."))
        return told

    def mapping(self) -> dict[str, str]:
        """field -> head"""
        return {
            self.cleaned_data[f"column_{index}"]: head
            for index, head in enumerate(self.heads)
            if self.cleaned_data.get(f"column_{index}")
        }


TYPED_AS = {"area_code": "area"}  # a place is typed by its name, and refused by its code


def add_problem(form: forms.BaseForm, problem: Any, text: str) -> None:
    """Put a refusal beside the field that it is about; above the form if it is about none of them."""
    named = (TYPED_AS.get(problem.field), problem.field)
    form.add_error(next((field for field in named if field in form.fields), None), text)
