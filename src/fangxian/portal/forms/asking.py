"""Asking for help, or telling of a place or service, without an account; and reading the answer (F28)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fangxian.clarification import rules as questions
from fangxian.core.programmes.models import Programme
from fangxian.core.programmes.rules import city_day
from fangxian.feedback import rules as feedback
from fangxian.intake.sources.declaration.forms import destinations_like
from fangxian.intake.sources.service_request import rules
from fangxian.intake.sources.service_request.forms import choices_of
from fangxian.intake.sources.service_request.queries import Service
from fangxian.intake.sources.service_request.services import Told


class AskForm(forms.Form):
    """What is asked for, where, and, if the caller likes, how to reach her. There is no field for a name."""

    client_id = forms.UUIDField(widget=forms.HiddenInput)
    service = forms.ChoiceField(label=_("What is it about?"))
    text = forms.CharField(
        label=_("In your own words"), max_length=rules.LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("If you tell of a place or service: what happens there and when. Where people come from and how "
                    "they are is not kept."),
    )  # fmt: skip
    destination = forms.CharField(
        label=_("Where?"), max_length=200, required=False,
        help_text=_("Community, village, street or county. It is offered while you type."),
    )  # fmt: skip
    destination_code = forms.CharField(required=False, widget=forms.HiddenInput)
    place = forms.CharField(
        label=_("Where exactly"), max_length=rules.LONGEST_PLACE, required=False,
        help_text=_("Shop, gate, building; or your own door if you need help."),
    )  # fmt: skip
    contact = forms.CharField(
        label=_("Phone, if you want to be called"), max_length=rules.LONGEST_CONTACT, required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
        help_text=_("You need not leave one. You get a code; under it you read the answer."),
    )  # fmt: skip

    def __init__(self, *args: Any, programme: Programme, services: dict[str, Service], at: datetime, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.programme, self.today = programme, city_day(at, programme.timezone)
        self.destination_choices: tuple[Any, ...] = ()
        service = self.fields["service"]
        assert isinstance(service, forms.ChoiceField)
        service.choices = choices_of(services.values(), empty=gettext("Choose"))

    today: date

    def clean(self) -> dict[str, Any]:
        """The code of the place, if one was meant; several are offered, an unknown one is asked for again."""
        cleaned = super().clean() or self.cleaned_data
        text, chosen = cleaned.get("destination", ""), cleaned.get("destination_code", "")
        if not text.strip():
            return {**cleaned, "area_code": ""}
        offered = destinations_like(text, programme=self.programme, day=self.today)
        codes = [place.code for place in offered]
        if chosen in codes or len(codes) == 1:
            return {**cleaned, "area_code": chosen if chosen in codes else codes[0]}
        self.destination_choices = offered
        self.add_error(
            "destination",
            _("Several places have this name. Please choose one of them.") if offered else
            _("We do not know this place. Type the community, street or county, or leave it empty."),
        )  # fmt: skip
        return cleaned

    def told(self) -> Told:
        given = self.cleaned_data
        contact = given["contact"].strip()
        return Told(
            text=given["text"], service=given["service"], area_code=given["area_code"], place=given["place"],
            contact=contact, wants_callback=bool(contact),
        )  # fmt: skip


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code of your request"), max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}), help_text=_("Twelve digits."),
    )  # fmt: skip


class QuestionForm(forms.Form):
    """A question. There is no field for who asks, or for who said it."""

    client_id = forms.UUIDField(widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("What have you heard, or what do you want to know?"), max_length=questions.LONGEST_QUESTION,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Names, phone numbers, where people come from and how they are, are left out before it is kept."),
    )  # fmt: skip


class VoiceForm(forms.Form):
    """A message to the command. Nothing but the words; the mark of the form stays in the browser's session."""

    mark = forms.CharField(max_length=40, widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("What goes well, what badly, what is hard for you?"), max_length=feedback.LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Names, phone numbers and ways to reach somebody are left out before it is kept."),
    )  # fmt: skip
