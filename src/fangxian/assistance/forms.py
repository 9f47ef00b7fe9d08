"""What is asked of whoever needs the police's help, and of the liaison who answers."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from fangxian.core.areas.forms import AreaField
from fangxian.core.screens.forms import MomentInput, labelled
from fangxian.core.screens.views import problem_text

from . import rules


class AskForm(forms.Form):
    """Where, when, what help. There is no field for a name, a reason or anybody's health."""

    help_kind = forms.ChoiceField(label=_("What help"), choices=labelled("assistance.help"), widget=forms.RadioSelect)
    area_code = AreaField(label=_("Area"), help_text=_("Grid, community or street, by name or code."))
    address = forms.CharField(
        label=_("Address"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("Where to come to. No name: you meet them there."),
    )  # fmt: skip
    needed_at = forms.DateTimeField(label=_("When"), widget=MomentInput, help_text=_("Within the next 24 hours."))
    phone = forms.CharField(
        label=_("Your duty phone at the door"), max_length=30, widget=forms.TextInput(attrs={"type": "tel"})
    )
    words = forms.CharField(
        label=_("What to bring or to mind"), required=False, max_length=rules.LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Nothing of anybody's health, and no name: the police do not need it, and it is refused."),
    )  # fmt: skip
    task_number = forms.CharField(
        label=_("Number of the task"), required=False, max_length=8,
        help_text=_("Not shown to the police. With it the person sees on her own file that help was asked for."),
    )  # fmt: skip

    def __init__(self, *args: Any, programme_id: UUID, day: date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["area_code"].for_programme(programme_id, day)

    def clean_words(self) -> str:
        return self._said("words")

    def clean_address(self) -> str:
        return self._said("address")

    def _said(self, field: str) -> str:
        text: str = self.cleaned_data[field].strip()
        if problem := rules.why_not_said(text, field=field):
            raise forms.ValidationError(problem_text(problem))
        return text


class AnswerForm(forms.Form):
    """How it went, or why not."""

    answer = forms.ChoiceField(label=_("Answer"), widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("In a few words"), min_length=rules.SHORTEST_ANSWER, max_length=rules.LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 2}), help_text=_("No name, and nothing that you learned at the door."),
    )  # fmt: skip

    def __init__(self, *args: Any, state: str, **kwargs: Any):
        super().__init__(*args, **kwargs)
        open_to = [word for word in (rules.DONE, rules.DECLINED) if word in rules.MOVES[state]]
        self.fields["answer"].choices = labelled("assistance.answer", open_to)
        self.fields["answer"].initial = open_to[0] if len(open_to) == 1 else None
