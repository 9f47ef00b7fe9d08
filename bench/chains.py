"""Chains, serial interval and recall of suggested contacts on the public data sets that lie beside the project.

    python bench/chains.py [DATA]     ../shared/data unless said

Prints how many cases and links were given and that all of them are in the chains, what was flagged, the serial
interval with its uncertainty, and how many of the published transmission pairs are among the contacts that the
definition suggests from published trajectories. Needs no database and asserts no bar.
"""

from __future__ import annotations

import csv
import gzip
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa

from fangxian.engine.chains.graph import FLAGS, Chains, Link, chains
from fangxian.engine.chains.serial import SerialInterval, serial_interval
from fangxian.engine.contacts import close_contacts, same_service_pairs

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
WAYS = ("place", "service", "residence")
UNCOVERED = ("武汉", "湖北", "武汉市", "湖北省")  # a whole province is no place at which two people meet


def rows(path: Path) -> list[dict[str, str]]:
    raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return list(csv.DictReader(raw.decode("utf-8-sig").splitlines()))


def day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


@dataclass(frozen=True)
class Read:
    """One data set as chains: what was given, and what came of it."""

    case_count: int
    links: list[Link]
    chains: Chains


def china(data: Path) -> tuple[Read, list[int]]:
    """Published transmission pairs, and their serial intervals from the two onsets."""
    cases, pairs = (rows(data / "cn_transmission_pairs" / name) for name in ("cases.csv", "pairs.csv"))
    onsets = {row["case_id"]: day(row["onset_date"]) for row in cases}
    links = [Link(row["pair_id"], row["infector_id"], row["infectee_id"]) for row in pairs]
    both = [(onsets[link.infector], onsets[link.infectee]) for link in links]
    days = [(second - first).days for first, second in both if first and second]
    return Read(len(cases), links, chains(onsets, links, onsets=onsets)), days


def korea(data: Path) -> Read:
    """Patients with the number of who infected them; onset is mostly missing, so days of confirmation stand for it."""
    people = rows(data / "korea_ds4c" / "patients.csv")
    confirmed = {row["patient_id"]: day(row["confirmed_date"]) for row in people}
    links = [Link(row["patient_id"], row["infected_by"], row["patient_id"]) for row in people if row["infected_by"]]
    return Read(len(people), links, chains(confirmed, links, onsets=confirmed))


def taiwan(data: Path) -> Read:
    """Edges between cases and contacts; most say only that two met. An end that is no case here is a contact."""
    people = [row["id"] for row in rows(data / "taiwan_contacts" / "individuals.csv")]
    edges = rows(data / "taiwan_contacts" / "edges.csv")
    links = [
        Link(str(number), row["source"], row["target"], row["directed"] == "True") for number, row in enumerate(edges)
    ]
    return Read(len(people), links, chains(people, links))


@dataclass(frozen=True)
class Recall:
    """pair_count: published pairs of which both ends have a trajectory; found: how many of them each way suggests.

    found["any"]      pairs that at least one way suggests
    suggested_count   unordered pairs of all cases with a trajectory that were suggested in any way
    undated_count     visits without a day: they suggest nobody
    """

    pair_count: int
    found: dict[str, int]
    suggested_count: int
    undated_count: int


def recall(data: Path) -> Recall:
    """How many published pairs are among the contacts suggested by trajectories alone."""
    folder = data / "cn_case_trajectories"
    uid = {row["case_id"]: row["case_uid"] for row in rows(
        data / "cn_transmission_pairs" / "links_to_cn_case_trajectories.csv"
    )}  # fmt: skip
    pairs = rows(data / "cn_transmission_pairs" / "pairs.csv")
    ends = [(row["infector_id"], row["infectee_id"]) for row in pairs]
    true = {_pair(uid[a], uid[b]) for a, b in ends if a in uid and b in uid}
    places, undated = _at_places(folder)
    suggested = {
        "place": places,
        "service": _aboard(folder),
        "residence": _living(rows(folder / "cases.csv")),
    }
    every = set().union(*suggested.values())
    found = {way: len(true & suggested[way]) for way in WAYS} | {"any": len(true & every)}
    return Recall(len(true), found, len(every), undated)


def _pair(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)


