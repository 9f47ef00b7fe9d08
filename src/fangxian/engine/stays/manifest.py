"""What a day of the lake holds: the file whose presence makes the day visible."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from datetime import date

from fangxian.engine.stays.findings import refuse

ORDERS = ("place", "person")


@dataclass(frozen=True, slots=True)
class File:
    """One Parquet file: name within the day's folder, bytes, sha256 of its content."""

    name: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Part:
    """Stays that arrived together, in both orders.

    rows           stays
    people_below   one more than the largest number of a person; places_below likewise
    """

    rows: int
    people_below: int
    places_below: int
    place: File
    person: File

    def file(self, order: str) -> File:
        return self.place if order == "place" else self.person

    @property
    def id(self) -> str:
        return self.place.sha256[:16]


@dataclass(frozen=True, slots=True)
class Day:
    """One civil day of the lake: its bounds in epoch seconds (the end is not part of it) and its parts.

    digest   sha256 of the manifest as it was read; an index that was built from another one is stale
    """

    on: date
    begins_at: int
    ends_at: int
    parts: tuple[Part, ...]
    digest: str = field(default="", compare=False)

    @property
    def rows(self) -> int:
        return sum(part.rows for part in self.parts)

    @property
    def bytes_held(self) -> int:
        return sum(part.file(order).bytes for part in self.parts for order in ORDERS)

    def names(self, order: str) -> list[str]:
        """The files of one order, relative to the lake."""
        return [f"{folder_of(self.on)}/{part.file(order).name}" for part in self.parts]

    def written(self) -> bytes:
        body = asdict(self) | {"on": self.on.isoformat(), "rows": self.rows}
        del body["digest"]
        return (json.dumps(body, indent=1, sort_keys=True) + "\n").encode()


def folder_of(on: date) -> str:
    return f"days/{on.isoformat()}"


def name_of(on: date) -> str:
    return f"{folder_of(on)}/manifest.json"


def read_day(content: bytes, *, name: str) -> Day:
    """A day from its manifest. Errors: TableRefused if it is cut off or its numbers do not add up."""
    try:
        body = json.loads(content)
        parts = tuple(
            Part(**part | {order: File(**part[order]) for order in ORDERS}) for part in body["parts"]
        )  # fmt: skip
        day = Day(date.fromisoformat(body["on"]), body["begins_at"], body["ends_at"], parts)
        stated = body["rows"]
    except (ValueError, KeyError, TypeError) as error:
        raise refuse("damaged", file=name, detail=type(error).__name__) from None
    if stated != day.rows:
        raise refuse("damaged", file=name, detail=f"{stated} != {day.rows}")
    return Day(day.on, day.begins_at, day.ends_at, parts, digest=hashlib.sha256(content).hexdigest())
