"""What is asked of whoever takes a request down, sorts it, answers it; and of the caller herself."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from fangxian.core.areas.forms import AreaField
from fangxian.core.problems.rules import said
from fangxian.core.programmes.models import Programme
from fangxian.core.programmes.rules import city_day
from fangxian.core.screens.forms import labelled
from fangxian.core.screens.views import problem_text
from fangxian.intake.rules.manifests import normalise_sha256, why_not_sha256

from . import rules
from .models import OtherDesk
from .queries import Service, desks_in_use
from .rules import files, photos
from .services import Handed, Told


def in_language(service: Service) -> str:
    return service.zh if (get_language() or "zh").startswith("zh") else service.en


def choices_of(services: Iterable[Service], *, empty: str) -> list[Any]:
    """The kinds of requests under their groups, help first."""
    found: dict[str, list[tuple[str, str]]] = {}
    for service in services:
        found.setdefault(service.group, []).append((service.code, in_language(service)))
    return [("", empty), *((gettext(rules.GROUPS[group]), rows) for group, rows in found.items())]


class RequestForm(forms.Form):
    """A request as somebody tells it. Nothing but the words is asked for."""

    client_id = forms.UUIDField(widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("What is asked for or told"), max_length=rules.LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4, "autofocus": True}),
        help_text=_("A place, a service, or the help that is needed. Where people come from and how they are is left "
                    "out of reports."),
    )  # fmt: skip
    service = forms.ChoiceField(label=_("Kind of request"), required=False)
    area = AreaField(
        label=_("Area"), max_length=200, required=False,
        help_text=_("Type a name or pinyin. Leave it empty if nobody knows."),
    )  # fmt: skip
    place = forms.CharField(
        label=_("Place in words"), max_length=rules.LONGEST_PLACE, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    contact = forms.CharField(
        label=_("How to reach the caller"), max_length=rules.LONGEST_CONTACT, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "tel"}),
        help_text=_("Only if the caller wants. Without it the answer is read under the code."),
    )  # fmt: skip
    wants_callback = forms.BooleanField(label=_("Wants to be called back"), required=False)

    def __init__(
        self, *args: Any, programme: Programme, services: dict[str, Service], at: datetime, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        service = self.fields["service"]
        assert isinstance(service, forms.ChoiceField)
        service.choices = choices_of(services.values(), empty=gettext("Not sorted yet"))
        tell_programme(self.fields["area"], programme, at)

    def told(self) -> Told:
        given = self.cleaned_data
        return Told(
            text=given["text"], service=given["service"], area_code=given["area"], place=given["place"],
            contact=given["contact"], wants_callback=given["wants_callback"],
        )  # fmt: skip


def tell_programme(area: Any, programme: Programme, at: datetime) -> None:
    assert isinstance(area, AreaField)
    area.for_programme(programme.id, city_day(at, programme.timezone))


class TakeForm(RequestForm):
    """The operator's page: cursor in the text, everything by keyboard."""

    channel = forms.ChoiceField(
        label=_("How it came"), choices=labelled("requests.channel", rules.SPOKEN), initial=rules.PHONE
    )
    same_as = forms.UUIDField(required=False, widget=forms.HiddenInput)  # drawn beside, as a choice

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("text", "place"):
            self.fields[name].widget.attrs |= {
                "hx-post": str(reverse_lazy("requests:alike")), "hx-target": "#alike", "hx-include": "closest form",
                "hx-trigger": "input changed delay:400ms", "hx-sync": "closest form:replace",
            }  # fmt: skip


class SortForm(forms.Form):
    service = forms.ChoiceField(label=_("Kind of request"))
    area = AreaField(label=_("Area"), max_length=200)

    def __init__(
        self, *args: Any, programme: Programme, services: dict[str, Service], at: datetime, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        service = self.fields["service"]
        assert isinstance(service, forms.ChoiceField)
        service.choices = choices_of(services.values(), empty="—")
        tell_programme(self.fields["area"], programme, at)


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label=_("Answer to the caller"), max_length=rules.LONGEST_ANSWER, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Everybody who said the same reads it. Name nobody."),
    )  # fmt: skip


