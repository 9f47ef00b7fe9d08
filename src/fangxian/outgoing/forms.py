"""Asking for a package, deciding on it, and writing an outside request down."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fangxian.core.screens.forms import MomentInput, labelled

from . import rules


class PurposeForm(forms.Form):
    """The first step: what the list is for. It decides which columns there are."""

    purpose = forms.ChoiceField(
        label=_("What the list is for"), choices=labelled("outgoing.purpose"), widget=forms.RadioSelect
    )


class PackageForm(forms.Form):
    """The second step, for one purpose. areas: code and name of the areas of the reader's own."""

    about = forms.ChoiceField(
        label=_("Which list or inquiry"),
        help_text=_("A list whose results go back by row numbers, or an open inquiry."),
    )
    area_code = forms.ChoiceField(label=_("Area"), help_text=_("Your own area or a part of it."))
    columns = forms.MultipleChoiceField(
        label=_("Columns"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Only what the recipient cannot do without. Health, contacts and reasons never leave."),
    )
    reason = forms.CharField(
        label=_("Why the recipient needs it"), max_length=rules.REASON_LENGTH, widget=forms.Textarea(attrs={"rows": 3})
    )
    recipient_body = forms.CharField(label=_("Recipient: body"), max_length=100)
    recipient_name = forms.CharField(label=_("Recipient: person"), max_length=50)
    recipient_key = forms.CharField(
        label=_("Public key of the recipient"),
        max_length=120,
        help_text=_("Begins with age1. The recipient makes it with: fangxian package-key FILE (or age-keygen)."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    days = forms.IntegerField(label=_("Days the recipient may use it"), min_value=1)

    def __init__(
        self, *args: Any, purpose: str, areas: list[tuple[str, str]], lists: dict[str, Any] | None = None, **more: Any
    ):
        super().__init__(*args, **more)
        allowed = rules.PURPOSES[purpose]
        self.lists = lists
        if lists is None:
            del self.fields["about"]
            self.fields["area_code"].choices = areas
        else:
            del self.fields["area_code"]
            self.fields["about"].choices = [("", "—"), *((key, _named(one)) for key, one in lists.items())]
        self.fields["columns"].choices = [
            (c, gettext((rules.COLUMNS | rules.REQUEST_COLUMNS)[c])) for c in allowed.columns
        ]
        self.fields["columns"].initial = list(allowed.needed)
        self.fields["days"].max_value = allowed.longest_days
        self.fields["days"].initial = allowed.longest_days
        self.fields["days"].widget.attrs["max"] = allowed.longest_days

    @property
    def asked(self) -> dict[str, Any]:
        """What is asked for, with the list or the area that it is about."""
        given = dict(self.cleaned_data)
        if self.lists is None:
            return given | {"about_id": None}
        chosen = self.lists[given.pop("about")]
        return given | {"about_id": chosen.id, "area_code": chosen.area_code}

    @property
    def seen(self) -> str:
        """What was counted, so that nothing else is sent for."""
        return str(self.cleaned_data.get("area_code" if self.lists is None else "about", ""))

    def clean_recipient_key(self) -> str:
        return self.cleaned_data["recipient_key"].strip()


def _named(source_list: Any) -> str:
    """A list as its desk knows it: who sent it, under which reference, when, and how many rows; an inquiry's number."""
    if hasattr(source_list, "desk"):
        return f"{source_list.desk.name} · {source_list.received_at:%Y-%m-%d} · {source_list.row_count}"
    if not hasattr(source_list, "sender"):
        return f"{source_list.number} · {source_list.asked_at:%Y-%m-%d}"
    sent = f"{source_list.received_at:%Y-%m-%d}"
    parts = (source_list.sender, source_list.sender_reference, sent, str(source_list.row_count))
    return " · ".join(filter(None, parts))


class DeclineForm(forms.Form):
    reason = forms.ChoiceField(label=_("Why it is not approved"), choices=labelled("outgoing.decline"))


class RevokeForm(forms.Form):
    reason = forms.ChoiceField(label=_("Why it is revoked"), choices=labelled("outgoing.revoke"))


class MarkForm(forms.Form):
    mark = forms.CharField(
        label=_("Mark of a list"), required=False, max_length=20, help_text=_("Tells whose copy a list is.")
    )


class OutsideRequestForm(forms.Form):
    """Nothing about whom was asked: that would be a record of suspicion."""

    asker = forms.ChoiceField(label=_("Who asks"), choices=labelled("outgoing.asker"))
    asker_body = forms.CharField(label=_("Name of the body"), max_length=100)
    channel = forms.ChoiceField(label=_("How it came"), choices=labelled("outgoing.channel"))
    wanted = forms.ChoiceField(label=_("What they want"), choices=labelled("outgoing.wanted"))
    received_at = forms.DateTimeField(label=_("When it came"), widget=MomentInput())
    reference = forms.CharField(
        label=_("Their reference"),
        required=False,
        max_length=60,
        help_text=_("Their file number. Do not write down about whom they asked."),
    )
