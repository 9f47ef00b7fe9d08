"""What is asked at the sign-in and about shared phones, cards and second factors."""

from __future__ import annotations

from typing import Any

from allauth.core import context
from allauth.mfa.base import forms as mfa
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.utils.translation import gettext_lazy as _

from fangxian.core.areas.forms import AreaField
from fangxian.core.limits.services import forget_try, is_within
from fangxian.core.screens.forms import labelled
from fangxian.core.screens.views import problem_text

from .rules import CARD_DIGITS, CODE_LIMIT, IDENTIFIERS, LONGEST_ENROLMENT_DAYS, PIN_DIGITS, read_card_number
from .services.cards import paused

PIN_INPUT = {"inputmode": "numeric", "autocomplete": "off", "maxlength": PIN_DIGITS, "class": "number"}


class CardForm(forms.Form):
    """A card and a PIN, on an enrolled phone."""

    number = forms.CharField(
        label=_("Number on the card"), max_length=200,
        help_text=_("Scan the code on your card with the phone's camera, or type its twelve digits."),
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "data-card": CARD_DIGITS, "class": "number"}
        ),
    )  # fmt: skip
    pin = forms.CharField(label=_("PIN"), widget=forms.PasswordInput(attrs=PIN_INPUT), max_length=PIN_DIGITS)

    def clean_number(self) -> str:
        return read_card_number(self.cleaned_data["number"])


class PinForm(forms.Form):
    """A PIN of one's own, twice."""

    pin = forms.CharField(
        label=_("New PIN"), widget=forms.PasswordInput(attrs=PIN_INPUT), max_length=PIN_DIGITS,
        help_text=_("Six digits without a pattern. Tell nobody, your supervisor included."),
    )  # fmt: skip
    again = forms.CharField(label=_("The same again"), widget=forms.PasswordInput(attrs=PIN_INPUT), max_length=20)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("pin") and data.get("again") and data["pin"] != data["again"]:
            self.add_error("again", _("The two PINs differ."))
        return data


class IdentifiedForm(forms.Form):
    """By what the person before one was known."""

    identifiers = forms.MultipleChoiceField(
        label=_("The person stands before me, and I have seen"), required=True,
        choices=labelled("signin.identifier", IDENTIFIERS), widget=forms.CheckboxSelectMultiple,
        help_text=_("Two at least. They are put on record with your name."),
    )  # fmt: skip


class PhoneForm(forms.Form):
    """The phone in one's hand becomes a shared one."""

    name = forms.CharField(
        label=_("Name of this phone"), max_length=60,
        help_text=_("As it stands on its back, such as “Gate 3, phone 2”."),
    )  # fmt: skip
    area_code = AreaField(
        label=_("Area"), help_text=_("Name or code. Only posts in the field inside this area open on it.")
    )
    days = forms.IntegerField(
        label=_("Enrolled for so many days"), min_value=1, max_value=LONGEST_ENROLMENT_DAYS, initial=30
    )


class _Counted:
    """A code is tried so often, counted for all processes; a right one begins anew."""

    user: Any

    def clean_code(self) -> str:
        key = str(self.user.pk)
        if not is_within("signin.code", key, limit=CODE_LIMIT, at=context.request.at):
            raise forms.ValidationError(problem_text(paused(CODE_LIMIT.minutes)))
        code = super().clean_code()  # type: ignore[misc]
        forget_try("signin.code", key)
        return code


class CodeForm(_Counted, mfa.AuthenticateForm):
    """The code of the second factor, after the password."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        _plain(self)


class CodeAgainForm(_Counted, mfa.ReauthenticateForm):
    """The code of the second factor, before something that needs a fresh proof."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        _plain(self)


class KeyForm(webauthn.AddWebAuthnForm):
    """A passkey, and what its holder calls it."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of the passkey")
        self.fields["name"].help_text = _("So that you know it from your others, such as: blue key, office computer.")


def _plain(form: forms.Form) -> None:
    field = form.fields["code"]
    field.label = _("One-time code")
    field.help_text = _("Six digits from the app, or one of your recovery codes.")
    field.widget.attrs.pop("placeholder", None)
    field.widget.attrs |= {"autofocus": True}
