"""What is asked about hours of duty, leaders and the notes of a morning meeting."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from fangxian.core.areas.forms import AreaField
from fangxian.core.screens.forms import MomentInput, labelled
from fangxian.core.staff.models import Post, Unit

from . import rules

# Django's own words repeat what was sent: the id of another county's record among them.
NOT_LISTED = {"invalid_choice": _("Choose one of the list.")}


class WhereForm(forms.Form):
    """For which area somebody is to be called."""

    area = AreaField(label=_("Area"), required=False, help_text=_("Grid, community or street, by name or code."))

    def __init__(self, *args: Any, programme_id: UUID, day: date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["area"].for_programme(programme_id, day)


class DutyForm(forms.Form):
    """Who can be called from when until when, as function and work phone."""

    unit = forms.ChoiceField(label=_("Unit"), error_messages=NOT_LISTED)
    function = forms.CharField(
        label=_("Function"), max_length=60, help_text=_("Such as “officer on duty”. No name is asked for.")
    )
    phone = forms.CharField(
        label=_("Work phone"), max_length=30, widget=forms.TextInput(attrs={"type": "tel"}),
        help_text=_("Of the function, never a private number. Everybody who works on tasks sees it."),
    )  # fmt: skip
    starts_at = forms.DateTimeField(label=_("From"), widget=MomentInput)
    ends_at = forms.DateTimeField(label=_("Until"), widget=MomentInput, help_text=_("At most a week at once."))

    def __init__(self, *args: Any, units: Iterable[Unit], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.units = {str(unit.id): unit for unit in units}
        self.fields["unit"].choices = [(key, f"{unit.body.name} · {unit.name}") for key, unit in self.units.items()]

    def terms(self) -> dict[str, Any]:
        return self.cleaned_data | {"unit": self.units[self.cleaned_data["unit"]]}


class LeaderForm(forms.Form):
    """Who leads a unit."""

    post = forms.ChoiceField(label=_("Led by"), error_messages=NOT_LISTED)

    def __init__(self, *args: Any, members: Iterable[Post], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["post"].choices = [(str(post.id), post.user.full_name) for post in members]


class SheetForm(forms.Form):
    """The notes of the meeting, and who does each line."""

    notes = forms.CharField(
        label=_("Notes of the morning meeting"), max_length=rules.LONGEST_NOTES, required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What everybody should know today. No names, no numbers and nothing of anybody's health."),
    )  # fmt: skip

    def __init__(self, *args: Any, lines: Iterable[Any], members: Iterable[Post], **kwargs: Any):
        super().__init__(*args, **kwargs)
        choices = [("", _("Nobody yet")), *((str(post.id), post.user.full_name) for post in members)]
        self.lines = []
        for line in lines:
            name = f"line-{line.id}"
            self.fields[name] = forms.ChoiceField(
                label=_("Who"), choices=choices, required=False, error_messages=NOT_LISTED
            )
            self.initial.setdefault(name, str(line.post_id or ""))
            self.fields[name].widget.attrs["aria-label"] = _("Who")
            self.lines.append((line, self[name]))

    def dealt(self) -> dict[UUID, UUID | None]:
        """Line -> post, of the lines that were sent."""
        sent = {line.id: self.cleaned_data.get(f"line-{line.id}", "") for line, _field in self.lines}
        return {line_id: UUID(post) if post else None for line_id, post in sent.items()}


class GroupForm(forms.Form):
    """A chat group: who keeps it, where, what for. There is no field for members or messages."""

    name = forms.CharField(label=_("Name of the group"), max_length=60, help_text=_("No name of a person, no number."))
    platform = forms.ChoiceField(label=_("Platform"), choices=labelled("readiness.group_platform"))
    area = AreaField(label=_("Area"))
    purpose = forms.ChoiceField(label=_("What it is for"), choices=labelled("readiness.group_purpose"))
    unit = forms.ChoiceField(label=_("Unit that keeps it"), error_messages=NOT_LISTED)
    function = forms.CharField(
        label=_("Function that keeps it"),
        max_length=60,
        help_text=_("Such as “officer on duty”. No name is asked for."),
    )

    def __init__(self, *args: Any, units: Iterable[Unit], programme_id: UUID, day: date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.units = {str(unit.id): unit for unit in units}
        self.fields["unit"].choices = [(key, f"{unit.body.name} · {unit.name}") for key, unit in self.units.items()]
        self.fields["area"].for_programme(programme_id, day)

    def terms(self) -> dict[str, Any]:
        given = dict(self.cleaned_data)
        area_code = given.pop("area")
        return given | {"unit": self.units[given["unit"]], "area_code": area_code}
