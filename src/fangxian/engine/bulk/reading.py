"""Reading a large CSV or Parquet file: every row is accepted, a duplicate, quarantined or rejected, and counted."""

from __future__ import annotations

import gzip
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import ibis

from fangxian.engine.bulk import judging
from fangxian.engine.bulk.columns import Column, Kind, recognise
from fangxian.engine.bulk.findings import BULK, refuse
from fangxian.engine.tables import Columns, Finding
from fangxian.engine.tables import refuse as refuse_table

QUARANTINED = frozenset({"end_missing"})
SHOWN = 10
_SEPARATORS = ",;\t|"
# An 18-digit number of chance reads like a document number about once in 1,500; a column of them nearly always.
_DOCUMENTS_SHARE = 0.01


@dataclass(frozen=True, slots=True)
class Reading:
    """What became of a file's rows.

    table        the accepted rows, each once, with the columns asked for
    quarantined  rows per reason that somebody must answer first
    rejected     rows per reason that cannot be read
    findings     the first of both, with row and field
    """

    file: str
    table: ibis.Table
    columns: Columns
    received: int
    accepted: int
    duplicate: int
    quarantined: Counter[str] = field(default_factory=Counter)
    rejected: Counter[str] = field(default_factory=Counter)
    findings: tuple[Finding, ...] = ()

    @property
    def adds_up(self) -> bool:
        left = self.quarantined.total() + self.rejected.total()
        return self.received == self.accepted + self.duplicate + left

    @property
    def counts(self) -> dict[str, int]:
        """The five numbers of a reconciliation."""
        return {
            "received": self.received,
            "accepted": self.accepted,
            "duplicate": self.duplicate,
            "quarantined": self.quarantined.total(),
            "rejected": self.rejected.total(),
        }


def connect(*, zone: ZoneInfo, spill: Path) -> Any:
    """An engine in memory that puts what does not fit into the folder `spill`; times without a zone are city time."""
    connection = ibis.duckdb.connect()
    connection.raw_sql(f"SET temp_directory = {_quoted(str(spill))}")
    connection.raw_sql(f"SET TimeZone = {_quoted(zone.key)}")
    return connection


def read_bulk(
    connection: Any, path: Path, *, name: str, columns: Sequence[Column], zone: ZoneInfo, named: bool = False
) -> Reading:
    """Read one file into the table `name`.

    columns  what is wanted of it; others are left unread
    named    whether the file may say who somebody is; otherwise such a file is refused
    Errors: TableRefused for a file that is absent, empty, of another type, lacks a column or says who somebody is.
    """
    source = _source(path)
    try:
        types = dict(connection.raw_sql(f"SELECT column_name, column_type FROM (DESCRIBE FROM {source})").fetchall())
        found = recognise(list(types), columns, named=named)
        judged = judging.judged(source, found, columns, types, zone=zone)
        if not named:
            _refuse_documents(connection, judged, found, columns)
        return _read(connection, judged, found, columns, path=path, name=name)
    except duckdb.Error as error:
        raise refuse_table("unreadable", detail=_first_line(error)) from None


def _read(connection: Any, judged: str, found: Columns, columns: Sequence[Column], *, path: Path, name: str) -> Reading:
    wanted = ", ".join(column.name for column in columns)
    connection.raw_sql(
        f"CREATE OR REPLACE TABLE {name} AS SELECT DISTINCT {wanted} FROM ({judged}) WHERE reason IS NULL"
    )
    tallies = connection.raw_sql(f"SELECT reason, count(*) FROM ({judged}) GROUP BY reason").fetchall()
    by_reason = Counter({reason: count for reason, count in tallies if reason})
    broken = _broken_lines(connection) if _is_text(path) else []
    if broken:
        by_reason["row_broken"] = len(broken)
    good = sum(count for reason, count in tallies if reason is None)
    if not good and not by_reason:
        raise refuse_table("no_rows")
    accepted = connection.raw_sql(f"SELECT count(*) FROM {name}").fetchone()[0]
    return Reading(
        file=path.name,
        table=connection.table(name),
        columns=found,
        received=good + by_reason.total(),
        accepted=accepted,
        duplicate=good - accepted,
        quarantined=Counter({reason: n for reason, n in by_reason.items() if reason in QUARANTINED}),
        rejected=Counter({reason: n for reason, n in by_reason.items() if reason not in QUARANTINED}),
        findings=_findings(connection, judged, found, broken) if by_reason else (),
    )


def _findings(connection: Any, judged: str, found: Columns, broken: list[int]) -> tuple[Finding, ...]:
    """The first rows that were not taken, each with its field and reason."""
    listed = [BULK.finding("row_broken", row=line) for line in broken[:SHOWN]]
    query = f"SELECT row, reason, field FROM ({judged}) WHERE reason IS NOT NULL ORDER BY row LIMIT {SHOWN}"
    for row, reason, name in connection.raw_sql(query).fetchall():
        for line in broken:  # a line that is no row was not counted
            row += line <= row
        listed.append(BULK.finding(reason, row=row, field=found.head(name)))
    return tuple(sorted(listed, key=lambda finding: finding.row or 0)[:SHOWN])


def _refuse_documents(connection: Any, judged: str, found: Columns, columns: Sequence[Column]) -> None:
    """Refuse a file whose ids are identity numbers."""
    for column in (column for column in columns if column.kind is Kind.ID):
        matches = f"regexp_full_match(CAST({column.name} AS VARCHAR), '{judging.DOCUMENT}')"
        query = f"SELECT avg(CAST({matches} AS INTEGER)) FROM ({judged}) WHERE {column.name} IS NOT NULL"
        share = connection.raw_sql(query).fetchone()[0] or 0
        if share > _DOCUMENTS_SHARE:
            raise refuse("looks_like_a_document", field=found.head(column.name))


def _source(path: Path) -> str:
    """The file as a table of DuckDB's. Errors: TableRefused."""
    if not path.is_file():
        raise refuse_table("no_file")
    if path.stat().st_size == 0:
        raise refuse_table("empty")
    if path.suffix.lower() == ".parquet":
        return f"read_parquet({_quoted(str(path))})"
    if not _is_text(path):
        raise refuse("suffix", suffix=path.suffix)
    separator = _separator(path)
    options = f"all_varchar = true, header = true, delim = {_quoted(separator)}, quote = '\"', escape = '\"'"
    return f"read_csv({_quoted(str(path))}, {options}, store_rejects = true, rejects_limit = 0)"


def _is_text(path: Path) -> bool:
    return path.name.lower().endswith((".csv", ".csv.gz", ".tsv", ".txt"))


def _separator(path: Path) -> str:
    """The separator that the head holds most often."""
    with gzip.open(path) if path.suffix.lower() == ".gz" else path.open("rb") as file:
        head = file.readline(1 << 20).decode("utf-8-sig", errors="replace")
    return max(_SEPARATORS, key=head.count)


def _broken_lines(connection: Any) -> list[int]:
    """Lines of the last CSV that are no rows, in order; DuckDB notes each scan of the file apart."""
    query = (
        "SELECT DISTINCT line FROM reject_errors WHERE scan_id = (SELECT max(scan_id) FROM reject_errors) ORDER BY 1"
    )
    try:
        return [line for (line,) in connection.raw_sql(query).fetchall()]
    except duckdb.CatalogException:  # the table is made with the first broken line
        return []


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0][:200]


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
