"""What is asked of whoever takes an investigator's list in, answers its rows, or gives it up."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fangxian.cases import queries
from fangxian.cases.queries.linelists import areas_for_lists
from fangxian.cases.rules import CLASSES
from fangxian.cases.rules import linelists as rules
from fangxian.cases.services.linelists import Terms
from fangxian.cases.services.linelists.answering import OUTCOMES_OF_FOLLOWUP
from fangxian.cases.services.linelists.receiving import FILE_LIMIT
from fangxian.core.areas.queries import labels_of
from fangxian.core.problems.rules import Problem
from fangxian.core.screens.forms import DayInput, add_problem, labelled
from fangxian.core.screens.rules import choices_of
from fangxian.core.screens.views import problem_text
from fangxian.intake.rules.manifests import normalise_sha256, why_not_sha256

from . import CityForm

OUTCOME_WORDS = {
    "seen_well": _("Seen, and well"),
    "not_reached": _("Not reached"),
    "declined": _("Did not want to say"),
}


class LineListForm(CityForm):
    """A file, what its sender says of it, what it is for, and where its people are."""

    file = forms.FileField(
        label=_("The list"),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,.gz,.xlsx,.xls,.ods"}),
    )
    sender = forms.CharField(
        label=_("Sender"), max_length=100, help_text=_("The body that kept the list, not a person.")
    )
    told_count = forms.IntegerField(
        label=_("Rows, as the sender counts them"), min_value=1, help_text=_("Without the head and without remarks.")
    )
    told_sha256 = forms.CharField(
        label=_("SHA-256 hash, as the sender gives it"),
        max_length=120,
        required=False,
        help_text=_("If the sender gives none, leave it empty; the count must agree all the same."),
    )
    purpose = forms.CharField(label=_("What it is used for"), max_length=200)
    legal_basis = forms.CharField(
        label=_("Legal basis"), max_length=300, help_text=_("The law and article, or the order with its number.")
    )
    area_code = forms.ChoiceField(
        label=_("Where these people are"), help_text=_("The area that answers for them; each can be moved later.")
    )
    case_serial = forms.IntegerField(
        label=_("Contacts of case"),
        required=False,
        min_value=1,
        help_text=_("Only for a list of contacts of one case: its number here. Leave it empty otherwise."),
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = _(
            "A file of SORMAS, Go.Data or Sara Alert as it is, or a table with heads; up to %(limit)s MB, 10,000 rows."
        ) % {"limit": FILE_LIMIT // 1024 // 1024}
        codes = areas_for_lists(self.by, day=self.today)
        names = labels_of(codes, programme_id=self.programme.id)
        self.fields["area_code"].choices = [(code, names.get(code, code)) for code in codes]  # type: ignore[attr-defined]

    def clean_told_sha256(self) -> str:
        told = normalise_sha256(self.cleaned_data["told_sha256"])
        if told and (problem := why_not_sha256(told)):
            raise forms.ValidationError(problem_text(problem))
        return told

    def clean_case_serial(self) -> Any:
        serial = self.cleaned_data["case_serial"]
        if serial is None:
            return None
        found = queries.cases_of(self.by).filter(serial=serial, ruled_out_at=None).first()
        if found is None:
            raise forms.ValidationError(_("There is no such open case in your area."))
        return found

    def terms(self) -> Terms:
        told = self.cleaned_data
        return Terms(
            told["sender"], told["purpose"], told["legal_basis"], told["told_count"], told["told_sha256"],
            told["area_code"], told["case_serial"],
        )  # fmt: skip


class LineForm(forms.Form):
    """What one row leaves open: only the fields that it asks for."""

    def __init__(self, *args: Any, missing: list[str], alike_count: int, **kwargs: Any):
        super().__init__(*args, **kwargs)
        words = dict(choices_of("cases.line_field", None))
        for field in [name for name in missing if name in rules.ASKED]:
            self.fields[field] = _field(field, words[field])
        if alike_count and set(missing) & rules.FOR_MANY:
            self.fields["alike"] = forms.BooleanField(
                label=_("Answer all rows of this list that lack the same (%(count)s more)") % {"count": alike_count},
                required=False,
                help_text=_("For the laboratory and the case only; leave the other fields empty."),
            )

    def refuse(self, problem: Problem) -> None:
        add_problem(self, problem, problem_text(problem))

    def answers(self) -> dict[str, str]:
        given = {name: value for name, value in self.cleaned_data.items() if name != "alike" and value}
        return {name: value.isoformat() if hasattr(value, "isoformat") else str(value) for name, value in given.items()}


def _field(name: str, label: str) -> forms.Field:
    if name in rules.DAYS:
        return forms.DateField(label=_(label), required=False, widget=DayInput)
    if name == "case_class":
        return forms.ChoiceField(
            label=_(label), required=False, choices=[("", "—"), *labelled("cases.class", CLASSES)()]
        )
    if name == "outcome":
        words = [("", "—"), *((key, OUTCOME_WORDS[key]) for key in OUTCOMES_OF_FOLLOWUP)]
        return forms.ChoiceField(label=_(label), required=False, choices=words)
    return forms.CharField(label=_(label), required=False, max_length=100)


class ReasonForm(forms.Form):
    """Why a list is given up."""

    reason = forms.CharField(label=_("Why"), max_length=300)
