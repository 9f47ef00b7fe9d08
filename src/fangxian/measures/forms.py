"""What is asked when a measure is decided, served, ended, told of or appealed against."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fangxian.cases.forms import CityForm, MomentField, labelled

from . import rules
from .rules.appeals import DECISIONS

SPEAKING_CHANNELS = ("paper", "in_person", "phone")


class ReasonForm(CityForm):
    """A reason in words: for declining, releasing and revoking."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("In a sentence. The person concerned will read it."),
    )


class DecisionForm(CityForm):
    """The approver's answer, with the fingerprint of what she was shown."""

    seen_sha256 = forms.CharField(widget=forms.HiddenInput, max_length=64)
    decision = forms.ChoiceField(
        choices=[("approve", _("Approve")), ("decline", _("Decline"))], widget=forms.HiddenInput, required=False
    )
    reason = forms.CharField(
        label=_("Reason, if you decline"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed only to decline. The proposer and the person concerned will read it."),
    )


class ServeForm(CityForm):
    """How the notice reached the person."""

    how = forms.ChoiceField(label=_("How it was handed over"), widget=forms.RadioSelect)
    served_at = MomentField(
        label=_("When"), required=False, help_text=_("Leave empty for now. City time, if it was earlier.")
    )
    received_by = forms.CharField(
        label=_("Who received it, if a helper did"), max_length=100, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    witness = forms.CharField(
        label=_("Witness, if nobody signed"), max_length=100, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("A neighbour, a colleague or a committee member who was there."),
    )  # fmt: skip
    note = forms.CharField(label=_("Remarks"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["how"].choices = labelled("measures.served_how", rules.SERVED_HOW)  # type: ignore[attr-defined]


class ToldForm(CityForm):
    """Who else was told of a measure."""

    audience = forms.ChoiceField(label=_("Who was told"))
    channel = forms.ChoiceField(label=_("How"))
    body_name = forms.CharField(
        label=_("Name of the unit"), max_length=100, required=False,
        help_text=_("The unit, never a person: it will be told of the end as well."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["audience"].choices = labelled("measures.audience", rules.AUDIENCES)  # type: ignore[attr-defined]
        self.fields["channel"].choices = labelled("measures.channel", SPEAKING_CHANNELS)  # type: ignore[attr-defined]


class AppealForm(CityForm):
    """An appeal that somebody speaks or hands in to a worker."""

    text = forms.CharField(
        label=_("What is wrong with the decision"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("In the person's own words. No form and no proof is needed."),
    )  # fmt: skip
    channel = forms.ChoiceField(label=_("How it was said"))

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["channel"].choices = labelled("measures.channel", SPEAKING_CHANNELS)  # type: ignore[attr-defined]


class AnswerForm(CityForm):
    """The answer to an appeal."""

    decision = forms.ChoiceField(label=_("Your answer"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("In a sentence. The person concerned will read it."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["decision"].choices = labelled("measures.answer", DECISIONS)  # type: ignore[attr-defined]


class LeaveForm(CityForm):
    """Leaving home during a measure; an emergency is recorded afterwards and needs no permission."""

    reason = forms.ChoiceField(label=_("Why"), widget=forms.RadioSelect)
    left_at = MomentField(label=_("Left at"), required=False, help_text=_("Leave empty for now."))

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = labelled("measures.leave", rules.LEAVE_REASONS)  # type: ignore[attr-defined]
