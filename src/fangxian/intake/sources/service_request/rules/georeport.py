"""Open311 GeoReport v2: what another desk or app may send, and what it reads. Pure.

The standard lets anybody read every request with its words and its address. Ours speak of people's doors and needs,
so that is left out: without a key a reader gets kind, county, state and times of reports and questions, and of help
nothing; a desk with a key reads the words and answers of what it sent itself. See ADR 23.
Source: http://wiki.open311.org/GeoReport_v2/ and its published JSON schemas.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from xml.etree import ElementTree

from fangxian.core.problems.rules import Problem, said

from . import ANSWERED, CALLED_BACK, CLOSED, HELP

OPEN = "open"
STATUSES = (OPEN, "closed")
LONGEST_SPAN = timedelta(days=90)  # what the standard allows to be asked for at once
MOST_ROWS, ROWS_A_PAGE = 1000, 50
# what the standard lets an app send about its user; no name is kept, so they are dropped at the door and named
NOT_KEPT = ("first_name", "last_name", "device_id", "account_id", "media_url")
ELEMENTS = {"services": "service", "service_requests": "request", "attributes": "attribute", "errors": "error",
            "endpoints": "endpoint", "formats": "format"}  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """Which requests a reader asks for. `since` and `until` are of receipt; `until` is not included."""

    since: datetime
    until: datetime
    services: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    page: int = 1
    rows: int = ROWS_A_PAGE


def status_of(state: str) -> str:
    """The standard knows two words: an answered request is closed, for its caller need wait no longer."""
    return "closed" if state in (ANSWERED, CALLED_BACK, CLOSED) else OPEN


def read_asked(given: Mapping[str, str], *, at: datetime) -> Asked | Problem:
    """The filters of GET requests: the last 90 days unless dates are given; never more than 90 days at once."""
    moments: dict[str, datetime] = {}
    for name in ("start_date", "end_date"):
        if not given.get(name):
            continue
        moment = _moment(given[name])
        if moment is None:
            told = said("%(name)s is no moment with its zone, as in 2020-03-09T08:00:00+08:00.")
            return Problem("open311.date", told, {"name": name}, status=400)
        moments[name] = moment
    until = moments.get("end_date", moments["start_date"] + LONGEST_SPAN if "start_date" in moments else at)
    since = moments.get("start_date", until - LONGEST_SPAN)
    if not timedelta(0) <= until - since <= LONGEST_SPAN:
        return Problem("open311.span", said("At most %(days)s days are read at once, the earlier date first."),
                       {"days": LONGEST_SPAN.days}, status=400)  # fmt: skip
    status = _several(given.get("status", ""))
    if set(status) - set(STATUSES):
        return Problem("open311.status", said("A status is open or closed."), status=400)
    page, rows = _number(given.get("page", "1"), 10**6), _number(given.get("page_size", str(ROWS_A_PAGE)), MOST_ROWS)
    if page is None or rows is None:
        return Problem("open311.page", said("A page and its size are whole numbers from 1; a page has at most %(most)s "
                       "rows."), {"most": MOST_ROWS}, status=400)  # fmt: skip
    return Asked(since, until, _several(given.get("service_code", "")), status, page, rows)


def place_of(given: Mapping[str, str]) -> str | Problem:
    """The place in words: the address, and the point if one was given. None is needed: callers may not know it."""
    address, lat, long = (given.get(name, "").strip() for name in ("address_string", "lat", "long"))
    if bool(lat) != bool(long):
        return Problem("open311.point", said("A point needs both lat and long."), status=400)
    if not lat:
        return address
    numbers = [_decimal(lat, 90), _decimal(long, 180)]
    if None in numbers:
        return Problem("open311.point", said("lat is a number from -90 to 90, long from -180 to 180."), status=400)
    point = ", ".join(f"{number:.5f}" for number in numbers)
    return f"{address} ({point})" if address else f"({point})"


def service_row(service: Any, *, name: str, group: str) -> dict[str, Any]:
    return {
        "service_code": service.code, "service_name": name, "description": None, "metadata": False,
        "type": "realtime", "keywords": "urgent" if service.is_urgent else None, "group": group,
    }  # fmt: skip


def request_row(
    request: Any, *, state: str, service_name: str | None, county: str, answer: str | None, is_own: bool
) -> dict[str, Any]:
    """One request. `is_own`: the reader sent it, and reads its words, its place and its answer."""
    moments = [request.received_at, request.classified_at, request.dispatched_at, request.on_site_at,
               request.answered_at, request.called_back_at, request.reopened_at]  # fmt: skip
    return {
        "service_request_id": str(request.id),
        "status": status_of(state),
        "status_notes": answer if is_own else None,
        "service_name": service_name,
        "service_code": request.service_code,
        "description": request.text if is_own else None,
        "agency_responsible": None,
        "service_notice": None,
        "requested_datetime": request.received_at.isoformat(timespec="seconds"),
        "updated_datetime": max(moment for moment in moments if moment).isoformat(timespec="seconds"),
        "expected_datetime": request.due_at.isoformat(timespec="seconds"),
        "address": (request.place if is_own and request.place else None) or county or None,
        "address_id": None,
        "zipcode": None,
        "lat": None,
        "long": None,
        "media_url": None,
    }


def is_public(group: str | None) -> bool:
    """Reports and questions, not what help somebody needs; what is not sorted yet may be either."""
    return group is not None and group != HELP


def as_xml(root: str, rows: Sequence[Mapping[str, Any]]) -> bytes:
    """The rows as the standard writes them: <services><service>…</service></services>; what is one has no list."""
    top = ElementTree.Element(root)
    for row in rows:
        if root in ELEMENTS:
            _element(top, ELEMENTS[root], row)
        else:
            for key, part in row.items():
                _element(top, key, part)
    return ElementTree.tostring(top, encoding="utf-8", xml_declaration=True)


def _element(above: ElementTree.Element, name: str, value: Any) -> None:
    element = ElementTree.SubElement(above, name)
    if isinstance(value, Mapping):
        for key, part in value.items():
            _element(element, key, part)
    elif isinstance(value, list | tuple):
        for part in value:
            _element(element, ELEMENTS[name], part)
    elif isinstance(value, bool):
        element.text = "true" if value else "false"
    elif value is not None:
        element.text = "".join(char for char in str(value) if char.isprintable() or char in "\n\t")


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text.replace(" ", "+"))  # a plus that came through a form unquoted
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None


def _several(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _number(text: str, most: int) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= most else None


def _decimal(text: str, most: int) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) and abs(number) <= most else None
