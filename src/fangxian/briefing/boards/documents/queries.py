"""Documents other than orders: what is in use, how often it was served and explained in person (F40)."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from fangxian.briefing.rules import AREA, Board, Figure, Kind, Scope, moment, word
from fangxian.core.problems.rules import said
from fangxian.letters.models import Document, DocumentServed

TEXTS = (
    word(said("Type of document"), "letters.document_kind", "kind"),
    word(said("For whom"), "letters.audience", "audience"),
    AREA,
    moment(said("Approved"), "approved_at"),
)
SERVED = (
    AREA,
    word(said("How it was served"), "letters.way", "way"),
    word(said("Receipt"), "letters.receipt", "receipt"),
    moment(said("Served"), "served_at"),
)


def in_use(scope: Scope) -> QuerySet[Document]:
    rows = Document.objects.filter(programme_id=scope.programme_id, area_code__startswith=scope.area_code)
    rows = rows.filter(approved_at__lt=scope.end).filter(Q(withdrawn_at=None) | Q(withdrawn_at__gte=scope.end))
    return rows.order_by("-approved_at", "id")


def served(scope: Scope) -> QuerySet[DocumentServed]:
    rows = DocumentServed.objects.filter(programme_id=scope.programme_id, area_code__startswith=scope.area_code)
    return rows.filter(served_at__gte=scope.start, served_at__lt=scope.end).order_by("-served_at", "id")


def explained(scope: Scope) -> QuerySet[DocumentServed]:
    return served(scope).filter(explained=True)


def _page(document: Any) -> str:
    return reverse("letters:document", args=[document.id])


BOARD = Board(
    key="documents",
    function="F40",
    title=said("Documents other than orders"),
    line=None,
    figures=(
        Figure(
            "documents_in_use", said("Documents in use"),
            said("Public letters, notices, work hints and proposals that were approved and not withdrawn at the end."),
            Kind.STOCK, in_use, TEXTS, link=_page, link_power="letters.read",
        ),
        Figure(
            "documents_served", said("Copies served"),
            said("Copies handed over or posted, and people it was read out to, in the time; nobody is named."),
            Kind.FLOW, served, SERVED, total="count",
        ),
        Figure(
            "documents_explained", said("Explained in person"),
            said("Of those, what was explained in person and understood."),
            Kind.FLOW, explained, SERVED, total="count",
        ),
    ),
)  # fmt: skip
