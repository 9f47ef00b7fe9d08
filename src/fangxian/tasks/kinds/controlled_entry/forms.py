"""What is asked of a receiver, of the command, and of the post that let somebody go on."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fangxian.core.areas.queries import areas_like, labels_of
from fangxian.core.programmes.models import Programme
from fangxian.core.programmes.rules import city_day
from fangxian.core.screens.forms import labelled

from . import rules

AREAS_SHOWN = 20
LONGEST_WAY = 48 * 60  # minutes


class DisputeForm(forms.Form):
    """A difficulty, in a word of the list; there is none for a refusal."""

    reason = forms.ChoiceField(
        label=_("What is difficult?"), choices=labelled("tasks.dispute"), widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=_("What the command should know"), required=False, max_length=rules.LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 2}), help_text=_("No names. It is kept sealed."),
    )  # fmt: skip


class WordsForm(forms.Form):
    """A question or its answer."""

    words = forms.CharField(label=_("In few words"), max_length=rules.LONGEST_NOTE)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, auto_id="ask_%s", **kwargs)  # other forms of the page have words and minutes too


class LaterForm(forms.Form):
    minutes = forms.IntegerField(label=_("Minutes from now"), min_value=1, max_value=LONGEST_WAY, initial=60)

    def __init__(self, *args: Any, auto_id: str = "later_%s", **kwargs: Any):
        super().__init__(*args, auto_id=auto_id, **kwargs)

    def eta_at(self, at: datetime) -> datetime:
        return at + timedelta(minutes=self.cleaned_data["minutes"])


class LodgeForm(forms.Form):
    place = forms.CharField(
        label=_("Where she stays until it is decided"), max_length=100,
        help_text=_("Name and phone of the house. She reads it on her own page; it costs her nothing."),
    )  # fmt: skip


class SettleForm(LaterForm):
    """The command's decision: this destination, or another one that is then asked."""

    settlement = forms.ChoiceField(
        label=_("Who receives her?"), choices=labelled("tasks.settlement"), widget=forms.RadioSelect
    )
    area = forms.CharField(
        label=_("The other area"),
        max_length=200,
        required=False,
        help_text=_("Name or code; only if another receives."),
    )
    area_code = forms.CharField(required=False, widget=forms.HiddenInput)
    field_order = ["settlement", "area", "area_code", "minutes"]

    def __init__(self, *args: Any, programme: Programme, at: datetime, **kwargs: Any):
        super().__init__(*args, auto_id="settle_%s", **kwargs)
        self.programme, self.at = programme, at

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("settlement") == rules.MOVES_ON and cleaned.get("area"):
            cleaned["area_code"] = self._area(cleaned["area"])
        return cleaned

    def _area(self, text: str) -> str:
        day = city_day(self.at, self.programme.timezone)
        areas = areas_like(text, programme_id=self.programme.id, day=day, limit=AREAS_SHOWN)
        labels = labels_of([area.code for area in areas], programme_id=self.programme.id)
        exact = [area for area in areas if text.strip() in (area.code, area.name, labels.get(area.code))] or areas
        if len(exact) == 1:
            return exact[0].code
        if areas:
            self.add_error("area", _("Several places have this name. Please type its code."))
        else:
            self.add_error("area", _("The programme has no area of this name."))
        return ""


class CloseEntryForm(forms.Form):
    conclusion = forms.ChoiceField(label=_("What became of her?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, has_arrived: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        fitting = [word for word in rules.CONCLUSIONS if (word == rules.RECEIVED) == has_arrived]
        self.fields["conclusion"].choices = labelled("tasks.entry_conclusion", fitting)  # type: ignore[attr-defined]
