"""What is asked of an investigator: the laboratory first, then the days, then the people."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fangxian.cases import rules, services
from fangxian.core.actors.rules import Actor
from fangxian.core.areas.models import Area
from fangxian.core.areas.queries import area_named, areas_like, labels_of
from fangxian.core.people.services import Claim
from fangxian.core.problems.rules import Problem, noted
from fangxian.core.programmes.models import Programme
from fangxian.core.screens.rules import choices_of, label_of
from fangxian.core.screens.views import problem_text
from fangxian.engine.identity import check_id_number, normalise_phone
from fangxian.engine.rules.packs import Pack

LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]


def labelled(kind: str, codes: tuple[str, ...]) -> list[tuple[str, Any]]:
    """Choices of a form in the reader's language."""
    return [(code, gettext(text)) for code, text in choices_of(kind, codes)]


class DayField(forms.DateField):
    """A city day, picked from the browser's calendar."""

    def __init__(self, **kwargs: Any):
        super().__init__(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs)


class MomentField(forms.Field):
    """A moment in city time, as aware UTC. `zone` is set by the form that knows its programme."""

    zone: ZoneInfo = ZoneInfo("Asia/Shanghai")
    default_error_messages = {"invalid": _("Enter a day and a time, such as 2020-03-09 18:30.")}

    def __init__(self, **kwargs: Any):
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(widget=widget, **kwargs)

    def to_python(self, value: str | None) -> datetime | None:
        if not value:
            return None
        try:
            return datetime.fromisoformat(value.replace(" ", "T")).replace(tzinfo=self.zone)
        except ValueError as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error

    def prepare_value(self, value: Any) -> Any:
        return value.astimezone(self.zone).strftime("%Y-%m-%dT%H:%M") if isinstance(value, datetime) else value


