"""What the door asks besides a declaration."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fangxian.cases.forms import CityForm, MomentField
from fangxian.core.screens.forms import labelled
from fangxian.engine.identity import check_id_number, normalise_phone
from fangxian.followup.forms import ReadingForm
from fangxian.intake.sources.checkpoint.rules.around import LONGEST_WORDS
from fangxian.intake.sources.venue.services import Entered
from fangxian.portal import rules, services
from fangxian.portal.rules import passing


class OpenReceiptForm(forms.Form):
    """A receipt number and something that only its owner knows."""

    number = forms.CharField(
        label=_("Receipt number"), max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text=_("Nine digits, on your receipt."),
        error_messages={"required": _("Please enter the receipt number.")},
    )  # fmt: skip
    answer = forms.CharField(
        label=_("Phone, or last four characters of the document"), max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("As you gave it: your phone, your helper’s, or the end of the document number."),
        error_messages={"required": _("Please enter the phone, or the last four characters of the document.")},
    )  # fmt: skip


class CodeForm(forms.Form):
    """The code of a letter, or a helper's."""

    code = forms.CharField(
        label=_("Code from the letter"), max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        help_text=_("Ten characters, such as 7KQ2M-XW4HP. Small letters will do."),
        error_messages={"required": _("Please enter the code from your letter.")},
    )  # fmt: skip


class DayForm(forms.Form):
    """A day on which somebody thinks of coming."""

    on = forms.DateField(
        label=_("Day on which you would come"), required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Please enter a day as year-month-day, such as 2020-03-10.")},
    )  # fmt: skip


class CheckInForm(forms.Form):
    """What somebody enters of herself at the door of a place: her own word, which nobody checks."""

    shown = forms.CharField(
        label=_("Your phone, or the number of your identity card"), max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
        help_text=_("One of them, so that you can be told if somebody who was here falls ill."),
        error_messages={"required": _("Please enter your phone or the number of your identity card.")},
    )  # fmt: skip

    def clean_shown(self) -> Entered:
        text: str = self.cleaned_data["shown"]
        phone = normalise_phone(text)
        if phone is not None:
            return Entered("phone", phone.e164)
        number = check_id_number(text).normalised
        if not number:
            raise forms.ValidationError(
                _("This is neither a phone nor the number of an identity card. Please check it, or take a paper slip.")
            )
        return Entered("document", f"id_card:{number}")


def _choices(pairs: tuple[tuple[str, str], ...]) -> list[tuple[str, Any]]:
    return [(code, _(word)) for code, word in pairs]


class ObjectionForm(forms.Form):
    """What somebody objects to in her file."""

    about = forms.ChoiceField(
        label=_("What is it about?"), choices=_choices(rules.ABOUTS), widget=forms.RadioSelect,
        error_messages={"required": _("Please choose what it is about.")},
    )  # fmt: skip
    text = forms.CharField(
        label=_("What is wrong?"), widget=forms.Textarea(attrs={"rows": 5}), max_length=rules.LONGEST_TEXT,
        help_text=_("A few words are enough. You need no proof and no form."),
        error_messages={"required": _("Please say in a few words what is wrong.")},
    )  # fmt: skip


class AppealForm(forms.Form):
    """Why a decision is wrong."""

    text = forms.CharField(
        label=_("Why is the decision wrong?"), widget=forms.Textarea(attrs={"rows": 5}), max_length=rules.LONGEST_TEXT,
        help_text=_("A few words are enough. You need no proof and no form."),
        error_messages={"required": _("Please say in a few words what is wrong.")},
    )  # fmt: skip


class AnswerForm(forms.Form):
    """The answer to an objection."""

    decision = forms.ChoiceField(
        label=_("Decision"), choices=_choices(rules.DECISIONS), widget=forms.RadioSelect,
        error_messages={"required": _("Please choose a decision.")},
    )  # fmt: skip
    answer = forms.CharField(
        label=_("Reason, as the person will read it"), widget=forms.Textarea(attrs={"rows": 5}),
        max_length=rules.LONGEST_TEXT, error_messages={"required": _("Please give the reason.")},
    )  # fmt: skip


class PhoneField(forms.CharField):
    """A phone as people write it, as E.164; "" if it is left empty."""

    default_error_messages = {"not_a_phone": _("This is not a phone number we can call. Please check it.")}

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if not text:
            return ""
        phone = normalise_phone(text)
        if phone is None:
            raise forms.ValidationError(self.error_messages["not_a_phone"], code="not_a_phone")
        return phone.e164


class AskForCodeForm(forms.Form):
    """Whose file, and the phone that is on record for her."""

    name = forms.CharField(
        label=_("Full name"), max_length=100, widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Please enter the name.")},
    )  # fmt: skip
    phone = PhoneField(
        label=_("Phone on record"), max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
        help_text=_("The phone that you once gave. For a child, the phone of a parent."),
        error_messages={"required": _("Please enter the phone.")},
    )  # fmt: skip


class TextCodeForm(forms.Form):
    """The code that came by text."""

    code = forms.CharField(
        label=_("Code from the message"), max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
        help_text=_("Eight digits. It works for ten minutes."),
        error_messages={"required": _("Please enter the code from the message.")},
    )  # fmt: skip


