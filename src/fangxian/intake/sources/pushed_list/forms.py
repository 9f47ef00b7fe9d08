"""What is asked of the officer who takes a list in, names its columns and answers its questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from fangxian.core.screens.views import problem_text
from fangxian.intake import rules as intake_rules
from fangxian.intake.rules import manifests

from .rules.answers import BASES, PERSONAL
from .rules.fields import BY_NAME, IDENTITY
from .services import FILE_LIMIT

DAYS = ("stay_from", "stay_until", "arrives_on")
PLACES = {"stay_code": "stay_place", "destination_code": "destination_place"}  # asked by code, answered by name too
LEGAL_BASES = (
    _("Infectious Diseases Law 2013, articles 12, 33 and 39"),
    _("Emergency Regulations 2011, articles 40 and 41"),
    _("Emergency Response Law 2007, article 49"),
)


class ReceiveForm(forms.Form):
    """A file, what its sender says of it, and what it is for. The manifest may come as a file of its own."""

    file = forms.FileField(
        label=_("The list"),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,.gz,.xlsx,.xls,.xlsb,.ods"}),
    )
    manifest = forms.FileField(
        label=_("The manifest as a file"),
        required=False,
        help_text=_("JSON with sender, channel, count and sha256. What it says goes before what is typed below."),
        widget=forms.ClearableFileInput(attrs={"accept": ".json"}),
    )
    sender = forms.CharField(
        label=_("Sender"),
        max_length=100,
        required=False,
        help_text=_("The body that sent the list, not a person. Leave it to the manifest file, or type it."),
    )
    channel = forms.ChoiceField(
        label=_("How it came"), choices=[(key, _(text)) for key, text in manifests.CHANNELS], required=False
    )
    reference = forms.CharField(label=_("The sender's number for it"), max_length=100, required=False)
    contact = forms.CharField(
        label=_("Sender's duty phone or e-mail"),
        max_length=100,
        required=False,
        help_text=_("If the list disagrees with its manifest, a message goes there."),
    )
    row_count = forms.IntegerField(
        label=_("Rows, as the sender counts them"),
        min_value=0,
        required=False,
        help_text=_("Without the head. Leave it to the manifest file, or type it."),
    )
    sha256 = forms.CharField(
        label=_("SHA-256 hash, as the sender gives it"),
        max_length=120,
        required=False,
        help_text=_("64 characters. On Windows: certutil -hashfile FILE SHA256; elsewhere: sha256sum FILE."),
    )
    purpose = forms.CharField(
        label=_("What it is used for"), max_length=200, help_text=_("Kept with every fact and shown to the person.")
    )
    legal_basis = forms.CharField(
        label=_("Legal basis"), max_length=300, help_text=_("The law and article, or the order with its number.")
    )
    clock_profile = forms.ChoiceField(
        label=_("How soon somebody must act"),
        choices=[
            (intake_rules.LIST, _("List: first report within the shift, none overnight")),
            (intake_rules.LEAD, _("Lead: accepted in 5 minutes, first report in 10")),
            (intake_rules.SERIOUS, _("Serious: as a lead, and found within 2 hours")),
        ],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, senders: Sequence[str] = (), **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = _(
            "CSV or Excel, up to %(limit)s MB. All columns as text, so that no number loses a digit."
        ) % {"limit": FILE_LIMIT // 1024 // 1024}
        self.fields["sender"].widget.attrs |= {"list": "senders", "autocomplete": "off"}
        self.fields["legal_basis"].widget.attrs["list"] = "legal-bases"
        self.senders, self.legal_bases = senders, LEGAL_BASES

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        self._take_manifest(told)
        for name in ("sender", "row_count", "sha256"):
            if told.get(name) in (None, "") and name not in self.errors:
                self.add_error(name, _("Take this from the sender's manifest; without it a list is not taken in."))
        if told.get("sha256"):
            problem = manifests.why_not_sha256(told["sha256"])
            if problem:
                self.add_error("sha256", problem_text(problem))
            else:
                told["sha256"] = manifests.normalise_sha256(told["sha256"])
        return told

    def _take_manifest(self, told: dict[str, Any]) -> None:
        file = told.get("manifest")
        if not file:
            return
        values, problem = manifests.read_manifest(file.read(manifests.MANIFEST_LIMIT + 1))
        if problem:
            self.add_error("manifest", problem_text(problem))
        names = {"count": "row_count"}
        for key, value in values.items():
            name = names.get(key, key)
            try:
                told[name] = self.fields[name].clean(value)
            except forms.ValidationError as error:
                self.add_error("manifest", [f"{key}: {message}" for message in error.messages])
        told.setdefault("channel", "other")

    def manifest_told(self) -> manifests.Manifest:
        told = self.cleaned_data
        return manifests.Manifest(
            sender=told["sender"].strip(),
            channel=told.get("channel") or "other",
            row_count=told["row_count"],
            sha256=told["sha256"],
            contact=told.get("contact", ""),
            reference=told.get("reference", ""),
        )


def title_of(field: str) -> str:
    """The name of a field in the reader's language."""
    return BY_NAME[field].title.in_language(get_language() or "en")


