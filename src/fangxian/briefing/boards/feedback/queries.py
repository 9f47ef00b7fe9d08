"""What people sent of their own accord, and how many topics had enough messages to be told (F31)."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from fangxian.briefing.rules import Board, Figure, Kind, Scope, day, plain
from fangxian.core.problems.rules import said
from fangxian.engine.lines import Line
from fangxian.feedback.models import Feedback, FeedbackDigest

MESSAGES = (day(said("Day"), "sent_on"),)
DIGESTS = (day(said("The week until"), "day"), plain(said("Messages sent"), "message_count"))


def sent(scope: Scope) -> QuerySet[Feedback]:
    """Messages of whole days: no finer time is kept, and no area."""
    rows = Feedback.objects.filter(programme_id=scope.programme_id, sent_on__range=(scope.first_on, scope.last_on))
    return rows.order_by("-sent_on", "id")


def digests(scope: Scope) -> QuerySet[FeedbackDigest]:
    rows = FeedbackDigest.objects.filter(programme_id=scope.programme_id, day__lte=scope.last_on)
    return rows.filter(made_at__lt=scope.end).order_by("-day")[:1]


def topic_count(rows: QuerySet[Any], _scope: Scope) -> int | None:
    """Of the newest digest; None if there is none."""
    newest = rows.first()
    return None if newest is None else len(newest.topics)


BOARD = Board(
    key="feedback",
    function="F31",
    title=said("What people send us"),
    line=Line.TIPS,
    figures=(
        Figure(
            "feedback_sent",
            said("Messages of residents"),
            said("Messages sent on these days, of the whole city: nobody stands behind them, and they have no area."),
            Kind.FLOW,
            sent,
            MESSAGES,
        ),
        Figure(
            "feedback_topics",
            said("Topics with at least five messages"),
            said("Of the newest digest, which counts the week until its day."),
            Kind.STOCK,
            digests,
            DIGESTS,
            measure=topic_count,
            link=lambda one: f"{reverse('feedback:digest')}?day={one.day}",
            link_power="feedback.read",
        ),
    ),
)
