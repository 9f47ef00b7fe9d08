"""City days and moments: the local calendar outside, UTC inside, intervals half-open, "24:00" understood.

Source: ISO 8601, GB/T 7408; Chinese notices write "截至X日24时". Cases: spec/city-days.md
"""

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

_DAY = r"(?P<year>\d{4})(?:-|/|年)(?P<month>\d{1,2})(?:-|/|月)(?P<day>\d{1,2})日?"
_MIDNIGHT = re.compile(rf"^(?:截至)?{_DAY}[T\s]*24(?::00(?::00)?|时|点)$")


def city_day(moment: datetime, zone: ZoneInfo) -> date:
    """The city's calendar day of an aware moment. Errors: ValueError for a moment without zone."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs a zone before it has a city day")
    return moment.astimezone(zone).date()


def day_start(day: date, zone: ZoneInfo) -> datetime:
    """The first moment of a city day, in UTC; also right where the clocks change at midnight."""
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)


def day_end(day: date, zone: ZoneInfo) -> datetime:
    """The first moment after a city day ("24:00"), in UTC."""
    return day_start(day + timedelta(days=1), zone)


def read_moment(text: str, zone: ZoneInfo) -> datetime:
    """A moment in UTC from RFC 3339 text, from city time without an offset, or from "…24:00" and "…24时".

    Errors: ValueError if the text is none of these, or names a day that does not exist.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    midnight = _MIDNIGHT.match(plain)
    if midnight:
        return day_end(_day_of(midnight), zone)
    moment = datetime.fromisoformat(plain)
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)


def report_day(text: str, zone: ZoneInfo) -> date:
    """The day a report belongs to: "截至2020-03-18 24时" belongs to 18 March, any other moment to its city day.

    Errors: ValueError as for `read_moment`.
    """
    midnight = _MIDNIGHT.match(unicodedata.normalize("NFKC", text).strip())
    return _day_of(midnight) if midnight else city_day(read_moment(text, zone), zone)


def _day_of(match: re.Match[str]) -> date:
    return date(int(match["year"]), int(match["month"]), int(match["day"]))
