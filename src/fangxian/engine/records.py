"""A record that a phone sent, read field by field: what cannot be read is named with its field and reason.

What happened in the field has happened: a late record, or one of a phone with a wrong clock, is taken and
marked, never thrown away (INV-23). Only what cannot be such a record at all is given back.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from fangxian.engine.field_words import FIELDS
from fangxian.engine.tables.findings import Catalogue, Finding

LATE, CLOCK = "late", "clock"  # marks that every kind of record shares
LATE_AFTER = timedelta(minutes=2)  # domain.md L08
CLOCK_DIFFERENCE = timedelta(minutes=2)
FIRST_YEAR, LAST_YEAR = 1970, 2200  # beyond them no arithmetic with moments is safe

RECORDS = Catalogue(
    {
        "not_a_record": ("不是一条记录", "this is not a record"),
        "missing": ("缺少“{name}”", "“{name}” is missing"),
        "not_an_id": ("“{name}”不是有效编号", "“{name}” is not an id"),
        "not_a_moment": ("“{name}”不是带时区的时间", "“{name}” is not a moment with its zone"),
        "unknown_word": ("“{name}”不是规定的词", "“{name}” is none of the words"),
        "not_a_count": ("“{name}”应为 {low} 至 {high} 的整数", "“{name}” must be a whole number from {low} to {high}"),
        "too_long": ("“{name}”太长或不是文字", "“{name}” is too long, or no text"),
        "not_a_list": ("“{name}”不是列表，或超过 {most} 项", "“{name}” is no list, or has more than {most} entries"),
    }
)


class NotARecord(Exception):
    """A record that cannot be used; `finding` names field and reason."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.code)
        self.finding = finding


def wrong(code: str, name: str | None = None, *, texts: Catalogue = RECORDS, **detail: str | int) -> NotARecord:
    """What to raise for a field that cannot be read."""
    told: dict[str, Any] = {"name": FIELDS.get(name or "", name or ""), **detail}
    return NotARecord(texts.finding(code, field=name, **told))


def is_plausible(moment: datetime) -> bool:
    """Whether a clock, however wrong, can have shown this: one that was never set shows 1970."""
    return FIRST_YEAR <= moment.year <= LAST_YEAR


def record_in(record: object) -> Mapping[str, Any]:
    if not isinstance(record, Mapping):
        raise wrong("not_a_record")
    return record


def id_in(record: Mapping[str, Any], name: str) -> UUID:
    value = record.get(name)
    if value is None or value == "":
        raise wrong("missing", name)
    try:
        return UUID(value)
    except (ValueError, AttributeError, TypeError) as error:
        raise wrong("not_an_id", name) from error


def moment_in(record: Mapping[str, Any], name: str) -> datetime:
    """A moment with its zone, by the phone's clock."""
    value = record.get(name)
    try:
        moment = datetime.fromisoformat(value)  # type: ignore[arg-type]
        moment.timestamp()
    except (ValueError, TypeError, OverflowError) as error:
        raise wrong("missing" if value is None else "not_a_moment", name) from error
    if moment.tzinfo is None or not is_plausible(moment):
        raise wrong("not_a_moment", name)
    return moment


def word_in(record: Mapping[str, Any], name: str, words: Collection[str], default: str | None = None) -> str:
    value = record.get(name, default)
    if value is None:
        raise wrong("missing", name)
    if not isinstance(value, str) or value not in words:
        raise wrong("unknown_word", name)
    return value


def count_in(record: Mapping[str, Any], name: str, low: int, high: int, *, default: int | None = None) -> int:
    value = record.get(name, default)
    if value is None:
        raise wrong("missing", name)
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise wrong("not_a_count", name, low=low, high=high)
    return value


def text_in(record: Mapping[str, Any], name: str, *, most: int, default: str = "") -> str:
    value = record.get(name, default)
    if not isinstance(value, str) or len(value) > most:
        raise wrong("too_long", name)
    return value.strip()


def list_in(record: Mapping[str, Any], name: str, *, most: int) -> list[Any]:
    value = record.get(name, [])
    if not isinstance(value, list) or len(value) > most:
        raise wrong("not_a_list", name, most=most)
    return value


def put_right(device_at: datetime, *, ahead_by: timedelta) -> datetime:
    """When it was by the server's clock; a difference that means nothing is left as it is."""
    return put_all_right([device_at], ahead_by=ahead_by)[0]


def put_all_right(device: Sequence[datetime], *, ahead_by: timedelta) -> Sequence[datetime]:
    """`put_right` for many records of one sender; the very same list if her clock was right."""
    return [moment - ahead_by for moment in device] if abs(ahead_by) > CLOCK_DIFFERENCE else device


def happened_at(put_right_at: datetime, *, at: datetime) -> datetime:
    """The moment that counts: nothing happened after it came in, whatever a clock said that was set back since."""
    return min(put_right_at, at)


def all_happened_at(put_right: Sequence[datetime], *, at: datetime) -> Sequence[datetime]:
    """`happened_at` for many records of one sender; the very same list if none seems to come from the future."""
    return [min(moment, at) for moment in put_right] if put_right and max(put_right) > at else put_right


def clock_marks(put_right_at: datetime, *, ahead_by: timedelta, at: datetime) -> tuple[str, ...]:
    """The marks that follow from the times alone: it came late, the phone's clock was wrong, then or when it sent."""
    return clock_marks_of([put_right_at], ahead_by=ahead_by, at=at)[0]


def clock_marks_of(put_right: Sequence[datetime], *, ahead_by: timedelta, at: datetime) -> list[tuple[str, ...]]:
    """`clock_marks` of many records of one sender."""
    timely = (CLOCK,) if abs(ahead_by) > CLOCK_DIFFERENCE else ()
    late, in_time_from, wrong_after = (LATE, *timely), at - LATE_AFTER, at + CLOCK_DIFFERENCE
    return [late if moment < in_time_from else (CLOCK,) if moment > wrong_after else timely for moment in put_right]
