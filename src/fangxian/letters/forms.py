"""What is asked of whoever writes a letter, replies to it, looks back, and says which unit answers for what."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from fangxian.core.areas.forms import AreaField
from fangxian.core.orders.models import Order
from fangxian.core.problems.rules import said
from fangxian.core.programmes.models import Programme
from fangxian.core.programmes.rules import city_day
from fangxian.core.screens.forms import DayInput, labelled
from fangxian.core.staff.models import Unit

from . import rules
from .queries import Topic
from .rules import documents


def in_language(topic: Topic) -> str:
    return topic.zh if (get_language() or "zh").startswith("zh") else topic.en


def topic_choices(topics: Iterable[Topic], *, empty: str = "") -> list[Any]:
    """The kinds, gatherings under one heading."""
    topics = list(topics)
    gatherings = [(topic.code, in_language(topic)) for topic in topics if topic.is_gathering]
    others = [(topic.code, in_language(topic)) for topic in topics if not topic.is_gathering]
    return [("", empty or "—"), (gettext("Gatherings"), gatherings), (gettext("Other kinds"), others)]


def unit_choices(units: Iterable[Unit], *, empty: str = "") -> list[tuple[str, str]]:
    first = [("", empty)] if empty else []
    return first + [(str(unit.id), f"{unit.body.name} · {unit.name}") for unit in units]


class LetterForm(forms.Form):
    """A letter: a kind, a place, what is wrong, what is asked. There is no field for a person."""

    topic = forms.ChoiceField(label=_("What it is about"))
    area = AreaField(label=_("Area"), max_length=200, help_text=_("Type a name or pinyin."))
    place = forms.CharField(label=_("Place in words"), max_length=rules.LONGEST_PLACE)
    problem = forms.CharField(
        label=_("What is wrong there"), max_length=rules.LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Places and services only. Names, numbers, where people come from and how they are are refused."),
    )  # fmt: skip
    evidence = forms.CharField(
        label=_("Evidence, one reference a line"), required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Numbers of requests, tasks, inspections; no files of people."),
    )  # fmt: skip
    goods_name = forms.CharField(label=_("Goods"), max_length=100, required=False)
    goods_batch = forms.CharField(
        label=_("Batch"), max_length=100, required=False, help_text=_("As printed on the package; empty: not known.")
    )
    goods_count = forms.IntegerField(
        label=_("Pieces"), min_value=0, max_value=100_000_000, required=False, help_text=_("Empty: not known.")
    )
    request = forms.CharField(
        label=_("What is asked"), max_length=rules.LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 3})
    )
    to_unit = forms.ChoiceField(
        label=_("Addressee"), required=False,
        help_text=_("Empty: the unit that answers for this kind there."),
    )  # fmt: skip
    copies = forms.MultipleChoiceField(
        label=_("Copies to"), required=False, widget=forms.SelectMultiple(attrs={"size": 4})
    )
    reply_on = forms.DateField(
        label=_("Reply by"), required=False, widget=DayInput,
        help_text=_("Empty: as many working days after the issue as the rule says."),
    )  # fmt: skip

    def __init__(
        self, *args: Any, programme: Programme, topics: Iterable[Topic], units: Iterable[Unit], at: datetime,
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        units = list(units)
        self.fields["topic"].choices = topic_choices(topics)
        self.fields["to_unit"].choices = unit_choices(units, empty=gettext("The unit that answers for it"))
        self.fields["copies"].choices = unit_choices(units)
        self.fields["area"].for_programme(programme.id, city_day(at, programme.timezone))

    def clean_evidence(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["evidence"].splitlines() if line.strip()]


class WordsForm(forms.Form):
    """A word why a letter goes back to its writer."""

    words = forms.CharField(label=_("Why"), max_length=rules.LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 2}))


class ReplyForm(forms.Form):
    """What the addressee says."""

    reply = forms.ChoiceField(label=_("Reply"), choices=labelled("letters.reply"), widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("In words"), max_length=rules.LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What was done at the place, or why not. Name nobody."),
    )  # fmt: skip
    done_on = forms.DateField(
        label=_("To be done by"),
        required=False,
        widget=DayInput,
        help_text=_("For a plan: the day by which it is done."),
    )


class LookBackForm(forms.Form):
    """What somebody else found at the place."""

    finding = forms.ChoiceField(label=_("Result of the look-back"), choices=labelled("letters.finding"),
                                widget=forms.RadioSelect)  # fmt: skip
    words = forms.CharField(
        label=_("What was seen"), max_length=rules.LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("At the place, on which day. Name nobody."),
    )  # fmt: skip


class NamingForm(forms.Form):
    """Which unit answers for a kind in an area, or hears of late replies there."""

    topic = forms.ChoiceField(label=_("Kind"))
    area = AreaField(label=_("Area"), max_length=200)
    unit = forms.ChoiceField(label=_("Unit"))
    order = forms.ChoiceField(
        label=_("Under the order"), required=False, help_text=_("Needed for who hears of late replies.")
    )

    def __init__(
        self, *args: Any, programme: Programme, topics: Iterable[Topic], units: Iterable[Unit],
        orders: Iterable[Order], at: datetime, **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        kinds = topic_choices(topics)
        self.fields["topic"].choices = [*kinds, (rules.LATE_REPLIES, gettext("Hears of late replies"))]
        self.fields["unit"].choices = unit_choices(units, empty="—")
        self.fields["order"].choices = [("", "—"), *((str(o.id), f"{o.number} {o.title}") for o in orders)]
        self.fields["area"].for_programme(programme.id, city_day(at, programme.timezone))


class BoardForm(forms.Form):
    """Which letters are shown."""

    text = forms.CharField(
        label=_("Words or number"), max_length=50, required=False, widget=forms.TextInput(attrs={"data-search": ""})
    )
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=labelled("letters.state", empty=said("All that are open"))
    )
    topic = forms.ChoiceField(label=_("What it is about"), required=False)
    is_late = forms.BooleanField(label=_("Late only"), required=False)

    def __init__(self, *args: Any, topics: Iterable[Topic], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topic"].choices = topic_choices(topics, empty=gettext("All"))


class DocumentForm(forms.Form):
    """A document other than an order; one language is enough."""

    kind = forms.ChoiceField(label=_("Type of document"), choices=labelled("letters.document_kind"))
    audience = forms.ChoiceField(label=_("For whom"), choices=labelled("letters.audience"))
    area = AreaField(label=_("Area"), max_length=200, help_text=_("Type a name or pinyin."))
    title_zh = forms.CharField(label=_("Title in Chinese"), max_length=documents.LONGEST_TITLE, required=False)
    text_zh = forms.CharField(
        label=_("Text in Chinese"), max_length=documents.LONGEST_TEXT, required=False,
        widget=forms.Textarea(attrs={"rows": 8}), help_text=_("It informs and asks; what binds people is an order."),
    )  # fmt: skip
    title_en = forms.CharField(label=_("Title in English"), max_length=documents.LONGEST_TITLE, required=False)
    text_en = forms.CharField(
        label=_("Text in English"), max_length=documents.LONGEST_TEXT, required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )  # fmt: skip
    is_public = forms.BooleanField(label=_("Everybody may read it on the public page"), required=False, initial=True)

    def __init__(self, *args: Any, programme: Programme, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].for_programme(programme.id, city_day(at, programme.timezone))


class ServingForm(forms.Form):
    """Where and how a document was served. There is no field for who received it."""

    area = AreaField(label=_("Area"), max_length=200)
    place = forms.CharField(
        label=_("Place in words"), max_length=rules.LONGEST_PLACE, required=False,
        help_text=_("A venue, a gate, a board; nobody's name."),
    )  # fmt: skip
    way = forms.ChoiceField(label=_("How it was served"), choices=labelled("letters.way"), widget=forms.RadioSelect)
    receipt = forms.ChoiceField(label=_("Receipt"), choices=labelled("letters.receipt"), widget=forms.RadioSelect)
    explained = forms.BooleanField(label=_("Explained in person and understood"), required=False)
    count = forms.IntegerField(
        label=_("How many"), min_value=1, max_value=documents.MOST_AT_ONCE, initial=1,
        help_text=_("Copies, or people it was read out to."),
    )  # fmt: skip

    def __init__(self, *args: Any, programme: Programme, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].for_programme(programme.id, city_day(at, programme.timezone))
