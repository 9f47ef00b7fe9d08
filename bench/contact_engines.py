"""The same question to other engines, written by hand: contacts of cases in DuckDB's SQL, in Polars, on raw arrays.

All of them say what `engine/contacts` says, times joined across midnight included. The yardstick is the least that a
program over these arrays has to do: one compiled pass with a cell for every person, for one span per case.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
from numba import njit

NAMES = ["case_id", "person_id", "minutes", "strongest_place", "strongest_minutes"]

_SPANS = """SELECT c.person_id AS case_id, s.place_id,
    greatest(s.t_in, coalesce(c.t_from, s.t_in)) AS t_in, least(s.t_out, coalesce(c.t_to, s.t_out)) AS t_out
  FROM {cases} c JOIN {by_person} s ON s.person_id = c.person_id"""
_JOINED = """SELECT {by}, min(t_in) AS t_in, max(t_out) AS t_out FROM (
    SELECT *, sum(begins) OVER (PARTITION BY {by} ORDER BY t_in, t_out RANGE UNBOUNDED PRECEDING) AS island FROM (
      SELECT *, coalesce((t_in > max(t_out) OVER (PARTITION BY {by} ORDER BY t_in, t_out
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING))::INT, 1) AS begins FROM ({rows})))
  GROUP BY {by}, island"""
_MET = """SELECT t.case_id, s.person_id, t.place_id, t.t_in AS began,
    greatest(t.t_in, s.t_in) AS t_in, least(t.t_out, s.t_out) AS t_out
  FROM {theirs} t JOIN {by_place} s
    ON s.place_id = t.place_id AND s.t_in < t.t_out AND s.t_out > t.t_in AND s.person_id <> t.case_id
  WHERE s.t_in < s.t_out"""
_LISTED = """SELECT case_id, person_id, sum(seconds)::DOUBLE / 60 AS minutes,
    min(place_id) FILTER (n = 1) AS strongest_place, max(seconds)::DOUBLE / 60 AS strongest_minutes
  FROM (SELECT *, row_number() OVER (PARTITION BY case_id, person_id ORDER BY seconds DESC, place_id) AS n
    FROM (SELECT *, t_out - t_in AS seconds FROM ({together})) WHERE seconds / 60 >= {minutes})
  GROUP BY case_id, person_id ORDER BY case_id, person_id"""


def _theirs(cases: str, by_person: str) -> str:
    spans = _SPANS.format(cases=cases, by_person=by_person)
    return _JOINED.format(by="case_id, place_id", rows=f"SELECT * FROM ({spans}) WHERE t_in < t_out")


def _listed(theirs: str, by_place: str, minutes: float) -> str:
    met = _MET.format(theirs=theirs, by_place=by_place)
    return _LISTED.format(together=_JOINED.format(by="case_id, person_id, place_id, began", rows=met), minutes=minutes)


def one_sql(*, cases: str, by_person: str, by_place: str, minutes: float) -> str:
    """The question as one statement."""
    return _listed(f"({_theirs(cases, by_person)})", by_place, minutes)


def two_steps(con: Any, *, cases: str, by_person: str, by_place: str, minutes: float) -> pa.Table:
    """First the stays of the cases, then their places: what lets DuckDB skip most of its rows."""
    con.execute(f"CREATE OR REPLACE TEMP TABLE theirs AS {_theirs(cases, by_person)}")
    return con.execute(_listed("theirs", by_place, minutes)).to_arrow_table()


def _islands(rows: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    ordered = rows.sort([*by, "t_in", "t_out"])
    before = pl.col("t_out").cum_max().shift(1).over(by)
    numbered = ordered.with_columns(island=(pl.col("t_in") > before).fill_null(True).cum_sum())
    return numbered.group_by([*by, "island"]).agg(pl.col("t_in").min(), pl.col("t_out").max()).drop("island")


def with_polars(cases: pl.DataFrame, *, person_files: list[str], place_files: list[str], minutes: float) -> pa.Table:
    """The question in two steps over the lake's files."""
    ends = (pl.col("t_in") + pl.col("seconds")).alias("t_out")
    mine = pl.scan_parquet(person_files).filter(pl.col("person_id").is_in(cases["person_id"].implode()))
    spans = mine.with_columns(ends).collect().join(cases, on="person_id")
    spans = spans.with_columns(t_in=pl.max_horizontal("t_in", "t_from"), t_out=pl.min_horizontal("t_out", "t_to"))
    spans = spans.filter(pl.col("t_in") < pl.col("t_out")).rename({"person_id": "case_id"})
    theirs = _islands(spans, ["case_id", "place_id"]).rename({"t_in": "began", "t_out": "until"})
    there = pl.scan_parquet(place_files).filter(
        pl.col("place_id").is_in(theirs["place_id"].unique().implode()),
        pl.col("t_in") < theirs["until"].max(), pl.col("seconds") > 0,
    ).with_columns(ends).filter(pl.col("t_out") > theirs["began"].min()).collect()  # fmt: skip
    met = there.join(theirs, on="place_id").filter(
        pl.col("t_in") < pl.col("until"), pl.col("t_out") > pl.col("began"), pl.col("person_id") != pl.col("case_id")
    ).with_columns(t_in=pl.max_horizontal("t_in", "began"), t_out=pl.min_horizontal("t_out", "until"))  # fmt: skip
    shared = _islands(met, ["case_id", "person_id", "place_id", "began"])
    long = shared.with_columns(seconds=pl.col("t_out") - pl.col("t_in")).filter(pl.col("seconds") / 60 >= minutes)
    ranked = long.sort(["case_id", "person_id", "seconds", "place_id"], descending=[False, False, True, False])
    listed = ranked.group_by(["case_id", "person_id"], maintain_order=True).agg(
        minutes=pl.col("seconds").sum(), strongest_place=pl.col("place_id").first(),
        strongest_minutes=pl.col("seconds").max(),
    )  # fmt: skip
    # Polars multiplies by a sixtieth where the others divide, which is another last digit
    for name in ("minutes", "strongest_minutes"):
        listed = listed.with_columns(pl.Series(name, listed[name].to_numpy() / 60))
    return listed.select(NAMES).to_arrow()


