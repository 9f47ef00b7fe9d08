"""What an inspector, a planner and the owner of a finding fill in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from fangxian.core.areas.forms import AreaField
from fangxian.core.problems.rules import said
from fangxian.core.screens.forms import DayInput, add_problem, labelled
from fangxian.core.screens.views import problem_text
from fangxian.core.staff.models import Post, Unit

from .models import Team
from .queries.editions import ChecklistLine
from .rules import findings, words

NOT_LISTED = {"invalid_choice": _("Choose one of the list."), "required": _("Choose one of the list.")}


class Refusable(forms.Form):
    """A form that shows a refusal of the service beside the field that it is about."""

    def refuse(self, problem: Any) -> None:
        add_problem(self, problem, problem_text(problem))


def in_language(one: Any) -> str:
    """A text of a pack in the reader's language."""
    return one.zh if (get_language() or "").startswith("zh") else one.en


def unit_name(unit: Unit) -> str:
    return f"{unit.body.name} · {unit.name}"


class ChecklistForm(forms.Form):
    """One choice for each line; what is not chosen yet is kept open, and the visit does not end before it is."""

    use_required_attribute = False

    def __init__(self, *args: Any, lines: Sequence[ChecklistLine], answers: dict[str, str], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.lines = []
        for line in lines:
            self.fields[line.code] = forms.ChoiceField(
                label=in_language(line), choices=labelled("supervision.answer"), widget=forms.RadioSelect,
                required=not self.is_bound, initial=answers.get(line.code), error_messages=NOT_LISTED,
            )  # fmt: skip
            self.lines.append((line, self[line.code]))

    def answers(self) -> dict[str, str]:
        return {code: answer for code, answer in self.cleaned_data.items() if answer}


class FindingForm(Refusable):
    """What is not in order, how grave it is, and whose it is."""

    text = forms.CharField(
        label=_("What was found"), max_length=findings.LONGEST_WORDS, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Speak of the place. No name, no number and nothing of anybody's health."),
    )  # fmt: skip
    severity = forms.ChoiceField(label=_("How grave"), error_messages=NOT_LISTED)
    owner = forms.ChoiceField(label=_("Who puts it right"), error_messages=NOT_LISTED)
    is_settled = forms.BooleanField(label=_("Put right before my eyes"), required=False)

    def __init__(self, *args: Any, owners: Iterable[Unit], least: str = words.ORDINARY, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.units = {str(unit.id): unit for unit in owners}
        self.fields["owner"].choices = [(key, unit_name(unit)) for key, unit in self.units.items()]
        graver = list(words.SEVERITIES)[: list(words.SEVERITIES).index(least) + 1]
        self.fields["severity"].choices = labelled("supervision.severity", graver)
        self.fields["severity"].initial = least
        if least == words.URGENT:
            del self.fields["is_settled"]  # what is urgent is always looked back at by somebody else


class LookBackForm(Refusable):
    """What somebody else saw."""

    result = forms.ChoiceField(
        label=_("What you see"), choices=labelled("supervision.result"), widget=forms.RadioSelect,
        error_messages=NOT_LISTED,
    )  # fmt: skip
    words = forms.CharField(
        label=_("In a few words"), min_length=findings.SHORTEST_WORDS, max_length=findings.LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 2}), help_text=_("What you saw there, without anybody's name."),
    )  # fmt: skip


class ClaimForm(Refusable):
    """What was done about it."""

    words = forms.CharField(
        label=_("What was done"), min_length=findings.SHORTEST_WORDS, max_length=findings.LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 2}), help_text=_("Somebody of another body comes and looks."),
    )  # fmt: skip


class PlanForm(Refusable):
    """Who goes, when, and whether the unit is told."""

    team = forms.ChoiceField(label=_("Team"), error_messages=NOT_LISTED)
    planned_on = forms.DateField(label=_("Day of the visit"), widget=DayInput)
    is_announced = forms.ChoiceField(
        label=_("Announced?"), choices=[("0", _("Unannounced")), ("1", _("Announced"))], initial="0",
        help_text=_("Of an unannounced visit the unit learns when it begins."), error_messages=NOT_LISTED,
    )  # fmt: skip

    def __init__(self, *args: Any, teams: Iterable[Team], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.teams = {str(team.id): team for team in teams}
        self.fields["team"].choices = [(key, team.name) for key, team in self.teams.items()]

    def terms(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {
            "team": self.teams[given["team"]], "planned_on": given["planned_on"],
            "is_announced": given["is_announced"] == "1",
        }  # fmt: skip


class DrawForm(Refusable):
    """From what and how many."""

    area = AreaField(label=_("Area"), required=False, help_text=_("County or street; empty: all that you answer for."))
    kinds = forms.MultipleChoiceField(
        label=_("What is drawn from"), choices=labelled("supervision.kind"), widget=forms.CheckboxSelectMultiple,
        initial=list(words.TARGET_KINDS),
    )  # fmt: skip
    count = forms.IntegerField(label=_("How many places"), min_value=1, max_value=100, initial=5)
    seed = forms.RegexField(
        label=_("Seed of an earlier draw"), regex=r"^[0-9a-f]{4,32}$", required=False,
        help_text=_("Only to draw again; empty: a new one is made."),
        error_messages={"invalid": _("A seed has 4 to 32 of the characters 0-9 and a-f.")},
    )  # fmt: skip

    def __init__(self, *args: Any, programme_id: Any, day: date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["area"].for_programme(programme_id, day)


class TeamForm(Refusable):
    """A team, its leader, its members."""

    name = forms.CharField(label=_("Name of the team"), max_length=60)
    area = AreaField(label=_("Area"), required=False, help_text=_("What it inspects; empty: all that you answer for."))
    is_resident = forms.BooleanField(label=_("Stays in its county"), required=False)
    leader = forms.ChoiceField(label=_("Led by"), error_messages=NOT_LISTED)
    members = forms.MultipleChoiceField(
        label=_("Members"), required=False, widget=forms.CheckboxSelectMultiple, error_messages=NOT_LISTED,
        help_text=_("With members of several bodies its visits are joint."),
    )  # fmt: skip

    def __init__(self, *args: Any, posts: Iterable[Post], programme_id: Any, day: date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.posts = {str(post.id): post for post in posts}
        choices = [(key, f"{post.user.full_name} · {post.unit.body.name}") for key, post in self.posts.items()]
        self.fields["leader"].choices = self.fields["members"].choices = choices
        self.fields["area"].for_programme(programme_id, day)

    def terms(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {
            "name": given["name"], "is_resident": given["is_resident"], "leader": self.posts[given["leader"]],
            "members": [self.posts[key] for key in given["members"]],
        }  # fmt: skip


class BoardFilter(forms.Form):
    """Which findings are listed."""

    severity = forms.ChoiceField(
        label=_("How grave"), required=False, choices=labelled("supervision.severity", empty=said("All"))
    )
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=labelled("supervision.finding", empty=said("Open ones"))
    )
    is_late = forms.BooleanField(label=_("Late"), required=False)
    is_repeat = forms.BooleanField(label=_("Found again"), required=False)


class CancelForm(forms.Form):
    reason = forms.ChoiceField(label=_("Why"), choices=labelled("supervision.cancel"), error_messages=NOT_LISTED)


class DayForm(forms.Form):
    day = forms.DateField(label=_("Day"), widget=DayInput, required=False)
