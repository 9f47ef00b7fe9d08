"""What is asked at a post, and of whoever opens one."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from fangxian.core.areas.models import Area
from fangxian.core.areas.queries import areas_like, labels_of
from fangxian.core.people.rules import normalise_document
from fangxian.core.problems.rules import Problem, said
from fangxian.core.programmes.models import Programme
from fangxian.core.programmes.rules import city_day
from fangxian.core.screens.forms import MomentInput, labelled
from fangxian.core.screens.views import problem_text
from fangxian.core.tokens.queries import read
from fangxian.engine.gazetteer import place_by_name
from fangxian.engine.identity import check_id_number, normalise_phone
from fangxian.engine.rules.packs import Pack
from fangxian.engine.temperature import Reading, why_not_a_reading
from fangxian.engine.tokens import TokenRefused
from fangxian.engine.tokens.gate import PREFIX, Kind
from fangxian.intake.queries import receipt_numbered
from fangxian.intake.rules import normalise_number, why_not_a_number
from fangxian.intake.sources.checkpoint import rules
from fangxian.intake.sources.checkpoint.rules.around import LONGEST_WORDS
from fangxian.intake.sources.checkpoint.rules.named import LONGEST_WAY
from fangxian.intake.sources.checkpoint.services import DutyTerms, Onward, PostTerms, Shown

AREAS_SHOWN = 20


class AreaChoice(forms.Form):
    """A place of the programme, typed; what an unclear name could mean is offered below the field."""

    area_field = "area"

    def __init__(self, *args: Any, programme: Programme, at: datetime, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.programme, self.at = programme, at
        self.area_choices: list[tuple[str, str]] = []

    def find_area(self, text: str, chosen: str) -> str:
        """The code of the place typed; "" (with an error or choices on the field) if it is not clear which."""
        day = city_day(self.at, self.programme.timezone)
        areas = areas_like(text, programme_id=self.programme.id, day=day, limit=AREAS_SHOWN)
        found = [area for area in areas if area.code == chosen] or self._exact(areas, text)
        if len(found) == 1:
            return found[0].code
        labels = labels_of([area.code for area in areas], programme_id=self.programme.id)
        self.area_choices = [(area.code, labels[area.code]) for area in areas]
        if areas:
            self.add_error(self.area_field, _("Several places have this name. Please choose one of them."))
        return ""

    def _exact(self, areas: list[Area], text: str) -> list[Area]:
        labels = labels_of([area.code for area in areas], programme_id=self.programme.id)
        return [area for area in areas if text.strip() in (area.name, labels.get(area.code))] or areas


class PostForm(AreaChoice):
    """A post as it is opened."""

    name = forms.CharField(label=_("Name of the post"), max_length=100)
    kind = forms.ChoiceField(label=_("Kind"), choices=labelled("checkpoint.kind"))
    ring = forms.ChoiceField(label=_("Ring"), choices=labelled("checkpoint.ring"))
    area = forms.CharField(label=_("Area"), max_length=200, help_text=_("Name or code of the area it stands in."))
    area_code = forms.CharField(required=False)
    road = forms.CharField(
        label=_("Road and place"), max_length=100, required=False,
        help_text=_("Number or name of the road and where on it; empty for a station or port."),
    )  # fmt: skip
    direction = forms.ChoiceField(label=_("Direction"), choices=labelled("checkpoint.direction"))
    order = forms.ChoiceField(
        label=_("Order"), help_text=_("Only orders in force that allow posts are listed. Without one there is no post.")
    )
    area_risk = forms.ChoiceField(
        label=_("Risk of the area"), required=False,
        choices=labelled("checkpoint.risk", empty=said("None is published")),
        help_text=_("As it is published today. At low risk no post stands on motorways and trunk roads."),
    )  # fmt: skip
    approved_level = forms.ChoiceField(
        label=_("Approved by"), choices=labelled("area.level", ("province", "city"), empty=said("The order alone")),
        required=False, help_text=_("On motorways and trunk roads the province approves each post."),
    )  # fmt: skip
    approval_ref = forms.CharField(
        label=_("Paper of the approval"), max_length=100, required=False,
        help_text=_("Its number. An approval without its paper does not count."),
    )  # fmt: skip
    longitude = forms.DecimalField(
        label=_("Longitude"), required=False, min_value=-180, max_value=180, max_digits=9, decimal_places=6,
        help_text=_("Only if it is known: a post without it stands in the drawing of the rings, not on the map."),
    )  # fmt: skip
    latitude = forms.DecimalField(
        label=_("Latitude"), required=False, min_value=-90, max_value=90, max_digits=8, decimal_places=6
    )
    phone = forms.CharField(
        label=_("Duty phone"), max_length=30, help_text=_("Public: whoever is stopped may call it and complain.")
    )
    opens_at = forms.DateTimeField(label=_("Opens"), widget=MomentInput)
    review_at = forms.DateTimeField(
        label=_("Review by"), widget=MomentInput,
        help_text=_("Within 14 days. If nobody has reviewed it by then, the post closes by itself."),
    )  # fmt: skip

    def __init__(self, *args: Any, orders: list[Any], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["order"].choices = [(str(order.id), str(order)) for order in orders]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("area"):
            cleaned["area_code"] = self.find_area(cleaned["area"], cleaned.get("area_code", ""))
            if not cleaned["area_code"] and not self.area_choices:
                self.add_error("area", _("The programme has no area of this name."))
        return cleaned

    def terms(self) -> PostTerms:
        said = self.cleaned_data
        names = (
            "name", "kind", "ring", "area_code", "road", "direction", "phone", "opens_at", "review_at", "area_risk",
            "approved_level", "approval_ref", "longitude", "latitude",
        )  # fmt: skip
        return PostTerms(**{name: said[name] for name in names})


class ReviewForm(forms.Form):
    """Until when a reviewed post stands, and the risk of its area as it is published now."""

    review_at = forms.DateTimeField(label=_("Next review by"), widget=MomentInput)
    area_risk = forms.ChoiceField(
        label=_("Risk of the area"),
        choices=labelled("checkpoint.risk", empty=said("None is published")),
        required=False,
    )


class DutyForm(forms.Form):
    """The head or a deputy of a shift, as function and phone."""

    function = forms.ChoiceField(label=_("Function"), choices=labelled("checkpoint.function"))
    body_name = forms.CharField(label=_("Provided by"), max_length=100, help_text=_("The body. No name is asked for."))
    phone = forms.CharField(label=_("Phone of the function"), max_length=30)
    starts_at = forms.DateTimeField(label=_("From"), widget=MomentInput)
    ends_at = forms.DateTimeField(label=_("Until"), widget=MomentInput)

    def terms(self) -> DutyTerms:
        return DutyTerms(**self.cleaned_data)


class ComplaintForm(forms.Form):
    """A complaint that somebody told by phone, on paper or at the post; she need not say who she is."""

    kind = forms.ChoiceField(label=_("What about?"), choices=labelled("checkpoint.complaint"), widget=forms.RadioSelect)
    channel = forms.ChoiceField(label=_("How it came"), choices=labelled("checkpoint.channel"), initial="phone")
    words = forms.CharField(
        label=_("In her words"), max_length=LONGEST_WORDS, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("No names. It is kept sealed."),
    )  # fmt: skip


class TransitForm(forms.Form):
    """A vehicle that only passes through."""

    person_count = forms.IntegerField(label=_("Persons"), min_value=1, max_value=rules.MOST_IN_ONE_VEHICLE, initial=1)
    phone = forms.CharField(
        label=_("Phone of the driver"), max_length=30, required=False,
        help_text=_("For one call if it has not left in time; may be left out. No plate is kept."),
    )  # fmt: skip


class LeaveForm(forms.Form):
    number = forms.CharField(label=_("Number of the slip"), max_length=20)


class TapForm(forms.Form):
    """Persons on foot, or in one vehicle, who pass."""

    client_id = forms.UUIDField(widget=forms.HiddenInput)
    person_count = forms.IntegerField(label=_("Persons"), min_value=1, max_value=rules.MOST_IN_ONE_VEHICLE)
    vehicle_count = forms.IntegerField(min_value=0, max_value=1, required=False, widget=forms.HiddenInput)


class RegisterForm(forms.Form):
    """One passage under a registration order: what people choose to show, one on each line."""

    client_id = forms.UUIDField(widget=forms.HiddenInput)
    plate = forms.CharField(
        label=_("Plate"), max_length=20, required=False,
        help_text=_("Empty for people on foot. Kept 14 days; nothing is decided by it."),
    )  # fmt: skip
    shown = forms.CharField(
        label=_("Persons, one on each line"), widget=forms.Textarea(attrs={"rows": 4}), required=False,
        help_text=_("Phone, receipt number or document number, whichever the person prefers."),
    )  # fmt: skip
    without_count = forms.IntegerField(
        label=_("Persons who showed nothing"), min_value=0, max_value=rules.MOST_IN_ONE_VEHICLE, initial=0
    )

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.programme = programme

    def clean_shown(self) -> list[Shown]:
        lines = [line.strip() for line in self.cleaned_data["shown"].splitlines() if line.strip()]
        return [self._shown(line, number) for number, line in enumerate(lines, 1)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        people = [*cleaned.get("shown", []), *[Shown()] * (cleaned.get("without_count") or 0)]
        if not self.errors and not 1 <= len(people) <= rules.MOST_IN_ONE_VEHICLE:
            self.add_error("without_count", _("Somebody has to pass: enter at least one person, and at most 100."))
        cleaned["people"] = people
        return cleaned

    def _shown(self, line: str, number: int) -> Shown:
        """What one line is: a receipt, a phone, an identity number, else another document."""
        if why_not_a_number(line) is None:
            receipt = receipt_numbered(normalise_number(line), programme_id=self.programme.id)
            if receipt is not None:
                return Shown("receipt", person=receipt.person)
        phone = normalise_phone(line)
        if phone is not None:
            return Shown("phone", phone.e164)
        checked = check_id_number(line)
        if checked.normalised:
            return Shown("document", f"id_card:{checked.normalised}")
        kind = re.sub(r"[\W_]", "", normalise_document(line))
        if len(kind) < 5:
            raise ValidationError(
                _("Line %(number)s is no phone, receipt or document number. Please check it, or count the person "
                  "as one who showed nothing."),
                params={"number": number},
            )  # fmt: skip
        return Shown("document", f"passport:{kind}")


class LookForm(forms.Form):
    """One person: her temperature, how she feels, and her receipt if she has one."""

    client_id = forms.UUIDField(widget=forms.HiddenInput)
    celsius = forms.FloatField(
        label=_("Temperature, °C"), required=False,
        widget=forms.NumberInput(attrs={"step": "0.1", "inputmode": "decimal", "autocomplete": "off"}),
        help_text=_("Empty if none was taken: the person passes with advice."),
        error_messages={"invalid": _("Please enter a number such as 36.5.")},
    )  # fmt: skip
    method = forms.ChoiceField(label=_("Where it was taken"), choices=labelled("checkpoint.method"))
    symptoms = forms.BooleanField(label=_("Says that she feels ill (cough, breath, tired …)"), required=False)
    number = forms.CharField(
        label=_("Receipt number, or the code of a stub"), max_length=600, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("Nobody needs one. You see a word, never what was declared."),
    )  # fmt: skip

    def __init__(self, *args: Any, pack: Pack, programme: Programme, language: str, at: datetime, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.pack, self.programme, self.language = pack, programme, language
        self.at = at
        self.receipt: Any = None
        self.stub: bytes | None = None  # the id of a signed stub that counts: no second full check

    @property
    def passes_by_stub(self) -> bool:
        """Whether a stub saves the look: not where a temperature or a sign was noted, which then decides."""
        return bool(self.stub) and self.cleaned_data["celsius"] is None and not self.cleaned_data["symptoms"]

    def clean_celsius(self) -> float | None:
        celsius: float | None = self.cleaned_data["celsius"]
        problem = why_not_a_reading(self.pack, celsius) if celsius is not None else None
        if problem is not None:
            raise ValidationError(problem.in_language(self.language))
        return celsius

    def clean_number(self) -> str:
        text: str = self.cleaned_data["number"]
        if not text:
            return ""
        if text.strip().startswith(PREFIX):
            self.stub = self._stub(text)
            return ""
        problem: Problem | None = why_not_a_number(text)
        if problem is not None:
            raise ValidationError(problem_text(problem))
        self.receipt = receipt_numbered(text, programme_id=self.programme.id)
        if self.receipt is None:
            raise ValidationError(_("This receipt is not known here. Leave the field empty; nobody needs one to pass."))
        return normalise_number(text)

    def _stub(self, text: str) -> bytes:
        """The id of a stub that counts. One that does not is said so; an ordinary look then decides."""
        try:
            token = read(text, programme=self.programme, at=self.at).token
        except TokenRefused as refused:
            raise ValidationError(refused.reason.in_language(self.language)) from refused
        if token.kind != Kind.STUB:
            raise ValidationError(_("This code is no stub of a post. Look at the person without it."))
        return token.token_id

    def look(self, *, before: list[Reading], at: datetime) -> rules.Look:
        """What counts of this form, after the readings taken before."""
        said = self.cleaned_data
        readings = list(before)
        if said["celsius"] is not None:
            readings.append(Reading(said["celsius"], said["method"], at))
        return rules.Look(
            readings=readings,
            symptoms=said["symptoms"],
            declaration=rules.declaration_of(
                self.receipt.result if self.receipt else "", is_known=self.receipt is not None
            ),
        )


class AgainForm(LookForm):
    """The second look at somebody who rested: a reading is needed, or she simply goes on."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["celsius"].required = True
        self.fields["celsius"].help_text = ""
        self.fields["celsius"].error_messages["required"] = _("Please enter the second reading.")


