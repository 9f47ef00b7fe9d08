"""What a phone sends of calls and visits that were made with no network, read field by field (INV-23)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from fangxian.engine.records import id_in, list_in, moment_in, record_in, text_in, word_in, wrong
from fangxian.engine.tables.findings import Catalogue

from .readings import LONGEST_NOTE, METHOD_WORDS, NEEDS, OUTCOMES, PHONE, SYMPTOMS, TAKEN, VISIT

FOLLOWUP = Catalogue(
    {
        "unknown_file": ("没有这份随访档案，或不由您负责", "there is no such follow-up among those you look after"),
        "unknown_visit": ("没有这次上门任务，或不由您负责", "there is no such visit among those you make"),
        "not_a_temperature": ("体温应为 34 至 43 之间的数字", "a temperature is a number from 34 to 43"),
        "not_recorded": ("{zh}", "{en}"),
    }
)
AT_DOORS = (PHONE, VISIT)
VISITED, ABSENT, WRONG_PLACE = "visited", "absent", "wrong_area"
VISIT_OUTCOMES = (VISITED, ABSENT, WRONG_PLACE)
TASK_CLOSED = "task_closed"  # mark: the visit had been reported already when this came


@dataclass(frozen=True)
class OfflineReading:
    """One time that somebody was asked, as a phone sent it. `device_at` by its clock."""

    client_id: UUID
    file_id: UUID
    device_at: datetime
    channel: str
    outcome: str
    celsius: Decimal | None
    method: str
    symptoms: tuple[str, ...]
    needs: tuple[str, ...]
    note: str


@dataclass(frozen=True)
class OfflineVisit:
    """What became of a visit, as a phone sent it. `device_at`: when it was made, by its clock."""

    client_id: UUID
    task_id: UUID
    device_at: datetime
    outcome: str
    needs: tuple[str, ...]
    note: str


def read_reading(record: object) -> OfflineReading:
    """A reading out of what a phone sent. Raises `records.NotARecord` for the first thing that is wrong with it.

    record  client_id, file, at (ISO with zone); channel, outcome, celsius, method, symptoms, needs, note where told
    """
    sent = record_in(record)
    celsius = _celsius(sent)
    return OfflineReading(
        client_id=id_in(sent, "client_id"), file_id=id_in(sent, "file"), device_at=moment_in(sent, "at"),
        channel=word_in(sent, "channel", AT_DOORS, VISIT), outcome=word_in(sent, "outcome", tuple(OUTCOMES), TAKEN),
        celsius=celsius, method=word_in(sent, "method", tuple(METHOD_WORDS)) if celsius is not None else "",
        symptoms=_codes(sent, "symptoms", SYMPTOMS), needs=_codes(sent, "needs", NEEDS),
        note=text_in(sent, "note", most=LONGEST_NOTE),
    )  # fmt: skip


def read_visit(record: object) -> OfflineVisit:
    """A visit out of what a phone sent: client_id, visit (the id that was pulled), at, outcome; needs, note."""
    sent = record_in(record)
    return OfflineVisit(
        client_id=id_in(sent, "client_id"), task_id=id_in(sent, "visit"), device_at=moment_in(sent, "at"),
        outcome=word_in(sent, "outcome", VISIT_OUTCOMES), needs=_codes(sent, "needs", NEEDS),
        note=text_in(sent, "note", most=LONGEST_NOTE),
    )  # fmt: skip


def _celsius(sent: Mapping[str, Any]) -> Decimal | None:
    told = sent.get("celsius")
    if told is None:
        return None
    if isinstance(told, bool) or not isinstance(told, int | float) or not 0 <= told < 100:
        raise wrong("not_a_temperature", "celsius", texts=FOLLOWUP)
    return Decimal(str(told)).quantize(Decimal("0.1"))


def _codes(sent: Mapping[str, Any], name: str, known: Collection[str]) -> tuple[str, ...]:
    codes = list_in(sent, name, most=len(known))
    if any(not isinstance(code, str) or code not in known for code in codes):
        raise wrong("unknown_word", name)
    return tuple(dict.fromkeys(codes))
