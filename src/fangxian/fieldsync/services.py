"""What a phone sends comes in: each record to its room, each answered with a word, in the order sent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import datetime

from django.db import transaction

from fangxian.core.actors.rules import Actor
from fangxian.core.programmes.models import Programme
from fangxian.engine.merging import Landed, MergeWord, id_as_sent
from fangxian.engine.tables.findings import Catalogue

from .rules import Batch

Land = Callable[..., list[Landed]]  # land(records, programme=, ahead_by=, by=, at=): one word per record, in order
KIND = Catalogue({"unknown_kind": ("这种记录不能上传", "records of this kind are not taken")})


@transaction.atomic
def land(batch: Batch, *, rooms: Mapping[str, Land], programme: Programme, by: Actor, at: datetime) -> list[Landed]:
    """Take a batch in: all of it that can be used, in one transaction; one word per record, in their order.

    rooms  who takes in which kind of record (registry.KINDS)
    """
    results: dict[int, Landed] = {}
    by_kind: dict[str, list[int]] = defaultdict(list)
    for number, record in enumerate(batch.records):
        by_kind[_kind_of(record)].append(number)
    for kind, numbers in by_kind.items():
        records = [batch.records[number] for number in numbers]
        room = rooms.get(kind, _nobody)
        landed = room(records, programme=programme, ahead_by=batch.ahead_by, by=by, at=at)
        results.update(zip(numbers, landed, strict=True))
    return [results[number] for number in range(len(batch.records))]


def _nobody(records: list[object], **_given: object) -> list[Landed]:
    finding = KIND.finding("unknown_kind", field="kind")
    return [Landed(id_as_sent(record), MergeWord.INVALID, finding) for record in records]


def _kind_of(record: object) -> str:
    kind = record.get("kind") if isinstance(record, Mapping) else None
    return kind if isinstance(kind, str) else ""
