"""The edition's topics, and the digests of past days. Single messages are read by nobody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from fangxian.core.actors.rules import Actor
from fangxian.core.packs.queries import pack_in_force
from fangxian.core.programmes.models import Programme
from fangxian.engine.rules.packs import Pack

from . import rules
from .models import Feedback, FeedbackDigest


@dataclass(frozen=True)
class Topics:
    """The topics of an edition: names by code as (zh, en), and examples as (text, code).

    precise  of the topics that are given, the share that should be right
    """

    pack: Pack
    names: dict[str, tuple[str, str]]
    examples: tuple[tuple[str, str], ...]
    precise: float


def topics(programme: Programme, *, at: datetime) -> Topics:
    """Errors: those of `pack_in_force`."""
    pack = pack_in_force(programme, rules.PACK_FAMILY, at)
    terms = pack.rule(rules.RULE).params
    rows = terms["topics"]
    names = {row["code"]: (row["zh"], row["en"]) for row in rows}
    examples = tuple((text, row["code"]) for row in rows for text in row["examples"])
    return Topics(pack, names, examples, terms["precise"])


def sent_between(programme: Programme, first: date, last: date) -> QuerySet[Feedback]:
    return Feedback.objects.filter(programme=programme, sent_on__gte=first, sent_on__lte=last)


def codes_of_week(programme: Programme, last: date) -> tuple[Iterable[str], Iterable[str]]:
    """The topics of the messages of the week that ends with `last`, and of the week before."""
    first, before = rules.weeks_until(last)
    return (
        sent_between(programme, first, last).values_list("topic", flat=True),
        sent_between(programme, before, first - timedelta(days=1)).values_list("topic", flat=True),
    )


def digests(by: Actor) -> QuerySet[FeedbackDigest]:
    """Those of the whole city, the newest first: a message has no area."""
    return FeedbackDigest.objects.filter(programme_id=by.programme_id).order_by("-day")
