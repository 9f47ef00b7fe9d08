"""Asking for help, or telling of a place or service, without an account; and reading the answer (F28)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fangxian.clarification import rules as questions
from fangxian.core.areas.queries import areas_on
from fangxian.core.programmes.models import Programme
from fangxian.core.programmes.rules import city_day
from fangxian.core.screens.views import problem_text
from fangxian.engine import pictures
from fangxian.engine.borders import Drawing, drawing_of
from fangxian.feedback import rules as feedback
from fangxian.intake.sources.declaration.forms import destinations_like
from fangxian.intake.sources.service_request import rules
from fangxian.intake.sources.service_request.forms import choices_of
from fangxian.intake.sources.service_request.queries import Service
from fangxian.intake.sources.service_request.rules import photos
from fangxian.intake.sources.service_request.services import Told


class PhotosInput(forms.FileInput):
    """Several pictures at once. An iPhone that is asked for these kinds sends JPEG instead of its own."""

    allow_multiple_selected = True

    def __init__(self) -> None:
        super().__init__({"accept": "image/jpeg,image/png,image/webp", "data-photos": True})


class PhotosField(forms.FileField):
    """The bytes of every file that was sent, unread; what is no photo is refused when it is written anew."""

    widget = PhotosInput

    def clean(self, data: Any, initial: Any = None) -> list[bytes]:
        sent = [super(PhotosField, self).clean(one, initial) for one in data or [] if one]
        if problem := photos.why_not_send(len(sent)):
            raise forms.ValidationError(problem_text(problem))
        return [one.read(pictures.MOST_BYTES + 1) for one in sent]


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
    county = forms.ChoiceField(label=_("County or district"), required=False, widget=forms.RadioSelect)
    photos = PhotosField(
        label=_("Photos of the place"), required=False,
        help_text=_("At most 3, and only of the place: no faces, no papers, no number plates. One person looks at each "
                    "before anybody else; a photo that shows more than the place is destroyed. Where and when it was "
                    "taken is removed from it."),
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
        county = self.fields["county"]
        assert isinstance(county, forms.ChoiceField)
        self.counties = self._counties()
        county.choices = [("", gettext("I say it in words, or do not know")), *self.counties]

    today: date

    def _counties(self) -> list[tuple[str, str]]:
        """Every county of the programme, beside the map and instead of it."""
        rows = areas_on(self.today, programme_id=self.programme.id).filter(level="county").order_by("code")
        return list(rows.values_list("code", "name"))

    def drawing(self) -> Drawing | None:
        """The map of the counties, if we have the borders of any that can be chosen."""
        found = drawing_of(tuple(self.programme.area_codes))
        known = set(self.county_codes())
        return found if found and any(shape.code in known for shape in found.shapes) else None

    def county_codes(self) -> list[str]:
        """Those that can be chosen; others that lie between them are drawn and cannot be touched."""
        return [code for code, _name in self.counties]

    def clean(self) -> dict[str, Any]:
        """The code of the place, if one was meant; several are offered, an unknown one is asked for again.

        The county that was chosen, on the map or beside it, narrows what was typed, or stands alone.
        """
        cleaned = super().clean() or self.cleaned_data
        text, chosen = cleaned.get("destination", ""), cleaned.get("destination_code", "")
        county = cleaned.get("county", "")
        if not text.strip():
            return {**cleaned, "area_code": county}
        offered = destinations_like(text, programme=self.programme, day=self.today)
        inside = tuple(place for place in offered if place.code.startswith(county))
        codes = [place.code for place in inside]
        if chosen in codes or len(codes) == 1:
            return {**cleaned, "area_code": chosen if chosen in codes else codes[0]}
        self.destination_choices = inside or offered
        self.add_error("destination", self._why_not_found(inside, offered))
        return cleaned

    def _why_not_found(self, inside: tuple[Any, ...], offered: tuple[Any, ...]) -> str:
        if inside:
            return gettext("Several places have this name. Please choose one of them.")
        if offered:
            return gettext("This place does not lie in the county that you chose. Change one of the two.")
        return gettext("We do not know this place. Type the community, street or county, or leave it empty.")

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