class HelperForm(forms.Form):
    """Who is to help, with what, for how long."""

    name = forms.CharField(
        label=_("Name of the helper"), max_length=100, widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Please enter the name.")},
    )  # fmt: skip
    phone = PhoneField(
        label=_("Phone of the helper"), max_length=40, required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )  # fmt: skip
    relation = forms.ChoiceField(
        label=_("Who is it?"), choices=_choices(rules.RELATIONS), widget=forms.RadioSelect,
        error_messages={"required": _("Please choose who it is.")},
    )  # fmt: skip
    scope = forms.MultipleChoiceField(
        label=_("What may the helper do?"), choices=_choices(rules.SCOPES), widget=forms.CheckboxSelectMultiple,
        initial=[rules.READ], error_messages={"required": _("Choose what the helper may do.")},
        help_text=_("Without reading, nothing else can be done. Nobody but you names helpers or deletes."),
    )  # fmt: skip
    days = forms.TypedChoiceField(
        label=_("For how long?"), coerce=int, widget=forms.RadioSelect, initial=7,
        choices=[(1, _("One day")), (7, _("One week")), (14, _("Two weeks")), (30, _("Thirty days"))],
    )  # fmt: skip

    def help(self) -> services.Help:
        """What was entered, as the service takes it."""
        data = self.cleaned_data
        return services.Help(data["name"], data["relation"], data["scope"], data["days"], data["phone"])


class PaperHelperForm(HelperForm, CityForm):
    """The same from a paper form, with what the worker checked."""

    asked_at = MomentField(label=_("When she asked for it"), help_text=_("City time. For how long it took."))
    asked_how = forms.ChoiceField(
        label=_("First check: the person herself was asked"), choices=_choices(rules.ASKED_HOW),
        widget=forms.RadioSelect, error_messages={"required": _("Ask the person herself first.")},
    )  # fmt: skip
    saw_form = forms.BooleanField(
        label=_("I saw the signed form and a document of the helper"),
        error_messages={"required": _("Without the signed form nobody becomes a helper.")},
    )  # fmt: skip

    def form(self) -> dict[str, Any]:
        """What was entered, as the service takes it."""
        data = self.cleaned_data
        return {"help_": self.help()} | {name: data[name] for name in ("asked_at", "asked_how", "saw_form")}


class DeleteForm(forms.Form):
    """What is to be deleted: parts that are there and need not stay."""

    parts = forms.MultipleChoiceField(
        label=_("What shall be deleted?"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose what to delete.")},
    )  # fmt: skip

    def __init__(self, *args: Any, parts: Sequence[services.OptionalPart], **kwargs: Any):
        super().__init__(*args, **kwargs)
        free = [(part.key, _(part.label)) for part in parts if part.is_there and part.problem is None]
        self.fields["parts"].choices = free  # type: ignore[attr-defined]


class DeskForm(CityForm):
    """Somebody calls or comes to have her file read to her."""

    channel = forms.ChoiceField(
        label=_("How does she ask?"), widget=forms.RadioSelect,
        choices=_choices(tuple(pair for pair in rules.CHANNELS if pair[0] in rules.DESK_CHANNELS)),
        error_messages={"required": _("Please choose one.")},
    )  # fmt: skip
    asked_at = MomentField(label=_("When she called or came"), help_text=_("City time. For how long she waited."))
    is_sure = forms.BooleanField(
        label=_("I made sure that it is she: called the number on record, or saw a document"),
        error_messages={"required": _("Make sure first that it is she.")},
    )  # fmt: skip


class OwnReadingForm(ReadingForm):
    """How she is, in her own words. Nothing of it is required but one of the two: a temperature, or a sign."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name, label, help_text in (
            ("celsius", _("Your temperature, °C"), _("36.5, or 365 without the point; empty without a thermometer.")),
            ("method", _("How you took it"), ""),
            ("symptoms", _("What you feel"), ""),
            ("needs", _("What you need"), _("We pass it on to your community.")),
            ("note", _("What you want to say"), ""),
        ):  # fmt: skip
            self.fields[name].label, self.fields[name].help_text = label, help_text
        self.fields["celsius"].widget.attrs.pop("autofocus")


class CardForm(DeskForm):
    """Somebody without a phone, and whoever of her household is reached by her number, get cards for the gate."""

    field_order = ("channel", "asked_at", "is_sure", "others", "holder")
    others = forms.CharField(
        label=_("Others of the household"), required=False, max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
        help_text=_("One name a line, as she says them: those who are recorded under her phone number."),
    )  # fmt: skip
    holder = forms.ChoiceField(
        label=_("Who holds the cards?"), choices=_choices(passing.HOLDERS), widget=forms.RadioSelect,
        initial=passing.HERSELF, error_messages={"required": _("Please choose one.")},
    )  # fmt: skip

    def card(self) -> dict[str, Any]:
        """What was entered, as the service takes it."""
        data = self.cleaned_data
        return {"others": data["others"].splitlines()} | {key: data[key] for key in ("channel", "asked_at", "is_sure")}


class SpokenObjectionForm(ObjectionForm):
    """An objection that somebody speaks."""

    channel = DeskForm.base_fields["channel"]


class PostComplaintForm(forms.Form):
    """What happened at a post. There is no field for a name, a phone or a plate."""

    client_id = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("What about?"), choices=labelled("checkpoint.complaint"), widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("In your own words"), max_length=LONGEST_WORDS, required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("When and in which lane, if you know. It is kept sealed."),
    )  # fmt: skip


class ComplaintNumberForm(forms.Form):
    number = forms.CharField(
        label=_("Number of the complaint"), max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}), help_text=_("Nine digits."),
    )  # fmt: skip
