"""What is asked about an order."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fangxian.core.areas.rules import why_not_a_code
from fangxian.core.screens.forms import MomentInput, labelled
from fangxian.core.screens.views import problem_text

from .rules import ENABLES


class LinesField(forms.CharField):
    """Several short texts, one on each line."""

    widget = forms.Textarea(attrs={"rows": 3})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        return [line.strip() for line in text.splitlines() if line.strip()]


class OrderForm(forms.Form):
    """An order as it is drafted."""

    number = forms.CharField(label=_("Number"), max_length=50)
    title = forms.CharField(label=_("Title"), max_length=200)
    issuer = forms.CharField(label=_("Issued by"), max_length=100)
    level = forms.ChoiceField(
        label=_("Level of the authority"), choices=labelled("area.level", ("province", "city", "county"))
    )
    text = forms.CharField(label=_("Text"), widget=forms.Textarea(attrs={"rows": 10}))
    legal_basis = LinesField(label=_("Legal basis"), help_text=_("One on each line, such as the law and its article."))
    enables = forms.MultipleChoiceField(
        label=_("What it makes possible"), required=False, choices=labelled("orders.enables", ENABLES),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nothing of this can be done anywhere in the system without a live order that says so."),
    )  # fmt: skip
    scope_area_codes = LinesField(
        label=_("Areas"), required=False, help_text=_("Area codes, one on each line. Empty: the whole programme.")
    )
    effective_from = forms.DateTimeField(label=_("Takes effect"), widget=MomentInput)
    expires_at = forms.DateTimeField(
        label=_("Ends"), widget=MomentInput, help_text=_("At most 14 days later. It ends by itself at that moment.")
    )

    def clean_scope_area_codes(self) -> list[str]:
        codes = self.cleaned_data["scope_area_codes"]
        for code in codes:
            if problem := why_not_a_code(code):
                raise forms.ValidationError(problem_text(problem))
        return codes


class FilterForm(forms.Form):
    """Which orders are shown."""

    state = forms.ChoiceField(label=_("State"), required=False)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        choices = labelled("orders.state")()
        self.fields["state"].choices = [("", gettext("All states")), *choices]  # type: ignore[attr-defined]
