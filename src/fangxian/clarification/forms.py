"""What is asked of whoever puts questions together, words an answer, or writes down what went out."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from fangxian.core.areas.forms import AreaField
from fangxian.core.problems.rules import said
from fangxian.core.programmes.models import Programme
from fangxian.core.programmes.rules import city_day
from fangxian.core.screens.forms import DayInput, MomentInput, labelled

from . import rules
from .models import Answer, Clarification, Question
from .rules import Source, Wording, spreading


class PutForm(forms.Form):
    """Questions that say the same, and the claim that they ask about: a known one, or a new one in both languages."""

    questions = forms.ModelMultipleChoiceField(queryset=Question.objects.none(), label=_("Questions"))
    clarification = forms.ModelChoiceField(
        queryset=Clarification.objects.none(), required=False, label=_("Claim"), empty_label=_("A new claim"),
    )  # fmt: skip
    claim_zh = forms.CharField(
        label=_("The claim in Chinese"), max_length=rules.LONGEST_CLAIM, required=False,
        help_text=_("As people have heard it, in one sentence. Never who said it."),
    )  # fmt: skip
    claim_en = forms.CharField(label=_("The claim in English"), max_length=rules.LONGEST_CLAIM, required=False)

    def __init__(self, *args: Any, questions: Any, claims: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["questions"].queryset = questions
        known = self.fields["clarification"]
        known.queryset = claims
        known.label_from_instance = claim_in_language


class SetAsideForm(forms.Form):
    reason = forms.ChoiceField(label=_("Why"), choices=labelled("clarification.set_aside"))


class DeclineForm(forms.Form):
    reason = forms.ChoiceField(label=_("Why not"), choices=labelled("clarification.declined"))


class SourceForm(forms.Form):
    """One source of an answer; a line that is left empty is none."""

    title = forms.CharField(label=_("Who says so"), max_length=rules.LONGEST_TITLE, required=False)
    address = forms.CharField(
        label=_("Web address"), max_length=rules.LONGEST_ADDRESS, required=False,
        widget=forms.TextInput(attrs={"inputmode": "url", "placeholder": "https://"}),
    )  # fmt: skip
    dated_on = forms.DateField(label=_("Of which day"), required=False, widget=DayInput)
    is_official = forms.BooleanField(label=_("Official source"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        names = ("title", "address", "dated_on")
        is_empty = not any(cleaned.get(name) for name in names)
        for name in () if is_empty else names:
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, gettext("A source needs a name, an address and a day."))
        return cleaned


class BaseSources(forms.BaseFormSet):
    def sources(self) -> tuple[Source, ...]:
        return tuple(
            Source(given["title"].strip(), given["address"].strip(), given["dated_on"], given["is_official"])
            for form in self.forms if (given := form.cleaned_data) and given.get("title")
        )  # fmt: skip


Sources = forms.formset_factory(SourceForm, formset=BaseSources, extra=3, max_num=rules.MOST_SOURCES, validate_max=True)


class AnswerForm(forms.Form):
    """A claim and its answer as everybody will read them, in both languages."""

    claim_zh = forms.CharField(label=_("The claim in Chinese"), max_length=rules.LONGEST_CLAIM)
    claim_en = forms.CharField(label=_("The claim in English"), max_length=rules.LONGEST_CLAIM)
    finding = forms.ChoiceField(
        label=_("Is it so?"), choices=labelled("clarification.finding"), widget=forms.RadioSelect
    )
    answer_zh = forms.CharField(
        label=_("Answer in Chinese"), max_length=rules.LONGEST_ANSWER, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("What is so, since when, and what to do. Name nobody."),
    )  # fmt: skip
    answer_en = forms.CharField(
        label=_("Answer in English"), max_length=rules.LONGEST_ANSWER, widget=forms.Textarea(attrs={"rows": 6})
    )
    change_zh = forms.CharField(
        label=_("What is new, in Chinese"), max_length=rules.LONGEST_CHANGE, required=False,
        help_text=_("Stands above the answer with the day of the update."),
    )  # fmt: skip
    change_en = forms.CharField(label=_("What is new, in English"), max_length=rules.LONGEST_CHANGE, required=False)

    def __init__(self, *args: Any, is_update: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("change_zh", "change_en"):
            if is_update:
                self.fields[name].required = True
            else:
                del self.fields[name]

    def wording(self, sources: tuple[Source, ...]) -> Wording:
        given = self.cleaned_data
        return Wording(
            claim_zh=given["claim_zh"], claim_en=given["claim_en"], answer_zh=given["answer_zh"],
            answer_en=given["answer_en"], finding=given["finding"], sources=sources,
            change_zh=given.get("change_zh", ""), change_en=given.get("change_en", ""),
        )  # fmt: skip


def beginning_of(one: Clarification, newest: Answer | None) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """What an answer form and its sources begin with: the wording of the newest version, to be written on."""
    if newest is None:
        return {"claim_zh": one.claim_zh, "claim_en": one.claim_en}, []
    texts = {name: getattr(newest, name) for name in ("claim_zh", "claim_en", "finding", "answer_zh", "answer_en")}
    return texts, [{**source, "dated_on": date.fromisoformat(source["dated_on"])} for source in newest.sources]


class CampaignForm(forms.Form):
    """What went out, on which channel, where and when."""

    material = forms.ChoiceField(label=_("What"), choices=labelled("publicity.material"))
    channel = forms.ChoiceField(label=_("By which way"), choices=labelled("publicity.channel"))
    language = forms.ChoiceField(label=_("Language"), choices=labelled("publicity.language"))
    title = forms.CharField(label=_("What it was about"), max_length=spreading.LONGEST_TITLE)
    area_code = AreaField(label=_("Area"), max_length=200)
    starts_at = forms.DateTimeField(label=_("From"), widget=MomentInput)
    ends_at = forms.DateTimeField(label=_("Until"), widget=MomentInput, required=False)
    item_count = forms.IntegerField(
        label=_("How many"), min_value=1, max_value=spreading.MOST_ITEMS, initial=1,
        help_text=_("Copies, trips, posts or doors."),
    )  # fmt: skip
    reach_count = forms.IntegerField(
        label=_("How many people it reached"), min_value=0, max_value=spreading.MOST_REACHED, required=False,
        help_text=_("Leave it empty if nobody knows: unknown is not zero."),
    )  # fmt: skip
    reach_how = forms.ChoiceField(
        label=_("How that is known"), required=False, choices=labelled("publicity.reached_how", empty=said("Not known"))
    )
    clarification = forms.ModelChoiceField(
        queryset=Clarification.objects.none(), required=False, label=_("Spreads the clarification"), empty_label="—"
    )

    def __init__(self, *args: Any, programme: Programme, claims: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area_code"].for_programme(programme.id, city_day(at, programme.timezone))
        known = self.fields["clarification"]
        known.queryset = claims
        known.label_from_instance = claim_in_language


def claim_in_language(one: Clarification) -> str:
    return one.claim_zh if (get_language() or "zh").startswith("zh") else one.claim_en
