"""The proposal: the home, the milder options one by one, the support, the companion. The end is computed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fangxian.cases.forms import LANGUAGES, CityForm, labelled
from fangxian.core.screens.templatetags.screens import label
from fangxian.measures.services import Plan

from . import rules

YES_NO = [("yes", _("There is one")), ("no", _("There is none"))]


class ProposeForm(CityForm):
    """Built for one plan: each milder option of its rule becomes a question."""

    has_own_room = forms.ChoiceField(label=_("Is there a room of one's own?"), choices=YES_NO, widget=forms.RadioSelect)
    has_own_toilet = forms.ChoiceField(
        label=_("Is there a toilet of one's own?"), choices=YES_NO, widget=forms.RadioSelect
    )
    lives_with_count = forms.IntegerField(label=_("How many others live there?"), min_value=0, max_value=60, initial=0)
    arrangement = forms.CharField(
        label=_("If not: how does the household manage?"), max_length=500, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Sleeping places, cleaning, or the offer of a room elsewhere that may be refused."),
    )  # fmt: skip
    needs = forms.MultipleChoiceField(label=_("Needs"), required=False, widget=forms.CheckboxSelectMultiple)
    conditions = forms.MultipleChoiceField(
        label=_("What the person is asked to do"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Only what is needed. Staying at home, two readings and telling of symptoms are always asked."),
    )  # fmt: skip
    is_dependent = forms.BooleanField(
        label=_("Depends on a carer"), required=False,
        help_text=_("A child under 14 always does. Whoever depends on a carer is not separated."),
    )  # fmt: skip
    companion = forms.CharField(
        label=_("Guardian or carer who stays with the person"), max_length=100, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    language = forms.ChoiceField(label=_("Language of the notice"), choices=LANGUAGES)

    HOME_FIELDS = ("has_own_room", "has_own_toilet", "lives_with_count", "arrangement", "needs")
    CARE_FIELDS = ("is_dependent", "companion", "language")

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.plan = plan
        optional = tuple(c for c in rules.CONDITIONS if c not in rules.ALWAYS_CONDITIONS)
        self.fields["conditions"].choices = labelled("home_isolation.condition", optional)  # type: ignore[attr-defined]
        self.fields["needs"].choices = labelled("home_isolation.need", rules.NEEDS)  # type: ignore[attr-defined]
        self.milder_fields = [self._add_milder(option) for option in plan.options]
        self.support_fields = [self._add_support(part) for part in rules.SUPPORT_PARTS]

    def _add_milder(self, option: str) -> str:
        name = f"milder_{option}"
        self.fields[name] = forms.CharField(
            label=gettext("Why is this not enough: %(option)s") % {"option": label("measures.type", option)},
            max_length=500,
            widget=forms.Textarea(attrs={"rows": 2}),
        )
        return name

    def _add_support(self, part: str) -> str:
        name = f"support_{part}"
        self.fields[name] = forms.CharField(
            label=label("home_isolation.support", part),
            max_length=200,
            required=part in rules.NEEDED_SUPPORT,
            help_text=_("Who brings it, and how to reach them.") if part in rules.NEEDED_SUPPORT else "",
        )
        return name

    def terms(self) -> dict[str, Any]:
        """What the service is given."""
        given = self.cleaned_data
        return {
            "home": rules.Suitability(
                has_own_room=given["has_own_room"] == "yes",
                has_own_toilet=given["has_own_toilet"] == "yes",
                lives_with_count=given["lives_with_count"],
                needs=tuple(given["needs"]),
                arrangement=given["arrangement"],
            ),
            "milder": {option: given[f"milder_{option}"] for option in self.plan.options},
            "conditions": given["conditions"],
            "support_plan": {
                part: given[f"support_{part}"] for part in rules.SUPPORT_PARTS if given[f"support_{part}"]
            },
            "language": given["language"],
            "is_dependent": given["is_dependent"],
            "companion": given["companion"],
        }
