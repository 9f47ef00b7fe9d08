"""What callers asked for and told, and whether they were answered in time (F28). Urgent help stands first."""

from __future__ import annotations

from typing import Any

from django.db.models import Avg, F, Q, QuerySet
from django.urls import reverse

from fangxian.briefing.rules import AREA, Board, Column, Figure, Kind, Scope, moment, word
from fangxian.core.problems.rules import said
from fangxian.engine.lines import Line
from fangxian.intake.sources.service_request.forms import in_language
from fangxian.intake.sources.service_request.models import PlacePhoto, ServiceRequest, ServiceRequestEvent
from fangxian.intake.sources.service_request.queries import service_as_shipped


def kind_of(record: Any) -> str:
    """The kind of a request in the reader's language; a code that no edition of ours knows stands as it is."""
    known = service_as_shipped(record.service_code)
    return in_language(known) if known else record.service_code or "—"


COLUMNS = (
    moment(said("Received at"), "received_at"),
    Column(said("Kind of request"), kind_of),
    AREA,
    word(said("How it came"), "requests.channel", "channel"),
    moment(said("Answered"), "answered_at"),
)


def _of(scope: Scope) -> QuerySet[ServiceRequest]:
    return ServiceRequest.objects.filter(programme_id=scope.programme_id, area_code__startswith=scope.area_code)


def received(scope: Scope) -> QuerySet[ServiceRequest]:
    rows = _of(scope).filter(received_at__gte=scope.start, received_at__lt=scope.end)
    return rows.order_by("-is_urgent", "-received_at", "id")


def urgent(scope: Scope) -> QuerySet[ServiceRequest]:
    return received(scope).filter(is_urgent=True)


def answered(scope: Scope) -> QuerySet[ServiceRequest]:
    rows = _of(scope).filter(answered_at__gte=scope.start, answered_at__lt=scope.end)
    return rows.order_by("-answered_at", "id")


def answered_in_time(scope: Scope) -> QuerySet[ServiceRequest]:
    return answered(scope).filter(answered_at__lte=F("due_at"))


def waiting(scope: Scope) -> QuerySet[ServiceRequest]:
    """Requests that nobody had answered at the end of the time."""
    rows = _of(scope).filter(Q(answered_at=None) | Q(answered_at__gte=scope.end), received_at__lt=scope.end)
    return rows.order_by("-is_urgent", "due_at", "id")


def late(scope: Scope) -> QuerySet[ServiceRequest]:
    return waiting(scope).filter(due_at__lt=scope.end)


def reopened(scope: Scope) -> QuerySet[ServiceRequest]:
    """Requests that were opened again in the time, each once."""
    steps = ServiceRequestEvent.objects.filter(
        programme_id=scope.programme_id, step="reopened", at__gte=scope.start, at__lt=scope.end
    )
    return _of(scope).filter(id__in=steps.values("request_id")).order_by("-reopened_at", "id")


def rated(scope: Scope) -> QuerySet[ServiceRequest]:
    return _of(scope).filter(rated_at__gte=scope.start, rated_at__lt=scope.end).order_by("-rated_at", "id")


def photos_to_look_at(scope: Scope) -> QuerySet[PlacePhoto]:
    """Photos that nobody had looked at at the end of the time, without the pictures."""
    rows = PlacePhoto.objects.filter(
        Q(looked_at=None) | Q(looked_at__gte=scope.end), programme_id=scope.programme_id, sent_at__lt=scope.end,
        request__area_code__startswith=scope.area_code,
    )  # fmt: skip
    return rows.select_related("request").defer("picture").order_by("sent_at", "id")


PHOTO_COLUMNS = (
    moment(said("Sent at"), "sent_at"),
    Column(said("Kind of request"), lambda photo: kind_of(photo.request)),
    AREA,
    moment(said("Judged at"), "looked_at"),
)


def mean_satisfaction(rows: QuerySet[Any], _scope: Scope) -> int | None:
    """In hundredths of the best mark, 0 to 100; None if nobody rated."""
    mean = rows.order_by().aggregate(mean=Avg("satisfaction"))["mean"]
    return None if mean is None else round((mean - 1) * 25)


def figure(key: str, label: str, definition: str, kind: Kind, rows: Any, **more: Any) -> Figure:
    return Figure(
        key, label, definition, kind, rows, COLUMNS, link=lambda one: reverse("requests:request", args=[one.id]),
        link_power="requests.take", **more,
    )  # fmt: skip


BOARD = Board(
    key="requests",
    function="F28",
    title=said("Requests"),
    line=Line.TIPS,
    figures=(
        figure(
            "requests_urgent",
            said("Urgent help asked for"),
            said("Requests for urgent help that were received in the time."),
            Kind.FLOW,
            urgent,
            main=True,
        ),
        figure(
            "requests_received",
            said("Requests received"),
            said("Every call, form and line of another desk, those that said the same too."),
            Kind.FLOW,
            received,
            main=True,
        ),
        figure(
            "requests_answered",
            said("Requests answered"),
            said("Callers who were answered in the time, each of those who said the same."),
            Kind.FLOW,
            answered,
        ),
        figure(
            "requests_in_time",
            said("Answered within their clock"),
            said("Of those answered, requests whose answer came before its due time."),
            Kind.FLOW,
            answered_in_time,
        ),
        figure(
            "requests_waiting",
            said("Requests without an answer"),
            said("Requests that nobody had answered at the end of the time."),
            Kind.STOCK,
            waiting,
        ),
        figure(
            "requests_late",
            said("Requests past their clock"),
            said("Of those without an answer, requests whose due time had passed."),
            Kind.STOCK,
            late,
            alarm=True,
        ),
        Figure(
            "requests_photos_waiting",
            said("Photos that nobody has looked at"),
            said("Photos of places that came with requests and wait for the look without which nobody is shown them."),
            Kind.STOCK,
            photos_to_look_at,
            PHOTO_COLUMNS,
            link=lambda photo: reverse("requests:photo", args=[photo.id]),
            link_power="requests.look_at_photos",
        ),
        figure(
            "requests_reopened",
            said("Requests opened again"),
            said("Requests whose caller said in the time that they were not settled."),
            Kind.FLOW,
            reopened,
        ),
        figure(
            "requests_satisfaction",
            said("Satisfaction, 0 to 100"),
            said("Mean of what callers said of the answer in the time, from not at all (0) to very satisfied (100)."),
            Kind.FLOW,
            rated,
            measure=mean_satisfaction,
        ),
    ),
)
