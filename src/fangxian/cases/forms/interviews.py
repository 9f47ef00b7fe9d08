"""What is asked in an interview: where, when, with whom."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fangxian.cases.rules import interviews as rules
from fangxian.cases.services.interviewing import Told
from fangxian.core.screens.templatetags.screens import day as day_text

from . import CityForm, labelled


class LineForm(CityForm):
    """One line of the timeline: a stay, or a passage without an end."""

    on = forms.ChoiceField(label=_("Day"))
    begin = forms.TimeField(label=_("From"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    until = forms.TimeField(
        label=_("Until"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=_("An earlier time than the beginning means the next morning."),
    )  # fmt: skip
    kind = forms.ChoiceField(label=_("Kind of place"))
    place = forms.CharField(
        label=_("Which place"), max_length=200, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    area = forms.ChoiceField(
        label=_("Town or sub-district"), required=False, help_text=_("Leave it empty if it is not known or elsewhere.")
    )
    company = forms.CharField(
        label=_("With whom"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("As she says it. Whoever counts is entered as a contact besides."),
    )  # fmt: skip
    all_contacts_known = forms.BooleanField(
        label=_("Everybody who was there is known by name"), required=False,
        help_text=_("Such a place need not be made public."),
    )  # fmt: skip
    source = forms.ChoiceField(label=_("Whence"), required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, days: list[date], towns: dict[str, str], **kwargs: Any):
        super().__init__(*args, **kwargs)
        choices: dict[str, Any] = {
            "on": [(day.isoformat(), day_text(day)) for day in days],
            "kind": labelled("cases.place", tuple(rules.PLACES)),
            "area": [("", "—"), *towns.items()],
            "source": labelled("cases.line_source", tuple(rules.SOURCES)),
        }
        for name, offered in choices.items():
            self.fields[name].choices = offered  # type: ignore[attr-defined]

    def told(self) -> Told:
        given = self.cleaned_data
        on, zone = date.fromisoformat(given["on"]), self.programme.zone
        from_at = datetime.combine(on, given["begin"], zone)
        until_at = datetime.combine(on, given["until"], zone) if given["until"] else None
        if until_at is not None and until_at < from_at:
            until_at += timedelta(days=1)
        return Told(
            kind=given["kind"], from_at=from_at, until_at=until_at, place=given["place"], company=given["company"],
            area_code=given["area"], source=given["source"] or rules.TOLD,
            all_contacts_known=given["all_contacts_known"],
        )  # fmt: skip


class NoteForm(CityForm):
    """What was said besides the timeline."""

    note = forms.CharField(
        label=_("Remarks"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
