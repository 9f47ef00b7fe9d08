"""What areas asked each other, whether they were answered in time, and who moved with whom (F38)."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Q, QuerySet
from django.urls import reverse

from fangxian.briefing.rules import AREA, Board, Column, Figure, Kind, Scope, moment, word
from fangxian.core.problems.rules import said
from fangxian.engine.lines import Line
from fangxian.inquiries.models import Inquiry

COLUMNS = (
    moment(said("Asked"), "asked_at"),
    AREA,
    Column(said("Asked of"), lambda one: one.to_area_code, "area"),
    word(said("What it is for"), "inquiries.purpose", "purpose"),
    moment(said("Answered"), "answered_at"),
)
SILENT = Q(answered_at=None, declined_at=None, taken_over_at=None, withdrawn_at=None)


def _of(scope: Scope) -> QuerySet[Inquiry]:
    return Inquiry.objects.filter(programme_id=scope.programme_id, area_code__startswith=scope.area_code)


def asked(scope: Scope) -> QuerySet[Inquiry]:
    return _of(scope).filter(asked_at__gte=scope.start, asked_at__lt=scope.end).order_by("-asked_at", "id")


def answered(scope: Scope) -> QuerySet[Inquiry]:
    rows = _of(scope).filter(answered_at__gte=scope.start, answered_at__lt=scope.end)
    return rows.order_by("-answered_at", "id")


def expired(scope: Scope) -> QuerySet[Inquiry]:
    rows = _of(scope).filter(SILENT, expires_at__gte=scope.start, expires_at__lt=scope.end)
    return rows.order_by("-expires_at", "id")


def moved(scope: Scope) -> QuerySet[Inquiry]:
    rows = _of(scope).filter(taken_over_at__gte=scope.start, taken_over_at__lt=scope.end)
    return rows.order_by("-taken_over_at", "id")


def waiting(scope: Scope) -> QuerySet[Inquiry]:
    """Asked before the end of the time, with no answer by then, and not yet expired."""

    def after(name: str) -> Q:
        return Q(**{name: None}) | Q(**{f"{name}__gte": scope.end})

    rows = _of(scope).filter(after("answered_at"), after("declined_at"), after("taken_over_at"), after("withdrawn_at"))
    return rows.filter(asked_at__lt=scope.end, expires_at__gte=scope.end).order_by("due_at", "id")


def figure(key: str, label: str, definition: str, kind: Kind, rows: Any, **more: Any) -> Figure:
    return Figure(
        key, label, definition, kind, rows, COLUMNS, link=lambda one: reverse("inquiries:inquiry", args=[one.id]),
        link_power="inquiries.work", **more,
    )  # fmt: skip


BOARD = Board(
    key="inquiries",
    function="F38",
    title=said("Inquiries between areas"),
    line=Line.COUNTIES,
    figures=(
        figure(
            "inquiries_asked", said("Inquiries asked"), said("Inquiries that one area sent to another in the time."),
            Kind.FLOW, asked, main=True,
        ),
        figure(
            "inquiries_answered", said("Inquiries answered"), said("Inquiries whose fields were answered in the time."),
            Kind.FLOW, answered,
        ),
        figure(
            "inquiries_in_time", said("Answered within their clock"),
            said("Of those answered, inquiries whose answer came before it was due."), Kind.FLOW,
            lambda scope: answered(scope).filter(answered_at__lte=F("due_at")),
        ),
        figure(
            "inquiries_moved", said("People taken over"),
            said("People whom the area that was asked took over in the time, with their open work."), Kind.FLOW, moved,
        ),
        figure(
            "inquiries_waiting", said("Inquiries without an answer"),
            said("Inquiries that were open at the end of the time."), Kind.STOCK, waiting,
        ),
        figure(
            "inquiries_expired", said("Inquiries that expired"),
            said("Inquiries that ran out in the time and that nobody had answered."), Kind.FLOW, expired, alarm=True,
        ),
    ),
)  # fmt: skip