class OnwardForm(AreaChoice):
    """Where a controlled entry goes on to."""

    area_field = "destination"

    destination = forms.CharField(label=_("Destination"), max_length=200)
    area_code = forms.CharField(required=False)
    minutes = forms.IntegerField(
        label=_("Minutes until arrival"), min_value=1, max_value=int(LONGEST_WAY.total_seconds()) // 60, initial=60,
        help_text=_("So that the community knows when to expect the arrival."),
    )  # fmt: skip
    plate = forms.CharField(
        label=_("Plate"), max_length=20, required=False, help_text=_("If it helps to meet the vehicle. Kept 14 days.")
    )
    receiver_kind = forms.ChoiceField(
        label=_("Goes to"), choices=labelled("declaration.receiver", empty=said("Not told")), required=False
    )
    receiver_phone = forms.CharField(
        label=_("Phone there"), max_length=30, required=False,
        help_text=_("Of the household, firm or house, if she tells it. The community answers in any case."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        text = cleaned.get("destination", "")
        if text:
            cleaned["area_code"], cleaned["in_programme"] = self.find_area(text, cleaned.get("area_code", "")), True
            if not cleaned["area_code"] and not self.area_choices:
                cleaned["area_code"], cleaned["in_programme"] = place_by_name(text).code or "", False
                if not cleaned["area_code"]:
                    self.add_error("destination", _("We do not know this place. Please type its town, county or city."))
        return cleaned

    def onward(self) -> Onward:
        said = self.cleaned_data
        return Onward(
            area_code=said["area_code"],
            in_programme=said["in_programme"],
            eta_at=self.at + timedelta(minutes=said["minutes"]),
            plate=said["plate"],
            receiver_kind=said["receiver_kind"],
            receiver_phone=said["receiver_phone"],
        )