def _at_places(folder: Path) -> tuple[set[tuple[str, str]], int]:
    """Pairs at one place on one day by the definition of a contact; a visit lasts its whole days, no time is known."""
    visits = {row["visit_id"]: row for row in rows(folder / "visits.csv.gz")}
    stays: list[dict[str, Any]] = []
    for row in rows(folder / "visit_places.csv"):
        visit = visits[row["visit_id"]]
        first = day(visit["date_start"])
        if first is None or row["place"] in UNCOVERED:
            continue
        last = day(visit["date_end"]) or first
        stays.append(
            {
                "person_id": visit["case_uid"], "place_id": row["place"], "t_in": _midnight(first),
                "t_out": _midnight(max(first, last) + timedelta(days=1)),
            }
        )  # fmt: skip
    table = ibis.memtable(pa.Table.from_pylist(stays))
    cases = table.select("person_id").distinct().mutate(t_from=ibis.null("int64"), t_to=ibis.null("int64"))
    found = close_contacts(table, cases, min_minutes=15).to_pyarrow()
    met = zip(found["case_id"].to_pylist(), found["person_id"].to_pylist(), strict=True)
    return {_pair(one, other) for one, other in met}, sum(1 for row in visits.values() if not row["date_start"])


def _midnight(on: date) -> int:
    return int(datetime(on.year, on.month, on.day, tzinfo=UTC).timestamp())


def _aboard(folder: Path) -> set[tuple[str, str]]:
    names = ("leg_id", "case_uid", "mode", "number")
    legs = [{**{name: row[name] for name in names}, "date": day(row["date"])} for row in rows(
        folder / "transport_legs.csv"
    )]  # fmt: skip
    found = same_service_pairs(ibis.memtable(pa.Table.from_pylist(legs))).to_pyarrow()
    return set(map(_pair, found["case_a"].to_pylist(), found["case_b"].to_pylist()))


def _living(cases: Iterable[dict[str, str]]) -> set[tuple[str, str]]:
    """Pairs whose address is written the same, below the level of a county."""
    at: dict[str, list[str]] = {}
    for row in cases:
        if row["residence"] and not row["residence"].endswith(("县", "区", "市", "省")):
            at.setdefault(row["residence"], []).append(row["case_uid"])
    return {_pair(a, b) for people in at.values() for a in people for b in people if a < b}


def said(name: str, read: Read) -> str:
    """One data set in a line of the table, once every case and link was found in exactly one cluster."""
    kept = [key for cluster in read.chains.clusters for key in cluster.links]
    members = sum(len(cluster.members) for cluster in read.chains.clusters)
    assert sorted(kept) == sorted(link.key for link in read.links), "a link was lost"
    assert members == read.case_count + len(read.chains.strangers), "a case was lost"
    linked = [cluster for cluster in read.chains.clusters if cluster.links]
    flags = ", ".join(f"{flag} {len(read.chains.flagged(flag)):,}" for flag in FLAGS if read.chains.flagged(flag))
    depth = max(cluster.depth for cluster in linked)
    return (
        f"| {name} | {read.case_count:,} | {len(read.links):,} | {len(read.chains.strangers):,} | {len(linked):,} | "
        f"{depth} | {flags or '–'} |"
    )


def interval(found: SerialInterval | None) -> str:
    if found is None:
        return "too few pairs"
    mean, spread, median = found.mean, found.spread, found.median
    return (
        f"{found.pair_count} pairs ({found.negative_count} negative): mean {mean.value:.2f} days "
        f"({mean.low:.2f} to {mean.high:.2f}), median {median.value:.0f} ({median.low:.0f} to {median.high:.0f}), "
        f"standard deviation {spread.value:.2f} ({spread.low:.2f} to {spread.high:.2f})"
    )


def main(data: Path) -> None:
    pairs, days = china(data)
    print("| data set | cases | links | ends on no record | clusters with a link | most generations | flagged links |")
    print("|---|--:|--:|--:|--:|--:|---|")
    for name, read in (
        ("cn_transmission_pairs", pairs),
        ("korea_ds4c", korea(data)),
        ("taiwan_contacts", taiwan(data)),
    ):
        print(said(name, read))
    print(f"\nSerial interval: {interval(serial_interval(days))}\n")
    found = recall(data)
    print(f"Of {found.pair_count} published pairs with two trajectories the definition suggests:")
    for way in (*WAYS, "any"):
        print(f"  by {way}: {found.found[way]} ({found.found[way] / found.pair_count:.0%})")
    print(f"among {found.suggested_count:,} suggested pairs; {found.undated_count:,} visits have no day.")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else DATA)
