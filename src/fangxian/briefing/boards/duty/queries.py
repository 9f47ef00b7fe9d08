"""Our own force this morning: who cannot be called, and which units have dealt their work out (F41)."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from fangxian.briefing.rules import AREA, Board, Figure, Kind, Scope, day, moment, plain, word
from fangxian.core.problems.rules import said
from fangxian.readiness import queries as readiness
from fangxian.readiness.models import ChatGroup, MorningSheet

AGENCY = (plain(said("Agency"), "name"), word(said("Sector"), "staff.sector", "sector"))
UNIT = (plain(said("Agency"), "body"), plain(said("Unit"), "name"), AREA)
GROUP = (
    plain(said("Name of the group"), "name"), AREA, word(said("What it is for"), "readiness.group_purpose", "purpose"),
    plain(said("Unit"), "unit"),
)  # fmt: skip
SHEET = (plain(said("Unit"), "unit"), AREA, day(said("Day"), "sheet_on"), moment(said("Dealt out"), "dealt_at"))


def _area(scope: Scope) -> str:
    return max(scope.area_code, scope.by.area_code, key=len)


def reachable(scope: Scope) -> QuerySet[Any]:
    return readiness.reachable(scope.programme_id, area_code=_area(scope), at=scope.end)


def silent_agencies(scope: Scope) -> list[str]:
    """Agencies of the area of which nobody was on duty at the end of the time, by name."""
    found = readiness.unreachable(scope.programme_id, area_code=_area(scope), at=scope.end)
    return list(found.values_list("name", flat=True))


def dealt(scope: Scope) -> QuerySet[Any]:
    sheets = MorningSheet.objects.filter(
        programme_id=scope.programme_id, area_code__startswith=_area(scope), dealt_at__lt=scope.end
    ).filter(sheet_on__gte=scope.first_on, sheet_on__lte=scope.last_on)
    return sheets.select_related("unit").order_by("sheet_on", "area_code", "id")


def not_dealt(scope: Scope) -> QuerySet[Any]:
    led = readiness.units_led(scope.programme_id, area_code=_area(scope), at=scope.end)
    done = MorningSheet.objects.filter(programme_id=scope.programme_id, sheet_on=scope.last_on, dealt_at__lt=scope.end)
    return led.exclude(id__in=done.values("unit"))


def chat_groups(scope: Scope) -> QuerySet[Any]:
    """Groups on the register at the end of the time."""
    rows = ChatGroup.objects.filter(
        programme_id=scope.programme_id, area_code__startswith=_area(scope), registered_at__lt=scope.end
    )
    return rows.exclude(ended_at__lt=scope.end).select_related("unit__body").order_by("area_code", "name", "id")


def _unit(unit: Any) -> str:
    return reverse("readiness:sheet", args=[unit.id])


BOARD = Board(
    key="duty",
    function="F41",
    title=said("Our own force"),
    line=None,
    figures=(
        Figure(
            "agencies_reachable", said("Agencies that can be called"),
            said("Agencies with a unit in the area and somebody on duty at the end of the time; the others by name."),
            Kind.STOCK, reachable, AGENCY, missing=silent_agencies,
        ),
        Figure(
            "sheets_dealt", said("Morning sheets dealt out"),
            said("Sheets of the days shown that a unit's leader dealt out to its members."),
            Kind.FLOW, dealt, SHEET,
        ),
        Figure(
            "sheets_not_dealt", said("Units without their morning sheet"),
            said("Units that somebody leads and whose work of the last day shown was not dealt out by the end."),
            Kind.STOCK, not_dealt, UNIT, link=_unit, link_power="readiness.run",
        ),
        Figure(
            "chat_groups", said("Chat groups on the register"),
            said("Groups that a unit keeps for residents of the area at the end of the time; never their members."),
            Kind.STOCK, chat_groups, GROUP,
        ),
    ),
)  # fmt: skip