class CallBackForm(forms.Form):
    is_reached = forms.ChoiceField(
        label=_("Was the caller reached?"), choices=[("yes", _("Yes")), ("no", _("No, try again"))],
        widget=forms.RadioSelect, initial="yes",
    )  # fmt: skip
    satisfaction = forms.ChoiceField(
        label=_("How satisfied?"), required=False, choices=labelled("requests.satisfaction", empty=said("Did not say"))
    )


class RateForm(forms.Form):
    satisfaction = forms.ChoiceField(
        label=_("How satisfied are you?"), choices=labelled("requests.satisfaction"), widget=forms.RadioSelect
    )


class ReopenForm(forms.Form):
    reason = forms.CharField(
        label=_("What is still open?"), max_length=rules.LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 3})
    )


class LookForm(forms.Form):
    """What one look at a photo found."""

    finding = forms.ChoiceField(
        label=_("What does it show?"), choices=labelled("requests.finding"), widget=forms.RadioSelect,
        help_text=_("Only a photo that shows the place and nobody is kept. Every other is destroyed at once."),
    )  # fmt: skip
    words = forms.CharField(
        label=_("What else"), max_length=photos.LONGEST_WORDS, required=False,
        help_text=_("Only if none of the words above fits. Describe nobody."),
    )  # fmt: skip


class FileForm(forms.Form):
    """A file of requests that another desk took, and what that desk says of it."""

    desk = forms.ModelChoiceField(
        label=_("From which desk"), queryset=OtherDesk.objects.none(),
        help_text=_("A desk that is not here is added by the administrator."),
    )  # fmt: skip
    file = forms.FileField(
        label=_("The file"), widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.gz,.xlsx,.xls,.ods"})
    )
    told_count = forms.IntegerField(
        label=_("Rows, as the desk counts them"), min_value=1, help_text=_("Without the head.")
    )
    told_sha256 = forms.CharField(
        label=_("SHA-256 hash, as the desk gives it"), max_length=120, required=False,
        help_text=_("If the desk gives none, leave it empty; the count must agree all the same."),
    )  # fmt: skip

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["desk"].queryset = desks_in_use(programme.id)
        self.fields["desk"].label_from_instance = lambda desk: desk.name
        self.fields["file"].help_text = _(
            "CSV or Excel with heads, up to %(limit)s MB and %(rows)s rows; all columns as text."
        ) % {"limit": files.FILE_LIMIT // 1024 // 1024, "rows": files.ROW_LIMIT}

    def clean_told_sha256(self) -> str:
        told = normalise_sha256(self.cleaned_data["told_sha256"])
        if told and (problem := why_not_sha256(told)):
            raise forms.ValidationError(problem_text(problem))
        return told

    def handed(self) -> Handed:
        told = self.cleaned_data
        return Handed(told["desk"], told["told_count"], told["told_sha256"])


class DiscardForm(forms.Form):
    reason = forms.CharField(label=_("Why"), max_length=300)


class RecordForm(forms.Form):
    sends_out = forms.BooleanField(
        label=_("Send out at once what is sorted and placed"), required=False,
        help_text=_("The rest waits on the board. Urgent help goes out in any case."),
    )  # fmt: skip


class DeskForm(forms.Form):
    name = forms.CharField(
        label=_("Name of the desk or app"), max_length=rules.LONGEST_DESK,
        help_text=_("As everybody knows it, such as the city’s 12345. Not the name of a person."),
    )  # fmt: skip
    by_file = forms.BooleanField(
        label=_("Hands over by file alone: no key"), required=False,
        help_text=_("A key can be issued to it later under the same name."),
    )  # fmt: skip


class BoardForm(forms.Form):
    """Which requests are shown."""

    text = forms.CharField(
        label=_("Words"), max_length=50, required=False, widget=forms.TextInput(attrs={"data-search": ""})
    )
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=labelled("requests.state", empty=said("Waits for an answer"))
    )
    service = forms.ChoiceField(label=_("Kind of request"), required=False)
    channel = forms.ChoiceField(
        label=_("How it came"), required=False, choices=labelled("requests.channel", empty=said("All"))
    )
    is_late = forms.BooleanField(label=_("Late only"), required=False)

    def __init__(self, *args: Any, services: dict[str, Service], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        service = self.fields["service"]
        assert isinstance(service, forms.ChoiceField)
        service.choices = choices_of(services.values(), empty=gettext("All"))
