"""What is asked of whoever looks somebody up, asks to read elsewhere, answers, or reviews."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fangxian.core.actors.rules import Actor
from fangxian.core.screens.forms import labelled
from fangxian.core.screens.rules import read_of
from fangxian.core.screens.views import problem_text

from . import rules


class LookUpForm(forms.Form):
    """One person by one exact number, and the work that it serves. There is no field for a name."""

    sought_by = forms.ChoiceField(label=_("Sought by"), choices=labelled("files.sought_by"), widget=forms.RadioSelect)
    sought = forms.CharField(
        label=_("Exact number"), max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("The whole number, exactly. Nobody is searched for by name."),
    )  # fmt: skip
    serves_kind = forms.ChoiceField(label=_("For which work"))
    serves_number = forms.CharField(
        label=_("Number of this task, case or measure"), max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("It must be open and in your area. It is recorded with the lookup."),
    )  # fmt: skip

    def __init__(self, *args: Any, by: Actor, **kwargs: Any):
        super().__init__(*args, **kwargs)
        seen = tuple(kind for kind in rules.WORK_KINDS if by.can(rules.SEES[kind]))
        self.fields["serves_kind"].choices = labelled("files.work", seen)
        self.fields["sought_by"].initial = rules.BY_FILE

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("sought_by") and cleaned.get("sought"):
            problem = rules.why_not_sought(cleaned["sought_by"], cleaned["sought"])
            if problem is not None:
                self.add_error("sought", problem_text(problem))
        return cleaned


class AskForm(LookUpForm):
    """The same, and why the file of another area must be read."""

    reason = forms.ChoiceField(label=_("Reason"), choices=labelled("files.reason"), widget=forms.RadioSelect)
    purpose = forms.ChoiceField(label=_("Purpose"), choices=labelled("purpose", rules.PURPOSES))
    words = forms.CharField(
        label=_("In your own words"), min_length=rules.SHORTEST_WORDS, max_length=rules.LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What you need to know, and why it cannot wait for her own area. The second person reads this."),
    )  # fmt: skip
    is_urgent = forms.BooleanField(
        label=_("Life is in danger: begin at once"), required=False,
        help_text=_("A second person answers afterwards. Without an answer in time it ends by itself and alarms."),
    )  # fmt: skip


class AnswerForm(forms.Form):
    """Grant or refuse."""

    decision = forms.ChoiceField(
        label=_("Answer"), choices=labelled("files.answer", ("grant", "refuse")), widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=_("Why"), required=False, max_length=rules.LONGEST_WORDS, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed for a refusal."),
    )  # fmt: skip


class ReviewForm(forms.Form):
    """What the auditor found."""

    outcome = forms.ChoiceField(label=_("Outcome"), choices=labelled("files.outcome"), widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("In your own words"), min_length=rules.SHORTEST_WORDS, max_length=rules.LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


class TraceForm(forms.Form):
    """The code of a mark on a page."""

    code = forms.CharField(
        label=_("Code on the page"), max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "data-search": ""}),
        help_text=_("The last part of the faint mark, such as 00G0B-TJDR8R. Spaces and dashes do not matter."),
    )  # fmt: skip

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if read_of(code) is None:
            raise forms.ValidationError(gettext("This is no code of a page: check each character."))
        return code
