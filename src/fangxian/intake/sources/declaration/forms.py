"""The declaration form: one question after another, every answer kept when one of them is wrong."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fangxian.core.areas.queries import area_named, areas_like, labels_of
from fangxian.core.programmes.models import Programme
from fangxian.core.screens.views import problem_text
from fangxian.engine.gazetteer import divisions, place_by_name
from fangxian.engine.gazetteer.suggestions import Suggestion, label_of, suggest
from fangxian.engine.identity import check_id_number, normalise_phone

from . import rules

LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
METHODS = [("forehead", _("Forehead")), ("ear", _("Ear")), ("axillary", _("Armpit"))]
CHOICES_SHOWN = 20


def _choices(pairs: tuple[tuple[str, str], ...]) -> list[tuple[str, Any]]:
    """(code, word) pairs whose English words were marked with `said`."""
    return [(code, _(word)) for code, word in pairs]


def _day(**options: Any) -> forms.DateField:
    return forms.DateField(
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日"],
        error_messages={
            "required": _("Please enter the day."),
            "invalid": _("Please enter a day as year-month-day, such as 2020-03-10."),
        },
        **options,
    )


def _phone(text: str) -> str:
    """A phone in E.164. Errors: ValidationError for something that can reach nobody."""
    if not text:
        return ""
    phone = normalise_phone(text)
    if phone is None:
        raise ValidationError(
            _("This is not a phone number we can call. A mobile has 11 digits; a number abroad begins with +.")
        )
    return phone.e164


class StayForm(forms.Form):
    """One place of the journey. `place_choices` holds what an unclear name could mean."""

    place = forms.CharField(
        label=_("Place"),
        max_length=200,
        help_text=_("Province, city, county, or finer. Type two characters or pinyin and choose."),
        error_messages={"required": _("Please enter the place.")},
    )
    place_code = forms.CharField(required=False, max_length=14)
    is_not_listed = forms.BooleanField(label=_("Abroad, or I do not know the exact place"), required=False)
    from_on = _day(label=_("First day there"))
    until_on = _day(label=_("Last day there"))
    transit_only = forms.BooleanField(
        label=_("I only passed through (no stop outside the vehicle, station or airport)"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.place_choices: tuple[Suggestion, ...] = ()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        text = cleaned.get("place", "")
        if text:
            cleaned["resolved_code"] = self._resolved(text, cleaned)
        return cleaned

    def _resolved(self, text: str, cleaned: dict[str, Any]) -> str:
        """The code of the place: the one chosen, else the only one that the name can mean, else ""."""
        offered = _offered(text, on=cleaned.get("from_on"))
        chosen = cleaned.get("place_code", "")
        if chosen and chosen in {place.code for place in offered}:
            self.place_choices = offered
            return chosen
        place = place_by_name(text, on=cleaned.get("from_on"))
        if place.code:
            return place.code
        if len(offered) == 1:
            return offered[0].code
        if cleaned.get("is_not_listed"):
            return ""
        self.place_choices = offered
        if offered:
            self.add_error("place", _("Several places have this name. Please choose one of them."))
        else:
            self.add_error(
                "place",
                _("We do not know this place. Please type its province or city, or tick the box below."),
            )
        return ""

    def stay(self) -> rules.Stay:
        """The stay that a valid form says."""
        said = self.cleaned_data
        return rules.Stay(
            area_code=said["resolved_code"],
            area_text=said["place"],
            from_on=said["from_on"],
            until_on=said["until_on"],
            transit_only=said["transit_only"],
        )


def _offered(text: str, *, on: date | None) -> tuple[Suggestion, ...]:
    """What a name could mean: its namesakes if it is ambiguous, else what begins like it."""
    candidates = place_by_name(text, on=on).candidates
    if candidates:
        return tuple(Suggestion(area.code, label_of(area.code)) for area in candidates)
    return suggest(text, limit=CHOICES_SHOWN)


class _Stays(forms.BaseFormSet):
    """The journey: at least one place."""

    def judge(self, *, arrives_on: date | None, today: date) -> None:
        """Put what is wrong with the days on the fields that say them."""
        if arrives_on is None:
            return
        for row, form in enumerate(self.forms, 1):
            if form.is_valid() and form.cleaned_data.get("from_on"):
                problem = rules.why_not_stay(form.stay(), arrives_on=arrives_on, today=today, row=row)
                if problem is not None:
                    form.add_error(problem.field, problem_text(problem))

    def stays(self) -> list[rules.Stay]:
        return [form.stay() for form in self.forms if form.cleaned_data.get("place")]


StayFormSet = forms.formset_factory(
    StayForm, formset=_Stays, extra=0, min_num=1, max_num=rules.MOST_STAYS, absolute_max=rules.MOST_STAYS,
    validate_min=True, validate_max=True,
)  # fmt: skip


class DeclarationForm(forms.Form):
    """Who comes, when, how, to where. The places of the journey are a form set of their own."""

    client_id = forms.UUIDField(widget=forms.HiddenInput)
    for_whom = forms.ChoiceField(
        label=_("For whom is this?"),
        choices=[(rules.SELF, _("For myself")), (rules.HELPED, _("For somebody I help"))],
        widget=forms.RadioSelect,
        help_text=_("Helping somebody who does not use a phone is as good as declaring oneself."),
    )
    helper_name = forms.CharField(label=_("Your name (the helper)"), max_length=100, required=False)
    helper_phone = forms.CharField(
        label=_("Your phone (the helper)"), max_length=40, required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )  # fmt: skip

    arrives_on = _day(label=_("Day of arrival"))
    destination = forms.CharField(
        label=_("Where to"),
        max_length=200,
        help_text=_("Town, village or neighbourhood. Type two characters or pinyin and choose."),
        error_messages={"required": _("Please enter where you are going.")},
    )
    destination_code = forms.CharField(required=False, max_length=14)
    address = forms.CharField(
        label=_("Address there"), max_length=200, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("So that nobody has to ask the neighbours."),
    )  # fmt: skip
    receiver_kind = forms.ChoiceField(
        label=_("Who receives you"), choices=[("", _("Not said")), *_choices(rules.RECEIVER_KINDS)], required=False
    )

    transport_mode = forms.ChoiceField(label=_("How you come"), choices=_choices(rules.TRANSPORT_MODES))
    transport_number = forms.CharField(
        label=_("Number of the train, flight, bus or ship"), max_length=20, required=False,
        help_text=_("As on the ticket. A number plate is not needed and not kept."),
    )  # fmt: skip
    transport_on = _day(label=_("Day of departure"), required=False)
    carriage = forms.CharField(label=_("Carriage"), max_length=10, required=False)
    seat = forms.CharField(label=_("Seat"), max_length=10, required=False)

    symptoms = forms.MultipleChoiceField(
        label=_("Do you have any of these today?"),
        choices=_choices(rules.SYMPTOMS),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Leave all empty if you are well. The answer leads to advice, never to being turned back."),
    )
    celsius = forms.FloatField(
        label=_("Temperature today, °C"), required=False, min_value=34.0, max_value=43.0,
        widget=forms.NumberInput(attrs={"step": "0.1", "inputmode": "decimal"}),
        error_messages={
            "min_value": _("A temperature is between 34.0 and 43.0 °C. Please check the number."),
            "max_value": _("A temperature is between 34.0 and 43.0 °C. Please check the number."),
            "invalid": _("Please enter a number such as 36.5."),
        },
    )  # fmt: skip
    temperature_method = forms.ChoiceField(
        label=_("Where it was taken"), choices=[("", _("Not said")), *METHODS], required=False
    )

    name = forms.CharField(
        label=_("Full name"), max_length=100, widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Please enter the name.")},
    )  # fmt: skip
    document_kind = forms.ChoiceField(
        label=_("Identity document"), choices=_choices(rules.DOCUMENT_KINDS),
        help_text=_("Any of them will do, and so will none."),
    )  # fmt: skip
    document_number = forms.CharField(
        label=_("Number of the document"), max_length=40, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip
    phone = forms.CharField(
        label=_("Phone"), max_length=40, required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
        help_text=_("A number abroad begins with + and the country’s code."),
    )  # fmt: skip
    language = forms.ChoiceField(label=_("Language in which to speak to you"), choices=LANGUAGES)

    def __init__(
        self,
        *args: Any,
        programme: Programme,
        today: date,
        kept_document: tuple[str, str] | None = None,
        **kwargs: Any,
    ):
        """`kept_document` is kind and number on record: kept, without being shown, where no number is typed."""
        super().__init__(*args, **kwargs)
        self.programme, self.today, self.kept_document = programme, today, kept_document
        self.destination_choices: tuple[Suggestion, ...] = ()

    def clean_phone(self) -> str:
        return _phone(self.cleaned_data["phone"])

    def clean_helper_phone(self) -> str:
        return _phone(self.cleaned_data["helper_phone"])

    def clean_arrives_on(self) -> date:
        day: date = self.cleaned_data["arrives_on"]
        problem = rules.why_not_arrive(day, today=self.today)
        if problem is not None:
            raise ValidationError(problem_text(problem))
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("destination"):
            cleaned["destination_code"], cleaned["in_programme"] = self._destination(cleaned)
        self._clean_document(cleaned)
        self._clean_helper(cleaned)
        return cleaned

    def _clean_document(self, cleaned: dict[str, Any]) -> None:
        kind, number = cleaned.get("document_kind", ""), cleaned.get("document_number", "")
        if not number and self.kept_document and self.kept_document[0] == kind:
            number = cleaned["document_number"] = self.kept_document[1]
        problem = rules.why_not_document(kind, number) if kind else None
        if problem is not None:
            self.add_error("document_number", problem_text(problem))
        elif kind == "id_card":
            cleaned["document_number"] = check_id_number(number).normalised
        elif kind == "none":
            cleaned["document_number"] = ""

    def _clean_helper(self, cleaned: dict[str, Any]) -> None:
        if cleaned.get("for_whom") != rules.HELPED:
            cleaned["helper_name"] = cleaned["helper_phone"] = ""
        elif not cleaned.get("helper_name"):
            self.add_error("helper_name", _("Please enter your name, so that we can ask you if something is unclear."))
        reachable = cleaned.get("phone") or cleaned.get("helper_phone") or cleaned.get("document_kind") != "none"
        if not reachable and not self.errors.keys() & {"phone", "helper_phone"}:
            self.add_error(
                "phone",
                _("Please give a phone, your own or a helper’s, or a document: with it you can correct this later."),
            )

    def _destination(self, cleaned: dict[str, Any]) -> tuple[str, bool]:
        """The code of the destination, and whether the programme covers it."""
        text, chosen = cleaned["destination"], cleaned.get("destination_code", "")
        offered = destinations_like(text, programme=self.programme, day=self.today)
        codes = {place.code for place in offered}
        if chosen in codes or len(codes) == 1:
            code = chosen if chosen in codes else offered[0].code
            self.destination_choices = offered if len(codes) > 1 else ()
            return code, True
        if offered:
            self.destination_choices = offered
            self.add_error("destination", _("Several places have this name. Please choose one of them."))
            return "", False
        elsewhere = place_by_name(text).code
        if elsewhere and not self.programme.covers(elsewhere):
            return elsewhere, False
        self.add_error(
            "destination",
            _("We do not know this place. Please type the town, village or neighbourhood, or the county."),
        )
        return "", False

    def declared(self, stays: list[rules.Stay]) -> rules.Declared:
        """What a valid form and its places say together."""
        said = self.cleaned_data
        numbered = said["transport_mode"] in rules.NUMBERED_MODES
        return rules.Declared(
            name=said["name"].strip(),
            document_kind=said["document_kind"],
            document_number=said["document_number"] or "",
            phone=said["phone"],
            arrives_on=said["arrives_on"],
            destination_code=said["destination_code"],
            destination_in_programme=said["in_programme"],
            stays=stays,
            transport=rules.Transport(
                mode=said["transport_mode"],
                number=said["transport_number"].strip().upper() if numbered else "",
                on=said["transport_on"],
                carriage=said["carriage"].strip() if numbered else "",
                seat=said["seat"].strip().upper() if numbered else "",
            ),
            address=said["address"].strip(),
            receiver_kind=said["receiver_kind"],
            symptoms=said["symptoms"],
            celsius=said["celsius"],
            temperature_method=said["temperature_method"],
            language=said["language"],
            is_helped=said["for_whom"] == rules.HELPED,
            helper_name=said["helper_name"].strip(),
            helper_phone=said["helper_phone"],
        )


def destinations_like(text: str, *, programme: Programme, day: date) -> tuple[Suggestion, ...]:
    """Areas of the programme that a destination could mean; an exact name goes before all others."""
    areas = areas_like(text, programme_id=programme.id, day=day, limit=CHOICES_SHOWN)
    labels = labels_of([area.code for area in areas], programme_id=programme.id)
    exact = [area for area in areas if text.strip() in (area.name, labels.get(area.code))]
    return tuple(Suggestion(area.code, labels[area.code]) for area in (exact or areas))


def destination_label(code: str, *, programme: Programme, day: date) -> str:
    """The full name of a destination, inside the programme or not."""
    if area_named(code, programme_id=programme.id, day=day):
        return labels_of([code], programme_id=programme.id)[code]
    return divisions().name_of(code) if code else gettext("Not known")
