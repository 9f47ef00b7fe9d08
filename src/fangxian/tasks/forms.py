"""What is asked of whoever works on tasks and deals them out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from fangxian.core.areas.forms import AreaField
from fangxian.core.screens.forms import MomentInput, labelled
from fangxian.core.screens.rules import choices_of
from fangxian.engine.gazetteer import divisions
from fangxian.engine.texts import Bilingual
from fangxian.intake.sources.declaration.rules import Stay
from fangxian.screening.forms import StayForm

from . import rules


def _choices(kind: str, values: Iterable[str] | None = None) -> list[tuple[str, str]]:
    return [(value, _(text)) for value, text in choices_of(kind, tuple(values) if values is not None else None)]


class _NoteForm(forms.Form):
    """A note that is kept sealed with the task's history."""

    note = forms.CharField(
        label=gettext_lazy("Remark"),
        help_text=gettext_lazy("Only what the next reader needs. It is kept sealed."),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ReportForm(_NoteForm):
    """The finding of one kind of task."""

    outcome = forms.ChoiceField(label=gettext_lazy("What did you find?"), widget=forms.RadioSelect)
    field_order = ["outcome", "note"]

    def __init__(self, *args: Any, task_kind: str, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = _choices("tasks.outcome", rules.OUTCOMES[task_kind])  # type: ignore[attr-defined]


class PauseForm(_NoteForm):
    reason = forms.ChoiceField(
        label=gettext_lazy("Reason"), help_text=gettext_lazy("The total clock runs on all the same.")
    )
    field_order = ["reason", "note"]

    def __init__(self, *args: Any, reasons: Mapping[str, Bilingual], **kwargs: Any):
        super().__init__(*args, **kwargs)
        language = get_language() or "en"
        self.fields["reason"].choices = [(code, text.in_language(language)) for code, text in reasons.items()]  # type: ignore[attr-defined]


class CloseForm(_NoteForm):
    """A dispatcher's decision on a finding that left something open."""

    conclusion = forms.ChoiceField(label=gettext_lazy("Decision"), widget=forms.RadioSelect)
    field_order = ["conclusion", "note"]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["conclusion"].choices = [  # type: ignore[attr-defined]
            *_choices("tasks.conclusion", rules.DISPATCHER_CONCLUSIONS),
            ("send_back", _("Send back to the field (say why in the remark)")),
        ]


class LookBackForm(_NoteForm):
    result = forms.ChoiceField(label=gettext_lazy("Does the result hold?"), widget=forms.RadioSelect)
    field_order = ["result", "note"]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["result"].choices = _choices("tasks.look_back")  # type: ignore[attr-defined]


class HandOverForm(_NoteForm):
    """To which area; `choices` are those that fit what was typed."""

    to_area = forms.ChoiceField(label=gettext_lazy("Which of these?"), widget=forms.RadioSelect)
    field_order = ["to_area", "note"]

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["to_area"].choices = choices  # type: ignore[attr-defined]


class BoardForm(forms.Form):
    """The filters of the dispatcher's board. What is not understood is left aside, not an error."""

    q = forms.CharField(
        label=gettext_lazy("Task number"), required=False, max_length=8,
        widget=forms.TextInput(attrs={"type": "search", "data-search": "", "autocomplete": "off"}),
    )  # fmt: skip
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), required=False)
    severity = forms.ChoiceField(label=gettext_lazy("Severity"), required=False)
    age = forms.ChoiceField(label=gettext_lazy("Received at"), required=False)
    vacant = forms.BooleanField(label=gettext_lazy("Only from vacant grids"), required=False)
    worker = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        anything = ("", _("All"))
        for name, kind in (("kind", "tasks.kind"), ("severity", "tasks.severity")):
            self.fields[name].choices = [anything, *_choices(kind)]  # type: ignore[attr-defined]
        self.fields["age"].choices = [  # type: ignore[attr-defined]
            anything,
            ("2", _("more than 2 hours ago")),
            ("12", _("more than 12 hours ago")),
            ("24", _("more than a day ago")),
            ("72", _("more than 3 days ago")),
        ]

    @property
    def wanted(self) -> dict[str, Any]:
        """The filters that make sense."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class ReasonForm(forms.Form):
    """Why a task is opened again, or made serious."""

    note = forms.CharField(
        label=gettext_lazy("Why"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("No name, and nothing of anybody's health. It stands in the task's history."),
    )  # fmt: skip


class JoinForm(forms.Form):
    """With which task it is answered."""

    number = forms.CharField(
        label=gettext_lazy("Number of the other task"), min_length=4, max_length=8,
        help_text=gettext_lazy("As on its page or slip. Both stay on record; working on that one answers both."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip


class SlipForm(_NoteForm):
    """What stands on a slip that came back; workers: who could have done it."""

    worker = forms.ChoiceField(label=gettext_lazy("Who did it"))
    accepted_at = forms.DateTimeField(label=gettext_lazy("Taken on at"), widget=MomentInput)
    first_reported_at = forms.DateTimeField(
        label=gettext_lazy("First report at"), widget=MomentInput, required=False,
        help_text=gettext_lazy("If she called before the finding."),
    )  # fmt: skip
    reported_at = forms.DateTimeField(label=gettext_lazy("Found at"), widget=MomentInput)
    outcome = forms.ChoiceField(label=gettext_lazy("What did she find?"), widget=forms.RadioSelect)
    field_order = ["worker", "accepted_at", "first_reported_at", "reported_at", "outcome", "note"]

    def __init__(self, *args: Any, task_kind: str, workers: list[tuple[str, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["worker"].choices = [("", "—"), *workers]  # type: ignore[attr-defined]
        self.fields["outcome"].choices = _choices("tasks.outcome", rules.OUTCOMES[task_kind])  # type: ignore[attr-defined]


class NightForm(forms.Form):
    """Who takes what comes at night; workers: who could."""

    area_code = AreaField(label=gettext_lazy("Area"), help_text=gettext_lazy("What comes for it or inside it."))
    post = forms.ChoiceField(label=gettext_lazy("Who has the night"))
    starts_at = forms.DateTimeField(label=gettext_lazy("From"), widget=MomentInput)
    ends_at = forms.DateTimeField(label=gettext_lazy("Until"), widget=MomentInput)

    def __init__(self, *args: Any, programme_id: UUID, day: date, workers: list[tuple[str, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["area_code"].for_programme(programme_id, day)  # type: ignore[attr-defined]
        self.fields["post"].choices = [("", "—"), *workers]  # type: ignore[attr-defined]


class CareForm(forms.Form):
    """Who takes a duty on a file."""

    post = forms.ChoiceField(label=gettext_lazy("Who?"))

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["post"].choices = [("", "—"), *choices]  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    """What came of asking her once more."""

    answer = forms.ChoiceField(
        label=gettext_lazy("What she said"), choices=labelled("tasks.answer"), widget=forms.RadioSelect
    )
    in_none = forms.BooleanField(
        label=gettext_lazy("She was in none of these places."), required=False,
        help_text=gettext_lazy("For a correction. Otherwise write below where she was."),
    )  # fmt: skip
    client_id = forms.UUIDField(widget=forms.HiddenInput)


class ToldStayForm(StayForm):
    """A stay as she tells it now; a day that she is not sure of is told as well as she knows it."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name in ("from_on", "until_on"):
            self.fields[name].required = True

    @property
    def told(self) -> Stay:
        said = self.cleaned_data
        name = divisions().name_of(said["place"]) or ""
        return Stay(said["place"], name, said["from_on"], said["until_on"], said["transit_only"])


class _ToldStays(forms.BaseFormSet):
    def kept(self) -> list[ToldStayForm]:
        """The stays that she tells, without those taken away and the empty last one."""
        filled = [one for one in self.forms if one.has_changed() or one.initial]
        return [one for one in filled if not one.cleaned_data.get("DELETE")]


ToldStayFormSet = forms.formset_factory(
    ToldStayForm, formset=_ToldStays, extra=2, max_num=20, validate_max=True, can_delete=True, can_delete_extra=False
)