class CityForm(forms.Form):
    """A form that knows its programme, who fills it in and when; its moments are in city time."""

    def __init__(self, *args: Any, programme: Programme, by: Actor, at: datetime, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.programme, self.by, self.at = programme, by, at
        for field in self.fields.values():
            if isinstance(field, MomentField):
                field.zone = programme.zone

    @property
    def today(self) -> date:
        return self.at.astimezone(self.programme.zone).date()

    def refuse(self, problem: Problem) -> None:
        """Show a refusal of a service at its field, or above the form."""
        field = problem.field if problem.field in self.fields else None
        self.add_error(field, problem_text(problem))


class PersonForm(CityForm):
    """Who somebody is and where she is now."""

    name = forms.CharField(label=_("Full name"), max_length=100, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    document_kind = forms.ChoiceField(label=_("Kind of document"), required=False)
    document_number = forms.CharField(
        label=_("Number of the document"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    phone = forms.CharField(
        label=_("Phone"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
        help_text=_("A document or a phone, so that the same person is not entered twice."),
    )
    place = forms.CharField(
        label=_("Where the person is now"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("Community, village or grid, by name or code. It decides which grid looks after the person."),
    )
    place_code = forms.ChoiceField(label=_("Which of these"), required=False, widget=forms.RadioSelect)
    address = forms.CharField(label=_("Address"), max_length=200, required=False)
    birth_year = forms.IntegerField(
        label=_("Year of birth"),
        required=False,
        min_value=1890,
        max_value=2100,
        help_text=_("For children: nobody under 14 is separated from the carer."),
    )
    language = forms.ChoiceField(label=_("Language of the papers"), choices=LANGUAGES)

    PERSON_FIELDS = (
        "name", "document_kind", "document_number", "phone", "place", "place_code", "address", "birth_year", "language",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["document_kind"].choices = [("", gettext("Not known")), *labelled("cases.document", DOCUMENTS)]  # type: ignore[attr-defined]
        if not self._offer_places():
            self.fields["place_code"].widget = forms.HiddenInput()

    def _offer_places(self) -> bool:
        """Offer the places that the text could mean; False if it means exactly one, or none."""
        text = self.data.get(self.add_prefix("place"), "").strip()
        found = _areas_meant(text, programme=self.programme, day=self.today) if text else []
        self._places = [area for area in found if self.by.covers(area.code) and self.programme.covers(area.code)]
        names = labels_of([area.code for area in self._places], programme_id=self.programme.id)
        self.fields["place_code"].choices = [(a.code, names.get(a.code, a.name)) for a in self._places]  # type: ignore[attr-defined]
        return len(self._places) > 1

    def clean_phone(self) -> str:
        text = self.cleaned_data["phone"].strip()
        if not text:
            return ""
        phone = normalise_phone(text)
        if phone is None:
            raise ValidationError(_("This is not a phone at which a person can be reached."))
        return phone.e164

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self._clean_document(cleaned)
        self._clean_place(cleaned)
        if not (cleaned.get("phone") or cleaned.get("document_number") or self.errors.keys() & IDENTIFIERS):
            self.add_error("phone", _("Give a phone or a document number: a name alone is not one person."))
        return cleaned

    def _clean_document(self, cleaned: dict[str, Any]) -> None:
        kind, number = cleaned.get("document_kind", ""), (cleaned.get("document_number") or "").strip()
        if not number:
            cleaned["document_kind"] = ""
        elif not kind:
            self.add_error("document_kind", _("Say which document this number is of."))
        elif kind == "id_card":
            found = check_id_number(number)
            cleaned["document_number"] = found.normalised
            if found.status != "valid":
                self.add_error("document_number", _("This identity number has a slip in it. Please check it."))

    def _clean_place(self, cleaned: dict[str, Any]) -> None:
        codes = [area.code for area in self._places]
        if len(codes) == 1:
            cleaned["place_code"] = codes[0]
        elif not codes and cleaned.get("place"):
            self.add_error("place", _("No area of this name or code in your part of the programme."))
        elif codes and cleaned.get("place_code") not in codes:
            self.add_error("place_code", _("Several areas have this name. Please choose one of them."))

    def claim(self) -> Claim:
        given = self.cleaned_data
        return Claim(
            name=given["name"],
            area_code=given["place_code"],
            document_kind=given["document_kind"],
            document_number=given["document_number"],
            phone=given["phone"],
            address=given["address"],
            birth_year=given["birth_year"],
            language=given["language"],
        )


def _areas_meant(text: str, *, programme: Programme, day: date) -> list[Area]:
    """The areas a text can mean: by its code, or by its name with or without what lies above it."""
    if text.isdigit():
        named = area_named(text, programme_id=programme.id, day=day)
        return [named] if named else []
    return areas_like(text, programme_id=programme.id, day=day, limit=12)


IDENTIFIERS = {"phone", "document_number"}
DOCUMENTS = ("id_card", "passport", "hk_macau_permit", "taiwan_permit", "residence_permit", "other")


class CaseForm(PersonForm):
    """A new case: without the laboratory's reference there is none."""

    lab_name = forms.CharField(label=_("Laboratory"), max_length=100)
    sample_number = forms.CharField(
        label=_("Sample number"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    sampled_on = DayField(label=_("Day of the sample"))
    result_on = DayField(label=_("Day of the result"))
    case_class = forms.ChoiceField(label=_("Class"), widget=forms.RadioSelect)
    onset_on = DayField(label=_("First day of symptoms"), required=False)
    last_negative_on = DayField(
        label=_("Day of the last negative sample"),
        required=False,
        help_text=_("Only for people found by repeated screening; later editions count contacts from here."),
    )
    isolated_at = MomentField(
        label=_("Isolated since"), required=False, help_text=_("Empty while the case is not yet isolated.")
    )
    learned_at = MomentField(
        label=_("Known to the CDC since"), help_text=_("The two hours for the report run from here, city time.")
    )

    LABORATORY_FIELDS = ("lab_name", "sample_number", "sampled_on", "result_on")
    COURSE_FIELDS = ("case_class", "onset_on", "last_negative_on", "isolated_at", "learned_at")

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["case_class"].choices = labelled("cases.class", rules.CLASSES)  # type: ignore[attr-defined]
        self.fields["learned_at"].initial = self.at

    def clean(self) -> dict[str, Any]:
        """An empty field says so itself; that a case was tried without a laboratory is put on record."""
        given = super().clean() or {}
        named = {name: given.get(name) or "" for name in ("lab_name", "sample_number")}
        noted(rules.why_not_laboratory(**named, result_on=given.get("result_on")))
        return given

    def laboratory(self) -> services.Laboratory:
        given = self.cleaned_data
        return services.Laboratory(
            lab_name=given["lab_name"],
            sample_number=given["sample_number"],
            sampled_on=given["sampled_on"],
            result_on=given["result_on"],
        )

    def terms(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.COURSE_FIELDS}


class CorrectionForm(CityForm):
    """The days of a case, corrected; its contacts are judged again."""

    case_class = forms.ChoiceField(label=_("Class"), widget=forms.RadioSelect)
    onset_on = DayField(label=_("First day of symptoms"), required=False)
    sampled_on = DayField(label=_("Day of the sample"))
    isolated_at = MomentField(label=_("Isolated since"), required=False)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["case_class"].choices = labelled("cases.class", rules.CLASSES)  # type: ignore[attr-defined]


class ExposureForm(PersonForm):
    """Who met the case, how, and when for the last time."""

    relation = forms.ChoiceField(label=_("Relation to the case"))
    setting = forms.ChoiceField(
        label=_("How they met"),
        widget=forms.RadioSelect,
        help_text=_("The settings of the edition in force, each with its own rule."),
    )
    protection = forms.ChoiceField(
        label=_("Protection"), widget=forms.RadioSelect, help_text=_("As you judge it from what you were told.")
    )
    first_contact_on = DayField(label=_("First contact"), required=False)
    last_contact_on = DayField(
        label=_("Last contact without protection"), help_text=_("A measure is counted from this day, not from today.")
    )
    last_contact_time = forms.TimeField(
        label=_("Time of the last contact"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    metres = forms.FloatField(label=_("Nearest distance, metres"), required=False, min_value=0, max_value=1000)
    minutes = forms.FloatField(label=_("How long, minutes"), required=False, min_value=0, max_value=100000)
    touched = forms.NullBooleanField(
        label=_("Touched each other"),
        required=False,
        widget=forms.Select(choices=[("", _("Not known")), ("true", _("They did")), ("false", _("They did not"))]),
    )
    evidence = forms.ChoiceField(label=_("Evidence"))
    evidence_reference = forms.CharField(
        label=_("Reference of the evidence"),
        max_length=100,
        required=False,
        help_text=_("Number of the interview sheet, page of the register."),
    )
    note = forms.CharField(
        label=_("Remarks"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    MEETING_FIELDS = (
        "relation", "setting", "protection", "first_contact_on", "last_contact_on", "last_contact_time", "metres",
        "minutes", "touched",
    )  # fmt: skip
    EVIDENCE_FIELDS = ("evidence", "evidence_reference", "note")

    def __init__(self, *args: Any, pack: Pack, **kwargs: Any):
        super().__init__(*args, **kwargs)
        choices: dict[str, Any] = {
            "relation": labelled("cases.relation", rules.RELATIONS),
            "protection": labelled("cases.protection", rules.PROTECTION),
            "evidence": labelled("cases.evidence", rules.EVIDENCE),
            "setting": setting_choices(pack),
        }
        for name, offered in choices.items():
            self.fields[name].choices = offered  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        first, last = cleaned.get("first_contact_on"), cleaned.get("last_contact_on")
        if first and last and first > last:
            self.add_error("first_contact_on", _("The first contact cannot be after the last."))
        return cleaned

    def meeting(self) -> services.Meeting:
        given = self.cleaned_data
        time = given["last_contact_time"]
        moment = datetime.combine(given["last_contact_on"], time, self.programme.zone) if time else None
        return services.Meeting(
            relation=given["relation"],
            setting=given["setting"],
            protection=given["protection"],
            first_contact_on=given["first_contact_on"],
            last_contact_on=given["last_contact_on"],
            last_contact_at=moment,
            metres=given["metres"],
            minutes=given["minutes"],
            touched=given["touched"],
            evidence=given["evidence"],
            evidence_reference=given["evidence_reference"],
            note=given["note"],
        )


def setting_choices(pack: Pack) -> list[tuple[str, str]]:
    """The settings of an edition, in words; one without a word of ours is shown by its key."""
    offered = []
    for key in rules.settings_of(pack):
        try:
            offered.append((key, gettext(label_of("cases.setting", key).text)))
        except LookupError:
            offered.append((key, key))
    return offered


class JudgementForm(CityForm):
    """A classification by hand: what the person is found to be, and why."""

    outcome = forms.ChoiceField(label=_("Found to be"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Why"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("In a sentence or two. The second reviewer and the person concerned will read it."),
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = labelled("cases.outcome", rules.OUTCOMES)  # type: ignore[attr-defined]


class RuleOutForm(CityForm):
    """Why a case is none."""

    reason = forms.CharField(
        label=_("What the laboratory or the doctors found"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
