"""What the cells of a decision table say, and how an answer is written in one."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from fangxian.engine.clocks.deadlines import Span

SHANGHAI = ZoneInfo("Asia/Shanghai")


def yes(text: str) -> bool:
    return {"yes": True, "no": False}[text]


def maybe(text: str) -> bool | None:
    return yes(text) if text else None


def day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def day_or_moment(text: str) -> date | datetime:
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def number(text: str) -> float | None:
    return float(text) if text else None


def several(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def spans(text: str) -> list[Span]:
    halves = [part.split("/") for part in several(text)]
    return [Span(datetime.fromisoformat(one), moment(other)) for one, other in halves]


def said(value: bool) -> str:
    return "yes" if value else "no"


def written(value: datetime | None, zone: ZoneInfo = SHANGHAI) -> str:
    """A moment as the tables write it: city time with its offset, to the minute."""
    return value.astimezone(zone).isoformat(timespec="minutes") if value else ""


def in_utc(value: datetime) -> str:
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ")


def listed(parts: Iterable[object]) -> str:
    return ", ".join(str(part) for part in parts)
