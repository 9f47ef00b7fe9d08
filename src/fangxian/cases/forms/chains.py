"""What is asked when a case is linked to another, and when a link does not hold."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fangxian.cases.models import Case
from fangxian.cases.rules import links as rules
from fangxian.cases.services import Link
from fangxian.core.problems.rules import Problem, said
from fangxian.core.screens.forms import labelled

from . import CityForm, DayField

CAUGHT_FROM, GAVE_TO, MET = "from", "to", "met"


class LinkForm(CityForm):
    """How this case and another are linked."""

    way = forms.ChoiceField(
        label=_("How they are linked"),
        choices=[
            (CAUGHT_FROM, _("This case caught it from")),
            (GAVE_TO, _("This case gave it to")),
            (MET, _("They met, and who gave it to whom is not known:")),
        ],
    )
    serial = forms.IntegerField(
        label=_("Number of the other case"), required=False, min_value=1, max_value=2_000_000_000
    )
    named = forms.CharField(
        label=_("Or how the source calls somebody who is no case here"), max_length=100, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    source = forms.ChoiceField(
        label=_("How it became known"), choices=labelled("cases.link_source", (rules.INTERVIEW, rules.CONTACT_LIST))
    )
    certainty = forms.ChoiceField(
        label=_("How sure"), choices=labelled("cases.certainty", tuple(rules.CERTAINTIES), empty="—"), required=False
    )
    met_on = DayField(label=_("Last contact"), required=False)

    def link(self, case: Case, other: Case | None) -> Link:
        given = self.cleaned_data
        named = "" if other else given["named"]
        more: dict[str, Any] = {name: given[name] for name in ("source", "certainty", "met_on")}
        if given["way"] == CAUGHT_FROM:
            return Link(other, case, infector_named=named, **more)
        return Link(case, other, infectee_named=named, is_directed=given["way"] == GAVE_TO, **more)


class WithdrawForm(CityForm):
    reason = forms.CharField(label=_("Why the link does not hold"), max_length=500)


class OriginForm(CityForm):
    origin = forms.ChoiceField(
        label=_("Where it was caught"), choices=labelled("cases.origin", (rules.LOCAL, rules.IMPORTED))
    )


NO_SUCH_CASE = Problem("cases.no_such_case", said("There is no case of this number in your area."), field="serial")
