"""What is asked about staff, posts, lists and programmes."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm
from django import forms
from django.utils.translation import gettext_lazy as _

from fangxian.core.areas.forms import AreaField
from fangxian.core.areas.rules import why_not_a_code
from fangxian.core.problems.rules import said
from fangxian.core.screens.forms import DayInput, labelled
from fangxian.core.screens.views import problem_text

from .rules import APPOINTABLE, SECTORS, SPONSORED

LARGEST_LIST = 20 * 1024 * 1024  # bytes; 100,000 rows are about 8 MB


class SignInForm(LoginForm):
    """Staff number and password; no account is made and no password is mailed from here."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("Staff number")
        self.fields["login"].widget.attrs.pop("placeholder", None)
        self.fields["password"].widget.attrs.pop("placeholder", None)
        self.fields["password"].help_text = ""


class FilterForm(forms.Form):
    """Which posts are shown."""

    text = forms.CharField(label=_("Name, number, unit"), required=False, max_length=50)
    role = forms.ChoiceField(label=_("Role"), required=False)
    area_code = AreaField(label=_("Inside"), required=False)
    state = forms.ChoiceField(label=_("Term"), required=False)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = labelled("role", APPOINTABLE, empty=said("All roles"))
        self.fields["state"].choices = labelled("staff.posts")
        self.fields["text"].widget.attrs["data-search"] = ""


class UploadForm(forms.Form):
    """A list of staff."""

    file = forms.FileField(
        label=_("List of staff"),
        help_text=_("CSV or Excel, one row for each post. The template explains the columns."),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xls,.xlsx,.ods"}),
    )  # fmt: skip

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST_LIST:
            raise forms.ValidationError(_("This file is larger than any list of staff."))
        return file


class PersonForm(forms.Form):
    """One person in one post, typed in."""

    staff_no = forms.CharField(label=_("Staff number"), max_length=50)
    full_name = forms.CharField(label=_("Full name"), max_length=100)
    phone = forms.CharField(label=_("Duty phone"), max_length=20, required=False)
    role = forms.ChoiceField(label=_("Role"), choices=labelled("role", APPOINTABLE))
    body = forms.CharField(label=_("Employing body"), max_length=100)
    sector = forms.ChoiceField(label=_("Sector, if the body is new"), required=False)
    unit = forms.CharField(label=_("Unit"), max_length=100, required=False, help_text=_("Empty: the same as the body."))
    area = AreaField(
        label=_("Area"), required=False,
        help_text=_("Name or code. Empty: the whole programme; not for grid and checkpoint staff."),
    )  # fmt: skip
    title = forms.CharField(label=_("Title of office"), max_length=100, required=False)
    starts_on = forms.DateField(label=_("First day"), required=False, widget=DayInput)
    ends_on = forms.DateField(label=_("Last day"), required=False, widget=DayInput)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["sector"].choices = labelled("staff.sector", SECTORS, empty=said("Known already"))


class ResetForm(forms.Form):
    """A new password for somebody who stands before one."""

    in_person = forms.BooleanField(
        label=_("The person stands before me and I know who she is."), required=False,
    )  # fmt: skip


class SponsorForm(forms.Form):
    """Which leader answers for what."""

    leader = forms.ChoiceField(label=_("Leader"))
    function = forms.CharField(label=_("Office that she holds"), max_length=100)
    kind = forms.ChoiceField(label=_("Answers for"), choices=labelled("staff.sponsored", SPONSORED))
    area_code = AreaField(label=_("Area"), required=False, help_text=_("Name or code."))
    target = forms.CharField(label=_("Name of the post or site"), max_length=100, required=False)

    def __init__(self, *args: Any, leaders: Any = (), **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["leader"].choices = [(user.id, f"{user.full_name} ({user.username})") for user in leaders]


class ProgrammeForm(forms.Form):
    """What a programme is about, and who administers it first."""

    name = forms.CharField(label=_("Name"), max_length=100)
    city_name = forms.CharField(label=_("City"), max_length=100)
    disease_name = forms.CharField(label=_("Disease"), max_length=100)
    disease_code = forms.CharField(label=_("ICD-10 code"), max_length=20, required=False)
    areas = forms.CharField(
        label=_("Areas covered"), widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Area codes, one on each line, such as 3305 for a whole city."),
    )  # fmt: skip
    starts_on = forms.DateField(label=_("Begins"), widget=DayInput)
    review_on = forms.DateField(
        label=_("Review date"), widget=DayInput, help_text=_("By this day the command decides whether it goes on.")
    )
    is_demonstration = forms.BooleanField(
        label=_("A demonstration: everybody in it is invented, draft rules may decide, and every page says so."),
        required=False,
    )  # fmt: skip
    staff_no = forms.CharField(label=_("First administrator: staff number"), max_length=50)
    full_name = forms.CharField(label=_("First administrator: name"), max_length=100)
    body = forms.CharField(label=_("First administrator: employing body"), max_length=100)

    def clean_areas(self) -> list[str]:
        codes = self.cleaned_data["areas"].replace(",", " ").split()
        for code in codes:
            if problem := why_not_a_code(code):
                raise forms.ValidationError(problem_text(problem))
        return codes
