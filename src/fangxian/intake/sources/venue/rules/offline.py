"""A head-count that a phone recorded with no network: read when it arrives, marked where odd."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from fangxian.engine.records import count_in, id_in, moment_in, record_in
from fangxian.engine.tables.findings import Catalogue

from . import LARGEST

VENUES = Catalogue({"unknown_venue": ("没有这个场所，或不在您的区域内", "there is no such place in your area")})


@dataclass(frozen=True)
class OfflineHeadCount:
    """How many people were inside. `paper_count`: of those who came, how many wrote on paper since the last count."""

    client_id: UUID
    venue_id: UUID
    device_at: datetime
    present_count: int
    paper_count: int = 0


def read_head_count(sent: object) -> OfflineHeadCount:
    """A head-count out of what a phone sent. Raises `NotARecord`."""
    record = record_in(sent)
    return OfflineHeadCount(
        client_id=id_in(record, "client_id"),
        venue_id=id_in(record, "venue"),
        device_at=moment_in(record, "at"),
        present_count=count_in(record, "present", 0, LARGEST),
        paper_count=count_in(record, "on_paper", 0, LARGEST, default=0),
    )
