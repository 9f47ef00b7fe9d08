"""What a leader says of a list or a round, and what a worker records at a door without the phone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from fangxian.core.areas.queries import area_named, areas_like, labels_of
from fangxian.core.programmes.models import Programme
from fangxian.core.programmes.rules import city_day
from fangxian.core.screens.forms import DayInput, MomentInput, labelled

from .rules import words
from .rules.rounds import LONGEST_ROUND

AREAS_SHOWN = 20
STAYS_ON_A_FORM = 3


class AreaForm(forms.Form):
    """A form about one area, typed by name or code; what an unclear name could mean is offered."""

    area = forms.CharField(
        label=_("Area"), max_length=200, help_text=_("Name or code of the village, community or grid.")
    )
    area_code = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, programme: Programme, within: str, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.programme, self.within, self.at = programme, within, at
        self.area_choices: list[tuple[str, str]] = []

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("area"):
            cleaned["area_code"] = self._code(cleaned["area"].strip(), cleaned.get("area_code", ""))
        return cleaned

    def _code(self, text: str, chosen: str) -> str:
        day = city_day(self.at, self.programme.timezone)
        by_code = area_named(text, programme_id=self.programme.id, day=day) if text.isdigit() else None
        if by_code is not None and by_code.code.startswith(self.within):
            return by_code.code
        found = [
            area
            for area in areas_like(text, programme_id=self.programme.id, day=day, limit=AREAS_SHOWN)
            if area.code.startswith(self.within)
        ]
        labels = labels_of([area.code for area in found], programme_id=self.programme.id)
        exact = [a for a in found if a.code == chosen] or [
            a for a in found if text in (a.code, a.name, labels.get(a.code))
        ]
        if len(exact or found) == 1:
            return (exact or found)[0].code
        if not found:
            self.add_error("area", _("There is no area of this name in yours."))
            return ""
        self.area_choices = [(area.code, labels[area.code]) for area in exact or found]
        self.add_error("area", _("Several places have this name. Please choose one of them."))
        return ""


class RoundForm(AreaForm):
    """A round as it is opened."""

    purpose = forms.CharField(
        label=_("What is it for"), max_length=200, help_text=_("Residents are told this. One sentence.")
    )
    kinds = forms.MultipleChoiceField(
        label=_("Whom it visits"), choices=labelled("sweep.kind"), widget=forms.CheckboxSelectMultiple
    )
    order = forms.ChoiceField(label=_("Order"), required=False)
    plan = forms.CharField(
        label=_("Or the plan that asks for it"), max_length=200, required=False,
        help_text=_("A round needs an order or a plan: name one."),
    )  # fmt: skip
    ends_at = forms.DateTimeField(
        label=_("Ends"), widget=MomentInput,
        help_text=_("At most %(days)s days: what is found is deleted after that.") % {"days": LONGEST_ROUND.days},
    )  # fmt: skip
    field_order = ("purpose", "area", "area_code", "kinds", "order", "plan", "ends_at")

    def __init__(self, *args: Any, orders: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("No order; a plan asks for it")), *((str(order.id), str(order)) for order in orders)]
        self.fields["order"].choices = choices  # type: ignore[attr-defined]


class ImportForm(AreaForm):
    """A file of addresses."""

    file = forms.FileField(
        label=_("Address file"),
        help_text=_("Excel or CSV with a column each for building, unit and door, or one for the whole address."),
    )
    kind = forms.ChoiceField(label=_("What it lists"), choices=labelled("sweep.kind"), widget=forms.RadioSelect,
                             initial=words.BUILDING)  # fmt: skip
    is_complete = forms.BooleanField(
        label=_("The file is complete: doors that it does not name leave the list"), required=False
    )
    field_order = ("file", "kind", "area", "area_code", "is_complete")


class BuildingForm(AreaForm):
    """A building that is entered by units, floors and doors."""

    name = forms.CharField(label=_("Building"), max_length=100, help_text=_("With the name of its estate before it."))
    units = forms.IntegerField(label=_("Units"), min_value=1, max_value=30, initial=1)
    floors_from = forms.IntegerField(label=_("Lowest floor"), min_value=-3, max_value=100, initial=1)
    floors_to = forms.IntegerField(label=_("Highest floor"), min_value=-3, max_value=120, initial=6)
    doors_a_floor = forms.IntegerField(label=_("Doors on a floor of one unit"), min_value=1, max_value=60, initial=2)
    field_order = ("name", "units", "floors_from", "floors_to", "doors_a_floor", "area", "area_code")


class RowForm(forms.Form):
    """What a row that was not understood means."""

    building = forms.CharField(label=_("Building"), max_length=100)
    unit = forms.CharField(label=_("Unit of the building"), max_length=60, required=False)
    door = forms.CharField(label=_("Door"), max_length=60)


def needs_in_language() -> list[tuple[str, str]]:
    return [(key, text.in_language(get_language() or "en")) for key, text in words.NEEDS.items()]


class VisitForm(forms.Form):
    """A visit without the phone. What is not asked for here cannot be stored."""

    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    result = forms.ChoiceField(label=_("What came of it"), choices=labelled("sweep.result"), widget=forms.RadioSelect)
    told_why = forms.BooleanField(label=_("I said first why we ask and that nobody needs to answer"), required=False)
    household_size = forms.IntegerField(label=_("People who live here"), min_value=0, max_value=60, required=False)
    worker_count = forms.IntegerField(label=_("People who work here"), min_value=0, max_value=100_000, required=False)
    needs = forms.MultipleChoiceField(
        label=_("Help that is needed"), choices=needs_in_language, widget=forms.CheckboxSelectMultiple, required=False
    )
    symptoms = forms.MultipleChoiceField(
        label=_("Somebody feels ill"), choices=labelled("declaration.symptom"), widget=forms.CheckboxSelectMultiple,
        required=False, help_text=_("The health post calls. It is help, not a decision on anybody."),
    )  # fmt: skip
    contact_name = forms.CharField(label=_("Whom to ask for"), max_length=100, required=False,
                                   help_text=_("Only if help is needed."))  # fmt: skip
    contact_phone = forms.CharField(label=_("Phone"), max_length=40, required=False)

    def __init__(self, *args: Any, is_firm: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("household_size" if is_firm else "worker_count")


class StayForm(forms.Form):
    """One stay of one person: place and days, never where somebody is from."""

    name = forms.CharField(label=_("Name"), max_length=100, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    place = forms.CharField(label=_("Where"), max_length=100, required=False)
    from_on = forms.DateField(label=_("First day there"), widget=DayInput, required=False)
    until_on = forms.DateField(label=_("Last day there"), widget=DayInput, required=False)


StayFormSet = forms.formset_factory(StayForm, extra=STAYS_ON_A_FORM, max_num=STAYS_ON_A_FORM)
