"""What is asked of whoever opens a gate or answers for one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fangxian.core.areas.forms import AreaField
from fangxian.core.programmes.models import Programme
from fangxian.core.programmes.rules import city_day
from fangxian.core.screens.forms import MomentInput, labelled

from .models import Gate
from .services import GateTerms


class GateForm(forms.Form):
    """What a gate is."""

    name = forms.CharField(label=_("Name of the gate"), max_length=100)
    kind = forms.ChoiceField(label=_("Kind"), choices=labelled("gate.kind"))
    area = AreaField(label=_("Area"), max_length=200, help_text=_("Grid, community or street, by name or code."))
    place = forms.CharField(
        label=_("Where exactly"), max_length=200, required=False, help_text=_("Street and number, or which entrance.")
    )
    manager = forms.CharField(
        label=_("Property firm or committee"), max_length=100, required=False,
        help_text=_("Empty if the estate has none: then somebody is asked to staff the gate."),
    )  # fmt: skip
    phone = forms.CharField(
        label=_("Duty officer’s phone"), max_length=30,
        help_text=_("Public, on the poster: the keeper and whoever is asked to wait call it."),
    )  # fmt: skip
    takes_vehicles = forms.BooleanField(label=_("Vehicles pass here too"), required=False)

    def __init__(self, *args: Any, programme: Programme, at: datetime, **kwargs: Any):
        super().__init__(*args, **kwargs)
        area = self.fields.get("area")
        if isinstance(area, AreaField):
            area.for_programme(programme.id, city_day(at, programme.timezone))

    def terms(self, *, area_code: str = "") -> GateTerms:
        said = self.cleaned_data
        names = ("name", "kind", "place", "manager", "phone", "takes_vehicles")
        return GateTerms(area_code=area_code or said["area"], **{name: said[name] for name in names})


class OpenGateForm(GateForm):
    """A gate as it is opened: with its order and its review date."""

    order = forms.ChoiceField(
        label=_("Order"), help_text=_("Only orders in force that allow gates are listed. Without one there is no gate.")
    )
    opens_at = forms.DateTimeField(label=_("Opens"), widget=MomentInput)
    review_at = forms.DateTimeField(
        label=_("Review by"), widget=MomentInput,
        help_text=_("Within 14 days. If nobody has reviewed it by then, the gate ends by itself."),
    )  # fmt: skip

    def __init__(self, *args: Any, orders: list[Any], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["order"].choices = [(str(order.id), str(order)) for order in orders]  # type: ignore[attr-defined]


class EditGateForm(GateForm):
    """A gate as it is changed; its area stays."""

    def __init__(self, *args: Any, gate: Gate, **kwargs: Any):
        names = ("name", "kind", "place", "manager", "phone", "takes_vehicles")
        super().__init__(*args, initial={name: getattr(gate, name) for name in names}, **kwargs)
        del self.fields["area"]


class ReviewForm(forms.Form):
    """Until when a reviewed gate stands."""

    review_at = forms.DateTimeField(label=_("Next review by"), widget=MomentInput)
