"""A published list of services as people paste it: one train, flight, coach or ship of one day a line (F09)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from fangxian.core.problems.rules import Problem, said

MODES = {
    "train": ("火车", "高铁", "动车", "列车", "铁路", "train", "rail"),
    "plane": ("飞机", "航班", "航空", "plane", "flight", "air"),
    "coach": ("客车", "大巴", "客运", "coach", "bus"),
    "ship": ("客船", "轮渡", "渡轮", "轮船", "ship", "ferry"),
}
MOST_LINES = 200
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_TRAIN = re.compile(r"[GDCZTKYLS]\d{1,4}", re.IGNORECASE)  # first letters of China Railway's numbers
_FLIGHT = re.compile(r"(?:[A-Z]{2}|[A-Z]\d|\d[A-Z])\d{2,4}", re.IGNORECASE)  # IATA airline code and number
_NUMBER = re.compile(r"[A-Z]{0,3}\d[A-Z\d]*", re.IGNORECASE)


@dataclass(frozen=True)
class Listed:
    """One service of one day, as it was published. line  number of the line in the text, from 1."""

    line: int
    mode: str
    number: str
    on: date


def services_in(text: str) -> tuple[list[Listed], list[Problem]]:
    """The services of a pasted list, and what is wrong with each line that is none. Empty lines are passed over."""
    found, problems = [], []
    for number, raw in enumerate(text.splitlines(), start=1):
        line = unicodedata.normalize("NFKC", raw).strip()
        if not line:
            continue
        read = _service(line, number)
        if isinstance(read, Problem):
            problems.append(read)
        else:
            found.append(read)
    if len(found) > MOST_LINES:
        too_many = said("A list has at most %(limit)s lines: divide it.")
        problems.append(Problem("cases.list_too_long", too_many, {"limit": MOST_LINES}, "listed"))
    return found, problems


def _service(line: str, at_line: int) -> Listed | Problem:
    day = _DAY.search(line)
    if day is None:
        return _wrong(at_line, said("Line %(line)s: no day, such as 2020-03-05."))
    try:
        on = date(*(int(part) for part in day.groups()))
    except ValueError:
        return _wrong(at_line, said("Line %(line)s: this day does not exist."))
    rest = line[: day.start()] + " " + line[day.end() :]
    mode = next((mode for mode, words in MODES.items() if any(word in rest.lower() for word in words)), "")
    for words in MODES.values():
        for word in words:
            rest = re.sub(word, " ", rest, flags=re.IGNORECASE)
    numbers = [part for part in re.split(r"[\s,;，、；|]+", rest) if _NUMBER.fullmatch(part)]
    if not numbers:
        return _wrong(at_line, said("Line %(line)s: no number of a train, flight, coach or ship."))
    number = numbers[0].upper()
    mode = mode or ("train" if _TRAIN.fullmatch(number) else "plane" if _FLIGHT.fullmatch(number) else "")
    if not mode:
        return _wrong(at_line, said("Line %(line)s: say whether it is a train, flight, coach or ship."))
    return Listed(at_line, mode, number, on)


def written(number: str) -> str:
    """A service number in one writing, as the engine compares them: capitals, no spaces, no full-width forms."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", number)).upper()


def _wrong(line: int, text: str) -> Problem:
    return Problem("cases.unreadable_line", text, {"line": line}, "listed", status=422)
