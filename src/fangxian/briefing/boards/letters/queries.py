"""Letters of co-governance: how many went out, were replied to in time, proved true on looking back (F24)."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from fangxian.briefing.rules import AREA, Board, Column, Figure, Kind, Scope, moment
from fangxian.core.problems.rules import said
from fangxian.engine.lines import Line
from fangxian.letters.models import Letter, LetterStep
from fangxian.letters.rules import GOODS

COLUMNS = (
    Column(said("Letter"), lambda one: one.number),
    Column(said("Addressee"), lambda one: one.to_unit.body.name),
    AREA,
    moment(said("Sent at"), "issued_at"),
    moment(said("Reply by"), "due_at"),
    moment(said("Replied at"), "replied_at"),
)


def _of(scope: Scope) -> QuerySet[Letter]:
    rows = Letter.objects.filter(programme_id=scope.programme_id, area_code__startswith=scope.area_code)
    return rows.select_related("to_unit__body")


def issued(scope: Scope) -> QuerySet[Letter]:
    return _of(scope).filter(issued_at__gte=scope.start, issued_at__lt=scope.end).order_by("-issued_at", "id")


def issued_on_goods(scope: Scope) -> QuerySet[Letter]:
    return issued(scope).filter(topic=GOODS)


def _stepped(scope: Scope, step: str, **detail: Any) -> QuerySet[Letter]:
    """Letters with this step in the time, each once."""
    steps = LetterStep.objects.filter(
        programme_id=scope.programme_id, step=step, at__gte=scope.start, at__lt=scope.end, **detail
    )
    return _of(scope).filter(id__in=steps.values("letter_id")).order_by("-issued_at", "id")


def replied(scope: Scope) -> QuerySet[Letter]:
    return _stepped(scope, "replied")


def replied_in_time(scope: Scope) -> QuerySet[Letter]:
    return _stepped(scope, "replied", detail__late=False)


def verified(scope: Scope) -> QuerySet[Letter]:
    return _stepped(scope, "verified")


def reopened(scope: Scope) -> QuerySet[Letter]:
    return _stepped(scope, "reopened")


def waiting(scope: Scope) -> QuerySet[Letter]:
    """Letters without a reply at the end of the time; one that was opened again since had its reply then."""
    rows = _of(scope).filter(Q(replied_at=None) | Q(replied_at__gte=scope.end), issued_at__lt=scope.end)
    return rows.filter(withdrawn_at=None).order_by("due_at", "id")


def late(scope: Scope) -> QuerySet[Letter]:
    return waiting(scope).filter(due_at__lte=scope.end)


def look_back_late(scope: Scope) -> QuerySet[Letter]:
    """Replies that nobody had looked back at when their days were over."""
    rows = _of(scope).filter(replied_at__lt=scope.end, look_back_due_at__lte=scope.end)
    return rows.filter(Q(verified_at=None) | Q(verified_at__gte=scope.end)).order_by("look_back_due_at", "id")


def figure(key: str, label: str, definition: str, kind: Kind, rows: Any, **more: Any) -> Figure:
    return Figure(
        key, label, definition, kind, rows, COLUMNS, link=lambda one: reverse("letters:letter", args=[one.id]),
        link_power="letters.see", **more,
    )  # fmt: skip


BOARD = Board(
    key="letters",
    function="F24",
    title=said("Letters of co-governance"),
    line=Line.LAW,
    figures=(
        figure(
            "letters_issued",
            said("Letters issued"),
            said("Letters that got their number and went to their addressee in the time."),
            Kind.FLOW,
            issued,
            main=True,
        ),
        figure(
            "letters_replied",
            said("Letters replied to"),
            said("Letters to which the addressee replied in the time: done, a plan, or a dispute."),
            Kind.FLOW,
            replied,
        ),
        figure(
            "letters_in_time",
            said("Letters replied to in time"),
            said("Of those, letters whose reply came before its due time."),
            Kind.FLOW,
            replied_in_time,
        ),
        figure(
            "letters_verified",
            said("Letters looked back at and settled"),
            said("Letters of which somebody else than who replied found in the time that they are settled."),
            Kind.FLOW,
            verified,
        ),
        figure(
            "letters_reopened",
            said("Letters opened again"),
            said("Letters of which the look-back found in the time that they are not settled."),
            Kind.FLOW,
            reopened,
        ),
        figure(
            "letters_waiting",
            said("Letters without a reply"),
            said("Letters to which nobody had replied at the end of the time."),
            Kind.STOCK,
            waiting,
        ),
        figure(
            "letters_late",
            said("Letters past their due time"),
            said("Of those without a reply, letters whose due time had passed."),
            Kind.STOCK,
            late,
            alarm=True,
        ),
        figure(
            "letters_look_back_late",
            said("Look-backs past their due time"),
            said("Replies at which nobody had looked back within the days of the rule."),
            Kind.STOCK,
            look_back_late,
        ),
        figure(
            "letters_on_goods",
            said("Complaints on goods handed over"),
            said("Letters on prices and goods that went to market supervision in the time."),
            Kind.FLOW,
            issued_on_goods,
        ),
    ),
)
