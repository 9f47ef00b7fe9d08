"""What a phone may send at once, and how its clock is held against the server's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from fangxian.core.problems.rules import Problem, said

BATCH_MOST = 500
LARGEST_BODY = 1024 * 1024  # bytes; a batch of 500 checks with readings is about 200,000

NOT_SIGNED_IN = Problem("fieldsync.not_signed_in", said("Sign in first; what you recorded stays here."), status=401)
NO_BATCH = Problem("fieldsync.no_batch", said("This is not a batch of records."), field="records", status=422)
NO_MOMENT = Problem(
    "fieldsync.no_moment",
    said("The moment of sending by the phone's own clock is missing."),
    field="sent_at",
    status=422,
)
TOO_LARGE = Problem(
    "fieldsync.too_large",
    said("A batch holds at most %(most)s records; send the rest in the next one."),
    {"most": BATCH_MOST},
    "records",
    status=413,
)


@dataclass(frozen=True)
class Batch:
    """What one request brought. `ahead_by`: how far the phone's clock was ahead of the server's."""

    records: list[Any]
    ahead_by: timedelta


def read_batch(body: object, *, at: datetime) -> Batch | Problem:
    """A batch out of a request's JSON: {"sent_at": moment by the phone's clock, "records": [...]}."""
    if not isinstance(body, Mapping) or not isinstance(body.get("records"), list):
        return NO_BATCH
    if len(body["records"]) > BATCH_MOST:
        return TOO_LARGE
    try:
        ahead_by = datetime.fromisoformat(body["sent_at"]) - at
    except (KeyError, TypeError, ValueError, OverflowError):
        return NO_MOMENT
    return Batch(body["records"], ahead_by)
