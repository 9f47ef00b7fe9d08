"""How every form looks: label, help, error, in that order, tied together for screen readers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext

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


TYPED_AS = {"area_code": "area"}  # a place is typed by its name, and refused by its code


def add_problem(form: forms.BaseForm, problem: Any, text: str) -> None:
    """Put a refusal beside the field that it is about; above the form if it is about none of them."""
    named = (TYPED_AS.get(problem.field), problem.field)
    form.add_error(next((field for field in named if field in form.fields), None), text)
