"""What is asked of whoever writes down what was disinfected."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from fangxian.core.areas.forms import AreaField
from fangxian.core.problems.rules import said
from fangxian.core.programmes.models import Programme
from fangxian.core.programmes.rules import city_day
from fangxian.core.screens.forms import DayInput, MomentInput, labelled

from . import rules
from .services import Entry


class EntryForm(forms.Form):
    """One place, one agent, one stretch of time."""

    client_id = forms.UUIDField(widget=forms.HiddenInput)
    place_id = forms.UUIDField(widget=forms.HiddenInput, required=False)
    place_kind = forms.ChoiceField(label=_("Kind of place"), choices=labelled("disinfection.place"))
    place_name = forms.CharField(
        label=_("Place"), max_length=rules.LONGEST_NAME, help_text=_("As it is called; no person's name."),
        widget=forms.TextInput(attrs={"list": "places", "autocomplete": "off"}),
    )  # fmt: skip
    area = AreaField(label=_("Area"), max_length=200, help_text=_("Grid, community or street, by name or code."))
    agent = forms.ChoiceField(label=_("What was used"), choices=labelled("disinfection.agent"))
    concentration = forms.DecimalField(
        label=_("Strength"), required=False, max_digits=8, decimal_places=2,
        help_text=_("Chlorine, peracetic acid and quaternary ammonium in mg/L; alcohol and peroxide in %."),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )  # fmt: skip
    started_at = forms.DateTimeField(label=_("Start"), widget=MomentInput)
    ended_at = forms.DateTimeField(label=_("End"), widget=MomentInput)
    done_by = forms.CharField(
        label=_("Done by"), max_length=rules.LONGEST_NAME, help_text=_("The unit or firm; no person's name.")
    )

    def __init__(self, *args: Any, programme: Programme, at: datetime, **kwargs: Any):
        super().__init__(*args, **kwargs)
        area = self.fields["area"]
        assert isinstance(area, AreaField)
        area.for_programme(programme.id, city_day(at, programme.timezone))

    def entry(self) -> Entry:
        said = self.cleaned_data
        names = ("place_kind", "place_name", "agent", "concentration", "started_at", "ended_at", "done_by", "place_id")
        return Entry(area_code=said["area"], **{name: said[name] for name in names})

    @property
    def client(self) -> UUID:
        found: UUID = self.cleaned_data["client_id"]
        return found


class CorrectionForm(EntryForm):
    """An entry in the place of another, with the reason."""

    reason = forms.CharField(label=_("What was wrong"), max_length=rules.LONGEST_REASON)


class ShownForm(forms.Form):
    """Which days and places are shown."""

    first_on = forms.DateField(label=_("From"), widget=DayInput, required=False)
    last_on = forms.DateField(label=_("To"), widget=DayInput, required=False)
    kind = forms.ChoiceField(
        label=_("Kind of place"), choices=labelled("disinfection.place", empty=said("All")), required=False
    )
    text = forms.CharField(label=_("Name"), max_length=rules.LONGEST_NAME, required=False)
