"""Hand-over packages for tests: asked for, approved, made, opened. Everybody is invented."""

from __future__ import annotations

import csv
import io
from typing import Any

from fangxian.core.actors.rules import Purpose
from fangxian.engine import handover
from fangxian.outgoing import services
from fangxian.outgoing.models import Package
from tests.city import City

SECRET, PUBLIC = handover.new_key()


def asked_for(city: City, *, by: str = "duty", **changed: Any) -> Package:
    """A package of the people followed up in the first county, for another city, asked for by the duty officer."""
    terms: dict[str, Any] = {
        "purpose": "other_city",
        "area_code": "330502",
        "columns": ["name", "phone"],
        "reason": "他们今天返回杭州",
        "recipient_body": "杭州市指挥部",
        "recipient_name": "试验收件人",
        "recipient_key": PUBLIC,
        "days": 7,
    } | changed
    return services.request_package(programme=city.programme, by=city.actor(by, Purpose.HAND_OVER), at=city.at, **terms)


def approved(city: City, package: Package, *, by: str = "approver") -> Package:
    return services.approve_package(package=package, by=city.actor(by, Purpose.HAND_OVER), at=city.at)


def made(city: City, **changed: Any) -> Package:
    package = approved(city, asked_for(city, **changed))
    services.make_packages(at=city.at)
    package.refresh_from_db()
    return package


def fetched(city: City, package: Package, *, by: str = "duty") -> bytes:
    return services.hand_over(package=package, by=city.actor(by, Purpose.HAND_OVER), at=city.at)


def rows_in(sealed: bytes) -> list[dict[str, str]]:
    """The rows as the recipient reads them."""
    opened = handover.open_package(sealed, secret_key=SECRET)
    return list(csv.DictReader(io.StringIO(opened.rows.decode("utf-8-sig"))))
