"""Days as people write them: read where only one day can be meant, questioned where several can, never guessed."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from dateutil import parser as dateutil_parser

from fangxian.engine.tables.findings import TABLES, Finding
from fangxian.engine.tables.workbooks import Epoch

MISSING_WORDS = frozenset(
    {"", "-", "--", "—", "/", "无", "不详", "未知", "不明", "空", "暂无", "n/a", "na", "null", "none", "unknown"}
)
QUESTIONS = frozenset(
    {
        "date_missing",
        "date_year_missing",
        "date_incomplete",
        "date_two_digit_year",
        "date_day_month_order",
        "date_serial",
    }
)

_TIME = (
    r"(?:(?:[T\s]+|(?<=[日号]))(?P<hour>\d{1,2})"
    r"(?:[:时点](?:(?P<minute>\d{1,2})分?(?::?(?P<second>\d{1,2})(?:\.\d+)?秒?)?)?)?"
    r"\s*(?P<zone>Z|[+-]\d{2}:?\d{2})?)?"
)
_YEAR_FIRST = re.compile(r"(?P<year>\d{4})(?P<sep>[-/.年])(?P<month>\d{1,2})(?:[-/.月])(?P<day>\d{1,2})[日号]?" + _TIME)
_COMPACT = re.compile(r"(?P<year>(?:19|20)\d{2})(?P<month>\d{2})(?P<day>\d{2})(?:[0-2]\d[0-5]\d(?:[0-5]\d)?)?" + _TIME)
_COMPACT_TIMED = re.compile(
    r"(?P<year>(?:19|20)\d{2})(?P<month>\d{2})(?P<day>\d{2})\s?(?P<hour>[0-2]\d)(?P<minute>[0-5]\d)(?P<second>[0-5]\d)?"
    r"(?P<zone>Z|[+-]\d{2}:?\d{2})?"
)
_YEAR_LAST = re.compile(r"(?P<one>\d{1,2})([-/.])(?P<two>\d{1,2})\2(?P<year>\d{4})" + _TIME)
_SHORT_YEAR = re.compile(r"(\d{1,2})([-/.年])(\d{1,2})([-/.月])(\d{1,2})日?(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?")
_NO_YEAR = re.compile(r"(?:\d{1,2}月\d{1,2}[日号]?|\d{1,2}[-/.]\d{1,2})(?:\s*\d{1,2}[:时点]\d{0,2}分?)?")
_NO_DAY = re.compile(r"\d{4}(?:[-/.]\d{1,2}|年\d{1,2}月|年)")
_SERIAL = re.compile(r"[2-7]\d{4}(?:\.\d+)?")
_SIX_DIGITS = re.compile(r"\d{6}")
_DATE_LIKE = re.compile(r"(?!.*\d{9})[\d\s\-/.:年月日号时点分秒TZ+]{1,25}")
_PART_OF_DAY = re.compile("凌晨|早上|上午|中午|下午|晚上|夜间")
_AFTERNOON = re.compile("下午|晚上|夜间")
_FILLED_IN = (datetime(2001, 1, 1, tzinfo=UTC), datetime(2003, 3, 3, tzinfo=UTC))  # they differ in every part
_EPOCH_START = {"1900": date(1899, 12, 30), "1904": date(1904, 1, 1)}


@dataclass(frozen=True, slots=True)
class DayReading:
    """What a cell says about a day.

    day        the city date, or None
    code       why there is none; one of `QUESTIONS` if somebody can answer it, else the text is no date
    readings   the days that it could mean
    """

    day: date | None
    code: str | None = None
    readings: tuple[date, ...] = ()

    @property
    def is_question(self) -> bool:
        """Whether the sender could still say which day is meant; False where the text cannot be read at all."""
        return self.code in QUESTIONS

    def finding(self, *, text: str, row: int, field: str) -> Finding:
        """The reason why there is no day, with its place. Errors: ValueError if there is one."""
        if self.code is None:
            raise ValueError("a day that was read has no finding")
        text = text if _DATE_LIKE.fullmatch(text) else "…"  # a column taken for dates may hold names or numbers
        readings = " / ".join(day.isoformat() for day in self.readings) or "?"
        return TABLES.finding(self.code, row=row, field=field, text=text, readings=readings)


@dataclass(frozen=True, slots=True)
class MomentReading:
    """What a cell says about a moment. moment: aware, or None with the `code` of why; has_time: not a day alone."""

    moment: datetime | None
    code: str | None = None
    has_time: bool = False


def read_moment(text: str, *, zone: ZoneInfo, epoch: Epoch | None = None) -> MomentReading:
    """The moment that a cell means; a day alone begins at its midnight. What is no day is questioned as in `read_day`.

    A time without an offset is the city's own; 下午3:05 is 15:05, and 24:00 the midnight that ends the day.
    """
    tidy = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text)).strip()
    afternoon = bool(_AFTERNOON.search(tidy))
    tidy = re.sub(r"\s+", " ", _PART_OF_DAY.sub(" ", tidy)).strip()
    for form in (_YEAR_FIRST, _COMPACT_TIMED):
        found = form.fullmatch(tidy)
        if found and found["hour"]:
            moment = _moment_of(found, int(found["month"]), int(found["day"]), zone, afternoon=afternoon)
            return MomentReading(moment, None, True) if moment else MomentReading(None, "date_impossible")
    if epoch is not None and _SERIAL.fullmatch(tidy) and "." in tidy:
        seconds = round(float(tidy) % 1 * 86_400)
        start = datetime.combine(_EPOCH_START[epoch] + timedelta(days=int(float(tidy))), time(), zone)
        return MomentReading(start + timedelta(seconds=seconds), None, True)
    day = read_day(text, zone=zone, epoch=epoch)
    return MomentReading(datetime.combine(day.day, time(), zone) if day.day else None, day.code)


@lru_cache(maxsize=65_536)
def read_day(text: str, *, zone: ZoneInfo, epoch: Epoch | None = None) -> DayReading:
    """The city date that a cell means.

    zone    of the city; a time with an offset is brought to it, a time without is the city's own
    epoch   from which year the workbook counts day numbers; None if unknown
    `2020-02-01 24:00` belongs to 1 February, as notices in Chinese count it. A century is never guessed, nor a
    missing year, nor whether the day or the month stands first.
    """
    tidy = re.sub(r"\s+", " ", _PART_OF_DAY.sub(" ", unicodedata.normalize("NFKC", text))).strip()
    if tidy.lower() in MISSING_WORDS:
        return DayReading(None, "date_missing")
    for form in (_YEAR_FIRST, _COMPACT):
        if found := form.fullmatch(tidy):
            return _from_parts(found, int(found["month"]), int(found["day"]), zone)
    if found := _YEAR_LAST.fullmatch(tidy):
        return _year_last(found, zone)
    if _SERIAL.fullmatch(tidy):
        return _serial(tidy, epoch)
    if _NO_DAY.fullmatch(tidy):
        return DayReading(None, "date_incomplete")
    if found := _SHORT_YEAR.fullmatch(tidy):
        return _short_year(int(found[1]), int(found[3]), int(found[5]))
    if _SIX_DIGITS.fullmatch(tidy):
        return _short_year(int(tidy[:2]), int(tidy[2:4]), int(tidy[4:]))
    if _NO_YEAR.fullmatch(tidy):
        return DayReading(None, "date_year_missing")
    return _in_words(tidy)


def _from_parts(found: re.Match[str], month: int, day: int, zone: ZoneInfo) -> DayReading:
    moment = _moment_of(found, month, day, zone)
    if moment is None:
        return DayReading(None, "date_impossible")
    if int(found["hour"] or 0) == 24:  # the end of that day, not the beginning of the next
        moment -= timedelta(days=1)
    return DayReading(moment.date())


def _moment_of(
    found: re.Match[str], month: int, day: int, zone: ZoneInfo, *, afternoon: bool = False
) -> datetime | None:
    """The moment that was found; None if there is none such."""
    hour, minute = int(found["hour"] or 0), int(found["minute"] or 0)
    ends_day = hour == 24 and minute == 0
    hour = 0 if ends_day else hour + 12 if afternoon and hour < 12 else hour
    try:
        moment = datetime(int(found["year"]), month, day, hour, minute, int(found["second"] or 0), tzinfo=zone)
    except ValueError:
        return None
    if found["zone"]:
        offset = datetime.strptime(found["zone"].replace("Z", "+0000"), "%z").tzinfo
        moment = moment.replace(tzinfo=offset).astimezone(zone)
    return moment + timedelta(days=1) if ends_day else moment


def _year_last(found: re.Match[str], zone: ZoneInfo) -> DayReading:
    one, two = int(found["one"]), int(found["two"])
    if one == two or two > 12:
        return _from_parts(found, one, two, zone)
    if one > 12:
        return _from_parts(found, two, one, zone)
    year = int(found["year"])
    return DayReading(None, "date_day_month_order", _days((year, one, two), (year, two, one)))


def _short_year(one: int, two: int, three: int) -> DayReading:
    readings = _days(
        (2000 + one, two, three),
        (2000 + three, two, one),
        (2000 + three, one, two),
        (1900 + three, two, one),
    )
    return DayReading(None, "date_two_digit_year", readings) if readings else DayReading(None, "date_impossible")


def _serial(text: str, epoch: Epoch | None) -> DayReading:
    days = timedelta(days=int(float(text)))
    if epoch is not None:
        return DayReading(_EPOCH_START[epoch] + days)
    return DayReading(None, "date_serial", tuple(start + days for start in _EPOCH_START.values()))


def _in_words(text: str) -> DayReading:
    """A date with the month's name in English; whatever dateutil would fill in by itself counts as missing."""
    if not re.search(r"[A-Za-z]{3}", text) or not re.search(r"\b\d{4}\b", text):
        return DayReading(None, "date_unreadable")
    try:
        one, two = (dateutil_parser.parse(text, default=start) for start in _FILLED_IN)
    except (ValueError, OverflowError):
        return DayReading(None, "date_unreadable")
    return DayReading(one.date()) if one.date() == two.date() else DayReading(None, "date_incomplete")


def _days(*parts: tuple[int, int, int]) -> tuple[date, ...]:
    """The calendar days among these, without repeats."""
    found: dict[date, None] = {}
    for year, month, day in parts:
        try:
            found[date(year, month, day)] = None
        except ValueError:
            continue  # not a day of the calendar, so not a way to read the text
    return tuple(found)
