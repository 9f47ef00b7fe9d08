"""What is asked of whoever lists a place or counts in one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fangxian.core.areas.forms import AreaField
from fangxian.core.programmes.models import Programme
from fangxian.core.programmes.rules import city_day
from fangxian.core.screens.forms import labelled

from . import rules
from .models import Venue
from .services import VenueTerms

NAMES = (
    "name", "kind", "place", "owner", "owner_phone", "sector", "supervisor", "supervisor_phone", "capacity",
    "opens_at", "closes_at",
)  # fmt: skip


class ClockInput(forms.TimeInput):
    """A time of day, to the minute."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class VenueForm(forms.Form):
    """What a place is and the three who answer for it."""

    name = forms.CharField(label=_("Name of the place"), max_length=100)
    kind = forms.ChoiceField(label=_("Kind"), choices=labelled("venue.kind"))
    area = AreaField(label=_("Area"), max_length=200, help_text=_("Grid, community or street, by name or code."))
    place = forms.CharField(label=_("Where it is"), max_length=200)
    owner = forms.CharField(
        label=_("Owner: the body that runs it"), max_length=100, help_text=_("A firm or office, not a person.")
    )
    owner_phone = forms.CharField(label=_("Owner’s office phone"), max_length=30)
    sector = forms.CharField(label=_("Sector department: who oversees the trade"), max_length=100)
    supervisor = forms.CharField(label=_("Supervising body: who looks whether it is done"), max_length=100)
    supervisor_phone = forms.CharField(label=_("Supervising body’s office phone"), max_length=30)
    capacity = forms.IntegerField(label=_("Capacity: people at once"), min_value=1, max_value=rules.LARGEST)
    opens_at = forms.TimeField(
        label=_("Opens at"), required=False, widget=ClockInput, help_text=_("Both empty: round the clock.")
    )
    closes_at = forms.TimeField(label=_("Closes at"), required=False, widget=ClockInput)

    def __init__(self, *args: Any, programme: Programme, at: datetime, **kwargs: Any):
        super().__init__(*args, **kwargs)
        area = self.fields.get("area")
        if isinstance(area, AreaField):
            area.for_programme(programme.id, city_day(at, programme.timezone))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if (cleaned.get("opens_at") is None) != (cleaned.get("closes_at") is None):
            self.add_error("closes_at", _("Give both times, or none for a place that is open round the clock."))
        return cleaned

    def terms(self, *, area_code: str = "") -> VenueTerms:
        said = self.cleaned_data
        return VenueTerms(area_code=area_code or said["area"], **{name: said[name] for name in NAMES})


class EditVenueForm(VenueForm):
    """A place as it is changed; its area stays."""

    def __init__(self, *args: Any, venue: Venue, **kwargs: Any):
        super().__init__(*args, initial={name: getattr(venue, name) for name in NAMES}, **kwargs)
        del self.fields["area"]


class CountForm(forms.Form):
    """How many people are inside now."""

    client_id = forms.UUIDField(widget=forms.HiddenInput)
    present = forms.IntegerField(
        label=_("People inside now"), min_value=0, max_value=rules.LARGEST,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip
    on_paper = forms.IntegerField(
        label=_("Came with paper since the last count"), min_value=0, max_value=rules.LARGEST, initial=0,
        help_text=_("Only where an order asks for check-ins: those who wrote on a slip. 0 otherwise."),
    )  # fmt: skip
