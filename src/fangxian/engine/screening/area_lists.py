"""Dated area lists: which area was listed at which level, from when until when."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from fangxian.engine.arearisk import LEVELS
from fangxian.engine.gazetteer import containing
from fangxian.engine.screening.doubts import Doubts
from fangxian.engine.screening.fields import LIST_FIELDS, fields_by_name
from fangxian.engine.screening.placing import place_of
from fangxian.engine.tables import Columns, Finding, Mapping, Row, Table, recognise_columns
from fangxian.engine.tables.columns import refuse_missing

_LEVEL_WORDS = {
    "high": ("high", "h", "高", "高风险", "高风险区", "高风险地区", "高危"),
    "medium": ("medium", "m", "mid", "中", "中风险", "中风险区", "中风险地区"),
    "low": ("low", "l", "低", "低风险", "低风险区", "低风险地区"),
}
_LEVEL_OF = {word: level for level, words in _LEVEL_WORDS.items() for word in words}
_END_OF_DAY = re.compile(r"(?:24:00(?::00)?|24时)\s*$")


@dataclass(frozen=True, slots=True)
class Listing:
    """One area at one level. `listed_until` is the first day no longer listed; None = still listed."""

    code: str
    level: str
    listed_from: date
    listed_until: date | None
    source: str
    flags: str
    list_name: str

    def holds_on(self, day: date) -> bool:
        """Whether the area is listed so on a day."""
        return self.listed_from <= day and (self.listed_until is None or day < self.listed_until)


@dataclass(slots=True)
class ListReading:
    """What came of one area list: received = accepted + duplicate + quarantined + rejected."""

    name: str
    sha256: str
    columns: Columns
    listings: list[Listing] = field(default_factory=list)
    duplicate: int = 0
    quarantined: list[Finding] = field(default_factory=list)
    rejected: list[Finding] = field(default_factory=list)
    notes: Counter[str] = field(default_factory=Counter)
    table_notes: tuple[Finding, ...] = ()

    @property
    def received(self) -> int:
        """Rows that are not blank."""
        return len(self.listings) + self.duplicate + len(self.quarantined) + len(self.rejected)


def read_area_list(table: Table, *, zone: ZoneInfo, mapping: Mapping | None = None) -> ListReading:
    """The listings of an area list; every row that is none comes with its reason.

    Errors: TableRefused if it lacks the columns for area, level or beginning.
    """
    columns = recognise_columns(table.columns, LIST_FIELDS, mapping)
    known = fields_by_name(LIST_FIELDS)
    for name in ("level", "listed_from"):
        refuse_missing(columns, known[name])
    if "area_code" not in columns.found:
        refuse_missing(columns, known["area_name"])
    reading = ListReading(table.name, table.sha256, columns, table_notes=table.notes)
    seen: set[tuple[str, str, date, date | None]] = set()
    for row in table.rows():
        _take(row, table, reading, seen, zone, mapping.places if mapping else {})
    return reading


def _take(
    row: Row,
    table: Table,
    reading: ListReading,
    seen: set[tuple[str, str, date, date | None]],
    zone: ZoneInfo,
    places: dict[str, str],
) -> None:
    if row.finding:
        reading.rejected.append(row.finding)
        return
    doubts = Doubts(row.number, reading.columns, row.cells)
    level = _level(doubts)
    listed_from = doubts.day("listed_from", zone=zone, epoch=table.epoch, required=True)
    listed_until = _end(doubts, listed_from, zone, table)
    placed = place_of(doubts.cell("area_code"), doubts.cell("area_name"), on=listed_from, places=places)
    if placed.code is None:
        head = reading.columns.head
        doubts.questions.append(
            placed.finding(row=row.number, code_field=head("area_code"), name_field=head("area_name"))
        )
    if placed.code is None or listed_from is None or doubts.any:
        (reading.rejected if doubts.errors else reading.quarantined).append((doubts.errors + doubts.questions)[0])
        return
    key = (placed.code, level, listed_from, listed_until)
    if key in seen:
        reading.duplicate += 1
        return
    seen.add(key)
    reading.notes.update(placed.notes)
    reading.listings.append(Listing(*key, doubts.cell("source"), doubts.cell("flags"), table.name))


def _level(doubts: Doubts) -> str:
    text = unicodedata.normalize("NFKC", doubts.cell("level")).lower().removesuffix(" risk").strip()
    level = _LEVEL_OF.get(text)
    if level is None and text:
        doubts.refuse("level_unknown", "level", text=text if len(text) <= 6 else "…")
    elif level is None:
        doubts.ask("level_missing", "level")
    return level or ""


def _end(doubts: Doubts, listed_from: date | None, zone: ZoneInfo, table: Table) -> date | None:
    """The first day no longer listed; `X日24时` means that day itself was the last."""
    end = doubts.day("listed_until", zone=zone, epoch=table.epoch)
    if end is not None and _END_OF_DAY.search(doubts.cell("listed_until")):
        end += timedelta(days=1)
    if end is not None and listed_from is not None and end <= listed_from:
        doubts.refuse("period_reversed", "listed_until")
    return end


class Listings:
    """Every listing of every list, ready to be asked which level held in an area on a day."""

    def __init__(self, listings: Iterable[Listing]) -> None:
        self._by_code: defaultdict[str, list[Listing]] = defaultdict(list)
        self._parts_of: defaultdict[str, list[Listing]] = defaultdict(list)
        for listing in listings:
            self._by_code[listing.code].append(listing)
            for outer in containing(listing.code)[1:]:
                self._parts_of[outer].append(listing)

    def on(self, code: str, day: date) -> Listing | None:
        """The listing that counts for an area on a day: the finest that contains it; of equals, the highest level."""
        for part in containing(code):
            held = [listing for listing in self._by_code.get(part, ()) if listing.holds_on(day)]
            if held:
                return max(held, key=lambda listing: (LEVELS.index(listing.level), listing.listed_from))
        return None

    def ever(self, code: str) -> tuple[Listing, ...]:
        """Every listing, of any time, of the area or of one that contains it."""
        return tuple(listing for part in containing(code) for listing in self._by_code.get(part, ()))

    def parts_on(self, code: str, day: date) -> tuple[Listing, ...]:
        """The listings of parts of an area on a day."""
        return tuple(listing for listing in self._parts_of.get(code, ()) if listing.holds_on(day))
