"""What the door asks besides a declaration."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from . import rules


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
    """The code of a letter."""

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