class ManifestForm(forms.Form):
    """The sender's corrected word about a held list."""

    row_count = forms.IntegerField(label=_("Rows, as the sender counts them"), min_value=0)
    sha256 = forms.CharField(label=_("SHA-256 hash, as the sender gives it"), max_length=120)
    reason = forms.CharField(
        label=_("Who corrected it, and why"), max_length=300, help_text=_("The body and the post, not a person's name.")
    )

    def clean_sha256(self) -> str:
        problem = manifests.why_not_sha256(self.cleaned_data["sha256"])
        if problem:
            raise forms.ValidationError(problem_text(problem))
        return manifests.normalise_sha256(self.cleaned_data["sha256"])


class ReasonForm(forms.Form):
    """Why something is discarded or given back."""

    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.TextInput)


class AnswerForm(forms.Form):
    """The fields that a row asks about: each answered, or chosen from what it could mean, or left out."""

    def __init__(
        self,
        *args: Any,
        asked: Sequence[str],
        cells: Mapping[str, str],
        candidates: Mapping[str, Sequence[tuple[str, str]]],
        alike_count: int,
        **kwargs: Any,
    ):
        super().__init__(*args, **kwargs)
        self.asked = [name for name in asked if name in BY_NAME]
        for name in self.asked:
            self._ask(name, cells, candidates.get(name, ()))
        self.fields["basis"] = forms.ChoiceField(
            label=_("From where do you know this?"),
            choices=[(key, _(text)) for key, text in BASES],
            widget=forms.RadioSelect,
        )
        if alike_count and not set(self.asked) & PERSONAL:
            self.fields["alike"] = forms.BooleanField(
                label=_("Use this answer for the %(count)s other rows that ask the same") % {"count": alike_count},
                required=False,
            )

    def _ask(self, name: str, cells: Mapping[str, str], candidates: Sequence[tuple[str, str]]) -> None:
        if candidates:
            choices = [(code, f"{label} ({code})") for code, label in candidates]
            self.fields[f"pick_{name}"] = forms.ChoiceField(
                label=title_of(name),
                choices=[*choices, ("", _("another area"))],
                required=False,
                widget=forms.RadioSelect,
            )
        is_place = name in PLACES
        is_day = name in DAYS
        self.fields[f"answer_{name}"] = forms.CharField(
            label=_("Another area") if candidates else title_of(name),
            help_text=_("An area code, or the name with the areas above it.") if is_place else "",
            required=False,
            max_length=300,
            initial="" if is_day or is_place else cells.get(name, ""),
            widget=forms.DateInput(attrs={"type": "date"})
            if is_day
            else forms.TextInput(attrs={"autocomplete": "off"}),
        )
        if name in IDENTITY:
            self.fields[f"without_{name}"] = forms.BooleanField(
                label=_("Go on without: %(field)s") % {"field": title_of(name)}, required=False
            )

    def answers(self, cells: Mapping[str, str]) -> dict[str, str]:
        """field -> text, of what was answered."""
        found: dict[str, str] = {}
        for name in self.asked:
            text = self.cleaned_data.get(f"pick_{name}") or self.cleaned_data.get(f"answer_{name}", "")
            if name in PLACES and text and not text.replace(" ", "").isdigit():
                found[PLACES[name]] = text
            elif text and text != cells.get(name, ""):
                found[name] = text
        return found

    def left_out(self) -> list[str]:
        return [name for name in self.asked if self.cleaned_data.get(f"without_{name}")]
