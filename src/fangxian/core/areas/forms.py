"""What is asked about areas; and the field with which every form asks for one."""

from __future__ import annotations

import json
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fangxian.core.problems.rules import said
from fangxian.core.screens.forms import DayInput, labelled

from . import queries


class AreaInput(forms.TextInput):
    """Offers areas while one types, as a combobox (fangxian.js); a code or a path of names is taken as well.

    Not a datalist: of what is offered a browser leaves out whatever does not hold the letters that were typed, and so
    every place that was found by its sound or with a slip.
    """

    template_name = "areas/input.html"

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        shown = context["widget"]["attrs"]
        target = f"{shown.get('id', name)}_areas"
        shown |= {
            "role": "combobox", "aria-expanded": "false", "aria-autocomplete": "list", "aria-controls": target,
            "autocomplete": "off", "hx-get": str(reverse_lazy("areas:suggest")), "hx-target": f"#{target}",
            "hx-trigger": "input changed delay:200ms", "hx-vals": json.dumps({"of": name}),
        }  # fmt: skip
        return context


class AreaField(forms.CharField):
    """An area of the programme, cleaned to its code. Give it its programme and day with `for_programme`."""

    widget = AreaInput
    programme_id: UUID | None = None
    day: date | None = None

    def for_programme(self, programme_id: UUID, day: date) -> None:
        self.programme_id, self.day = programme_id, day

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if not text:
            return ""
        if self.programme_id is None or self.day is None:
            raise TypeError("tell the field its programme first")
        meant = queries.codes_meant(text, programme_id=self.programme_id, day=self.day)
        if not meant:
            raise forms.ValidationError(gettext("The programme has no area “%(text)s”.") % {"text": text[:40]})
        if len(meant) > 1:
            known = ", ".join(meant[:5])
            raise forms.ValidationError(gettext("This could be %(known)s; give the code.") % {"known": known})
        return meant[0]


class FilterForm(forms.Form):
    """Which areas are shown."""

    text = forms.CharField(label=_("Name, pinyin or code"), required=False)
    level = forms.ChoiceField(label=_("Level"), required=False)
    under = AreaField(label=_("Inside"), required=False)
    with_abolished = forms.BooleanField(label=_("Abolished ones too"), required=False)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["level"].choices = labelled("area.level", empty=said("All levels"))
        self.fields["text"].widget.attrs["data-search"] = ""


class LoadForm(forms.Form):
    """How far down the division codes are loaded."""

    finest = forms.ChoiceField(
        label=_("Down to"), choices=labelled("area.level", ("county", "town", "village")), initial="village",
        help_text=_("Villages are shipped for some cities only; elsewhere the load ends at the towns."),
    )  # fmt: skip


class GridsForm(forms.Form):
    """How a village is divided further."""

    count = forms.IntegerField(label=_("How many grids"), min_value=1, max_value=99, initial=1)
    names = forms.CharField(
        label=_("Names"), required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One line for each grid. A grid without a name is called by its number."),
    )  # fmt: skip
    households = forms.IntegerField(label=_("Households in each"), required=False, min_value=0)
    population = forms.IntegerField(label=_("Residents in each"), required=False, min_value=0)
    phone = forms.CharField(label=_("Public service phone"), required=False, max_length=30)


class DescribeForm(forms.Form):
    """What is known of an area."""

    name = forms.CharField(label=_("Name"), max_length=100)
    households = forms.IntegerField(label=_("Households"), required=False, min_value=0)
    population = forms.IntegerField(label=_("Residents"), required=False, min_value=0)
    phone = forms.CharField(
        label=_("Public service phone"), required=False, max_length=30,
        help_text=_("Shown to residents; never a private number."),
    )  # fmt: skip


class AbolishForm(forms.Form):
    """From when an area is no more."""

    valid_until = forms.DateField(
        label=_("First day without it"), widget=DayInput, help_text=_("Records keep its code; nothing is deleted.")
    )


class GridFileForm(forms.Form):
    """A list of grids."""

    file = forms.FileField(
        label=_("List of grids"),
        help_text=_("CSV or Excel: village (code or path), grid number, name, households, residents, service phone."),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xls,.xlsx,.ods"}),
    )
