"""What people asked, what was answered to everybody, and what was made public by hand (F30)."""

from __future__ import annotations

from typing import Any

from django.db.models import Avg, F, QuerySet, Sum
from django.urls import reverse

from fangxian.briefing.rules import AREA, Board, Figure, Kind, Scope, moment, plain, word
from fangxian.clarification.models import Campaign, Clarification, Question
from fangxian.core.problems.rules import said
from fangxian.engine.lines import Line

QUESTIONS = (plain(said("Question"), "number"), moment(said("Received at"), "received_at"),
             moment(said("Answered"), "settled_at"))  # fmt: skip
CLAIMS = (plain(said("Claim"), "claim_zh"), plain(said("Asked"), "asked_count"),
          moment(said("Made public"), "published_at"))  # fmt: skip
LINES = (
    plain(said("What it was about"), "title"), word(said("By which way"), "publicity.channel", "channel"), AREA,
    moment(said("When"), "starts_at"), plain(said("How many"), "item_count"), plain(said("Reach"), "reach_count"),
)  # fmt: skip


def _questions(scope: Scope) -> QuerySet[Question]:
    """Questions of the whole city: they have no area, so none of a part of it is counted."""
    rows = Question.objects.filter(programme_id=scope.programme_id)
    return rows.order_by("-received_at", "-id")


def asked(scope: Scope) -> QuerySet[Question]:
    return _questions(scope).filter(received_at__gte=scope.start, received_at__lt=scope.end)


def answered(scope: Scope) -> QuerySet[Question]:
    return _questions(scope).filter(settled_at__gte=scope.start, settled_at__lt=scope.end, set_aside="")


def waiting(scope: Scope) -> QuerySet[Question]:
    return _questions(scope).filter(received_at__lt=scope.end).exclude(settled_at__lt=scope.end)


def late(scope: Scope) -> QuerySet[Question]:
    return waiting(scope).filter(due_at__lt=scope.end)


def mean_minutes(rows: QuerySet[Any], _scope: Scope) -> int | None:
    """Minutes from question to answer; None if none was answered."""
    mean = rows.order_by().aggregate(mean=Avg(F("settled_at") - F("received_at")))["mean"]
    return None if mean is None else round(mean.total_seconds() / 60)


def made_public(scope: Scope) -> QuerySet[Clarification]:
    rows = Clarification.objects.filter(
        programme_id=scope.programme_id, published_at__gte=scope.start, published_at__lt=scope.end
    )
    return rows.order_by("-published_at", "-id")


def went_out(scope: Scope) -> QuerySet[Campaign]:
    rows = Campaign.objects.filter(
        programme_id=scope.programme_id, area_code__startswith=scope.area_code, starts_at__gte=scope.start,
        starts_at__lt=scope.end, struck_at=None,
    )  # fmt: skip
    return rows.order_by("-starts_at", "-id")


def reached(rows: QuerySet[Any], _scope: Scope) -> int | None:
    """People reached by those lines of which it is known; None if it is known of none."""
    return rows.order_by().aggregate(reached=Sum("reach_count"))["reached"]


def figure(key: str, label: str, definition: str, kind: Kind, rows: Any, columns: Any, **more: Any) -> Figure:
    return Figure(key, label, definition, kind, rows, columns, **more)


BOARD = Board(
    key="voices",
    function="F30",
    title=said("Questions and publicity"),
    line=Line.TIPS,
    figures=(
        figure("questions_asked", said("Questions asked"),
               said("Questions that people sent in the time; of the whole city, for they have no area."), Kind.FLOW,
               asked, QUESTIONS),
        figure("questions_answered", said("Questions answered"),
               said("Questions whose answer became public in the time."), Kind.FLOW, answered, QUESTIONS),
        figure("questions_minutes", said("Minutes from question to answer"),
               said("Mean of those answered in the time; none if none was answered."), Kind.FLOW, answered, QUESTIONS,
               measure=mean_minutes),
        figure("questions_waiting", said("Questions without an answer"),
               said("Questions that were neither answered nor set aside at the end of the time."), Kind.STOCK, waiting,
               QUESTIONS),
        figure("questions_late", said("Questions past their clock"),
               said("Of those without an answer, questions whose due time had passed."), Kind.STOCK, late, QUESTIONS,
               alarm=True),
        figure("clarifications_public", said("Clarifications made public"),
               said("Claims whose first answer became public in the time."), Kind.FLOW, made_public, CLAIMS,
               link=lambda one: reverse("clarification:one", args=[one.id]), link_power="clarification.see"),
        figure("publicity_items", said("Items of publicity"),
               said("Copies, trips, posts and doors of the ledger that went out in the time."), Kind.FLOW, went_out,
               LINES, total="item_count"),
        figure("publicity_reach", said("People reached"),
               said("Of the lines whose reach somebody knows; one person may be reached several times."), Kind.FLOW,
               went_out, LINES, measure=reached),
    ),
)  # fmt: skip
