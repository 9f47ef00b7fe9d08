"""A row of a list of arrivals: who, stayed where and when, arrived when; or why nobody can tell."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from fangxian.engine.screening.doubts import Doubts
from fangxian.engine.screening.fields import ARRIVAL_FIELDS, fields_by_name
from fangxian.engine.screening.messages import shown
from fangxian.engine.screening.people import PERSON_FIELDS, person_of
from fangxian.engine.screening.placing import Placed, place_of
from fangxian.engine.tables import Columns, Mapping, Row, Table, recognise_columns
from fangxian.engine.tables.columns import refuse_missing

_YES = frozenset({"是", "y", "yes", "true", "1", "√", "途经", "仅途经", "未下车"})
_NO = frozenset({"", "否", "n", "no", "false", "0", "×", "-", "无", "停留", "下车"})
_DATES = ("arrives_on", "left_on", "stayed_from")
_AREAS = ("area_code", "area_name", "province", "city", "county")


@dataclass(frozen=True, slots=True)
class Arrival:
    """One stay of one person before one arrival. Days are city dates, both ends of the stay included.

    person_key   equal for the same person; never shown
    service      train, flight and area of destination as written; tells groups of travellers apart
    notes        codes of what was assumed or left aside
    """

    row: int
    person_key: bytes
    code: str
    stayed_from: date
    left_on: date
    arrives_on: date
    transit_only: bool
    service: str
    notes: tuple[str, ...]

    @property
    def stay(self) -> tuple[str, date, date, date]:
        """What makes two rows the same stay before the same arrival."""
        return (self.code, self.stayed_from, self.left_on, self.arrives_on)


def arrival_columns(heads: Sequence[str], mapping: Mapping | None = None) -> Columns:
    """Which column of a list of arrivals holds what.

    Errors: TableRefused if the list says nothing about the area, nothing about a date, or nothing about who.
    """
    columns = recognise_columns(heads, ARRIVAL_FIELDS, mapping)
    known = fields_by_name(ARRIVAL_FIELDS)
    for group, wanted in ((_AREAS, "area_name"), (_DATES, "arrives_on"), (PERSON_FIELDS, "person")):
        if not any(name in columns.found for name in group):
            refuse_missing(columns, known[wanted])
    return columns


@dataclass(frozen=True, slots=True)
class ArrivalReader:
    """Reads the rows of one list. `today` is the city date of the reading: nobody has stayed in the future."""

    table: Table
    columns: Columns
    zone: ZoneInfo
    today: date
    places: dict[str, str]
    padded_to: int | None

    def read(self, row: Row) -> tuple[Arrival | None, Doubts]:
        """The arrival of a row, or None with the doubts that keep it from being one."""
        doubts = Doubts(row.number, self.columns, row.cells)
        person = person_of(doubts, padded_to=self.padded_to)
        days = self._days(doubts)
        placed = self._place(doubts, days[0] if days else None)
        transit_only = _transit_only(doubts)
        if person is None or days is None or placed.code is None or doubts.any:
            return None, doubts
        stayed_from, left_on, arrives_on, assumed = days
        notes = (*person.notes, *placed.notes, *assumed)
        service = " ".join(doubts.cell(name) for name in ("service_number", "destination_code")).strip()
        arrival = Arrival(
            row.number, person.key, placed.code, stayed_from, left_on, arrives_on, transit_only, service, notes
        )
        return arrival, doubts

    def _days(self, doubts: Doubts) -> tuple[date, date, date, tuple[str, ...]] | None:
        """(stayed from, left on, arrives on, notes); None with a doubt."""
        arrives_on, left_on, stayed_from = (doubts.day(name, zone=self.zone, epoch=self.table.epoch) for name in _DATES)
        if doubts.any:
            return None
        assumed: list[str] = []
        if left_on is None and arrives_on is None and stayed_from is None:
            name = next(name for name in _DATES if name in self.columns.found)
            doubts.day(name, zone=self.zone, epoch=self.table.epoch, required=True)
            return None
        if arrives_on is None:
            arrives_on = left_on or stayed_from
            assumed.append("arrival_assumed")
        if left_on is None:
            left_on = arrives_on
            assumed.append("stay_assumed")
        if arrives_on is None or left_on is None:
            raise AssertionError("one of three days is known, so all are")
        stayed_from = stayed_from or left_on
        return self._checked(doubts, stayed_from, left_on, arrives_on, tuple(assumed))

    def _checked(
        self, doubts: Doubts, stayed_from: date, left_on: date, arrives_on: date, assumed: tuple[str, ...]
    ) -> tuple[date, date, date, tuple[str, ...]] | None:
        late = next(
            (name for name, day in zip(_DATES, (arrives_on, left_on, stayed_from), strict=True) if day > self.today),
            None,
        )
        if late:
            present = late if late in self.columns.found else next(n for n in _DATES if n in self.columns.found)
            doubts.ask("date_in_future", present)
        elif not stayed_from <= left_on <= arrives_on:
            doubts.ask("dates_contradict", "left_on" if "left_on" in self.columns.found else "stayed_from")
        return None if doubts.any else (stayed_from, left_on, arrives_on, assumed)

    def _place(self, doubts: Doubts, on: date | None) -> Placed:
        parts = "".join(doubts.cell(name) for name in ("province", "city", "county"))
        name_text = parts + doubts.cell("area_name")
        if parts and doubts.cell("area_name").startswith(doubts.cell("province") or "\0"):
            name_text = doubts.cell("area_name")
        placed = place_of(doubts.cell("area_code"), name_text, on=on, places=self.places)
        if placed.code is None:
            head = self.columns.head
            code_field = head("area_code")
            name_field = next((head(name) for name in _AREAS[1:] if name in self.columns.found), code_field)
            doubts.questions.append(placed.finding(row=doubts.row, code_field=code_field, name_field=name_field))
        return placed


def _transit_only(doubts: Doubts) -> bool:
    text = doubts.cell("transit_only").strip().lower()
    if text not in _YES and text not in _NO:
        doubts.ask("transit_unreadable", "transit_only", text=shown(text))
    return text in _YES
