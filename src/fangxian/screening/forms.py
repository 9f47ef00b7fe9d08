"""What is asked when a list is loaded or withdrawn, and when a fact's stays are corrected."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from fangxian.core.orders.models import Order
from fangxian.engine.screening.placing import place_of

from . import rules

LARGEST_FILE = 20 * 1024 * 1024  # bytes; the whole country's list of 2022 is 3 MB


class LoadListForm(forms.Form):
    """An area list with who published it, and the order that carries it, if one does."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    source_name = forms.CharField(
        label=gettext_lazy("Published by"),
        help_text=gettext_lazy("The authority, and where it can be read."),
        max_length=200,
    )
    file = forms.FileField(
        label=gettext_lazy("List file"),
        help_text=gettext_lazy(
            "CSV or Excel with the columns area_code or area_name, level, listed_from, listed_until, source; "
            "what the command “fangxian risk” writes fits as it is."
        ),
    )
    order = forms.ModelChoiceField(
        label=gettext_lazy("Under the order"),
        help_text=gettext_lazy("Without an order the list has effect once two people of different bodies sign it off."),
        queryset=Order.objects.none(),
        required=False,
    )

    def __init__(self, *args: Any, orders: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["order"].queryset = orders  # type: ignore[attr-defined]

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError(_("The file is larger than 20 MB."))
        return file


class WithdrawForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("Why is it withdrawn?"), max_length=300)


class StayForm(forms.Form):
    """One stay as it really was. The place may be a code or a name."""

    place = forms.CharField(
        label=gettext_lazy("Place"), max_length=60, help_text=gettext_lazy("Name or code; as fine as it is known.")
    )
    from_on = forms.DateField(
        label=gettext_lazy("From"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until_on = forms.DateField(
        label=gettext_lazy("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    transit_only = forms.BooleanField(label=gettext_lazy("Only passed through"), required=False)

    def clean_place(self) -> str:
        text = self.cleaned_data["place"].strip()
        code_text, name_text = (text, "") if text.isascii() and text.isdigit() else ("", text)
        placed = place_of(code_text, name_text, on=None, places={})
        if placed.code is None:
            reason = placed.finding(row=0, code_field="", name_field="").reason
            raise forms.ValidationError(reason.zh if (get_language() or "").startswith("zh") else reason.en)
        return placed.code

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        starts, ends = data.get("from_on"), data.get("until_on")
        if starts and ends and ends < starts:
            self.add_error("until_on", _("The stay ends before it begins."))
        return data

    @property
    def stay(self) -> dict[str, Any]:
        """The stay as a fact holds it."""
        data = self.cleaned_data
        return {
            "area_code": data["place"],
            "area_text": "",
            "from_on": data["from_on"].isoformat() if data["from_on"] else None,
            "until_on": data["until_on"].isoformat() if data["until_on"] else None,
            "transit_only": data["transit_only"],
        }


StayFormSet = forms.formset_factory(
    StayForm, extra=1, max_num=20, validate_max=True, can_delete=True, can_delete_extra=False
)


class CorrectionForm(forms.Form):
    arrives_on = forms.DateField(
        label=gettext_lazy("Arrived on"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    reason = forms.CharField(
        label=gettext_lazy("How is this known?"),
        help_text=gettext_lazy("For example: asked by phone, ticket seen. No names, no numbers."),
        max_length=200,
    )


class VerdictFilterForm(forms.Form):
    """The filters of the list of verdicts."""

    reason = forms.ChoiceField(label=gettext_lazy("Reason"), required=False)
    field = forms.ChoiceField(label=gettext_lazy("Found in the field"), required=False)

    def __init__(self, *args: Any, reasons: Iterable[str], outcomes: Iterable[tuple[str, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        named = [(reason, _(rules.REASONS[reason])) for reason in reasons]
        self.fields["reason"].choices = [("", _("All")), *named]  # type: ignore[attr-defined]
        self.fields["field"].choices = [("", _("All")), *outcomes]  # type: ignore[attr-defined]

    @property
    def wanted(self) -> dict[str, str]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
