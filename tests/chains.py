"""An audit of many entries over some days, made quickly and sealed as in production."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from django.db import connection

from fangxian.core.audit import services
from fangxian.core.days.services import make_days_between

STARTS_AT = datetime(2020, 3, 1, tzinfo=UTC)
EVENTS = (
    "COPY audit_auditevent (at, programme_id, action, on_kind, on_id, subject_ref, area_code, role, purpose, "
    "user_id, post_id, unit_id, count, digest, detail) FROM STDIN"
)
ACTIONS = ("people.saw_file", "people.saw_task_subject", "tasks.opened", "tasks.reported", "measures.approved")


def make_chain(count: int, *, days: int, seed: int = 1, sealed_at_once: int = 50_000) -> datetime:
    """Write and seal `count` events, spread evenly, and close every day; returns the moment after the last day."""
    random = Random(seed)
    ends_at = STARTS_AT + timedelta(days=days)
    make_days_between(STARTS_AT.date(), ends_at.date())
    for day in range(days):
        at = STARTS_AT + timedelta(days=day)
        of_day = count // days + (1 if day < count % days else 0)
        with connection.cursor() as cursor, cursor.copy(EVENTS) as copy:
            for row in _events(of_day, at, random):
                copy.write_row(row)
        while services.seal(at=at + timedelta(hours=23, minutes=59), limit=sealed_at_once):
            pass
    services.make_roots(at=ends_at)
    return ends_at


def _events(count: int, day: datetime, random: Random) -> Iterator[tuple[Any, ...]]:
    """Rows of EVENTS: reads and writes of people by a hundred users, a batch now and then."""
    programme, unit = UUID(int=7), UUID(int=8)
    for number in range(count):
        detail = {"state": "open", "区": "吴兴", "n": number} if number % 2 else {}
        is_batch = number % 50 == 0
        yield (
            day + timedelta(seconds=number * 86000 / max(count, 1)), programme, random.choice(ACTIONS), "people.Person",
            str(UUID(int=random.getrandbits(128))), None if is_batch else random.randbytes(32), "33050200100501",
            "grid_worker", "verify_lead", number % 100, UUID(int=number % 100), unit, 500 if is_batch else 1,
            random.randbytes(32) if is_batch else None, json.dumps(detail),
        )  # fmt: skip