@njit(cache=True)
def yardstick(cases, t_from, t_to, begins, person_at, person_rows, place_at, place_rows, cells, met, least):
    """How many contacts the cases have, each with the sum and the longest of its times and where that was.

    cells   one row per person, zero before and after: case + 1, place, from, until, sum, longest, where, last row met
    met     room for a number of every person
    """
    found = 0
    for at in range(len(cases)):
        case, count = cases[at], 0
        for day in range(len(begins)):
            low, high = t_from[at] - begins[day], t_to[at] - begins[day]
            if high <= 0 or low >= 90_000:
                continue
            for mine in range(person_at[day][case], person_at[day][case + 1]):
                entry = person_rows[day][mine]
                t_in = np.int64(entry >> np.uint64(47))
                t_out = min(t_in + np.int64((entry >> np.uint64(30)) & np.uint64(0x1FFFF)), high)
                t_in = max(t_in, low)
                place = np.int64(entry & np.uint64(0x3FFFFFFF))
                for row in range(place_at[day][place], place_at[day][place + 1]):
                    other = place_rows[day][row]
                    begun = np.int64(other >> np.uint64(47))
                    if begun >= t_out:
                        break
                    ended = begun + np.int64((other >> np.uint64(30)) & np.uint64(0x1FFFF))
                    person = np.int64(other & np.uint64(0x3FFFFFFF))
                    if ended <= t_in or person == case:
                        continue
                    first, last = begins[day] + max(begun, t_in), begins[day] + min(ended, t_out)
                    cell = cells[person]
                    if cell[0] == 0:
                        met[count] = person
                        count += 1
                        cell[0] = at + 1
                    elif cell[1] == place and first <= cell[3]:
                        cell[3] = max(cell[3], last)
                        continue
                    elif cell[3] - cell[2] >= least:
                        cell[4] += cell[3] - cell[2]
                        if cell[3] - cell[2] > cell[5]:
                            cell[5], cell[6] = cell[3] - cell[2], cell[1]
                    cell[1], cell[2], cell[3] = place, first, last
        for one in range(count):
            cell = cells[met[one]]
            if cell[3] - cell[2] >= least:
                cell[4] += cell[3] - cell[2]
            found += cell[4] > 0
            cell[:] = 0
    return found
