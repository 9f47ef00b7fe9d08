"""Screening one list of arrivals against dated area lists, row by row, as a stream."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from fangxian.engine.rules.packs import Pack
from fangxian.engine.screening.area_lists import Listings
from fangxian.engine.screening.arrivals import Arrival, ArrivalReader, arrival_columns
from fangxian.engine.screening.judging import Judge
from fangxian.engine.screening.people import padded_length
from fangxian.engine.screening.reconciliation import Fate, Outcome
from fangxian.engine.tables import Columns, Mapping, Row, Table


@dataclass(frozen=True, slots=True)
class Screening:
    """A screening that is ready to run: nothing has been judged yet, and the list is known to be readable.

    listed_as_of   the day whose area lists count; None: those in force at each stay
    """

    table: Table
    columns: Columns
    judge: Judge
    reader: ArrivalReader
    listed_as_of: date | None

    def outcomes(self) -> Iterator[Outcome]:
        """What becomes of each row, in the order of the list; each row exactly once."""
        first_rows: dict[tuple[bytes, tuple[str, date, date, date]], int] = {}
        for row in self.table.rows():
            yield self._outcome(row, first_rows)

    def _outcome(self, row: Row, first_rows: dict[tuple[bytes, tuple[str, date, date, date]], int]) -> Outcome:
        if row.finding:
            return Outcome(row.number, row.cells, "rejected", findings=(row.finding,))
        arrival, doubts = self.reader.read(row)
        if arrival is None:
            fate: Fate = "rejected" if doubts.errors else "quarantined"
            findings = tuple(doubts.errors + doubts.questions)
            return Outcome(row.number, row.cells, fate, findings=findings)
        return self._judged(row, arrival, first_rows)

    def _judged(
        self, row: Row, arrival: Arrival, first_rows: dict[tuple[bytes, tuple[str, date, date, date]], int]
    ) -> Outcome:
        first = first_rows.setdefault((arrival.person_key, arrival.stay), row.number)
        if first != row.number:
            return Outcome(row.number, row.cells, "duplicate", arrival=arrival, duplicate_of=first)
        verdict = self.judge.judge(arrival)
        fate: Fate = "follow_up" if verdict.follow_up else "no_follow_up"
        return Outcome(row.number, row.cells, fate, arrival=arrival, verdict=verdict)


def prepare_screening(
    table: Table,
    *,
    listings: Listings,
    pack: Pack,
    at: datetime,
    as_of: date | None = None,
    zone: ZoneInfo | None = None,
    mapping: Mapping | None = None,
) -> Screening:
    """A screening of a list of arrivals by the SCREEN rule of a pack.

    at      the moment of screening, aware; nobody has stayed or arrived after it
    as_of   the day whose area lists count; if not given, the pack's `list_basis` decides: the lists of the days of
            the stay, or those of the day of screening
    zone    of the city; the pack's unless given
    Errors: TableRefused if the list lacks a column without which nothing can be decided; ValueError if the pack has
    no SCREEN rule.
    """
    zone = zone or pack.zone
    today = at.astimezone(zone).date()
    rules = pack.rules_of("SCREEN")
    if len(rules) != 1:
        raise ValueError(f"{pack.id} has {len(rules)} rules of the kind SCREEN; one is needed")
    if as_of is None and rules[0].params["list_basis"] == "at_screen":
        as_of = today
    columns = arrival_columns(table.columns, mapping)
    reader = ArrivalReader(
        table=table,
        columns=columns,
        zone=zone,
        today=today,
        places=mapping.places if mapping else {},
        padded_to=padded_length(table, columns),
    )
    return Screening(table, columns, Judge(pack, listings, listed_as_of=as_of), reader, as_of)
