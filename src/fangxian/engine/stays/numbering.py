"""Numbers for ids: a lake that is filled from files keeps which number stands for which pseudonymous id.

A site numbers its people itself, in its database, and never calls this: there the mapping dies at stand-down.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
from pyarrow import parquet

from fangxian.engine.stays.findings import refuse
from fangxian.engine.stays.lake import Lake

REGISTER = "numbers.json"
KINDS = ("person", "place")


@dataclass(frozen=True, slots=True)
class Numbers:
    """Which number stands for which id, as tables `number, id` of one connection."""

    person: ibis.Table
    place: ibis.Table


def numbered(connection: Any, lake: Lake, stays: ibis.Table) -> ibis.Table:
    """Stays under numbers, ids that the lake does not know yet having been given the next ones, in their order.

    Errors: TableRefused if the lake holds ids of another kind, or numbers that a site gave.
    """
    if lake.days() and not lake.store.is_there(REGISTER):
        raise refuse("already_numbered")
    for kind in KINDS:
        _extend(connection, lake, stays, kind)
    person, place = (_table(connection, lake, _register(lake), kind) for kind in KINDS)
    joined = stays.join(person, stays.person_id == person.id).join(place, stays.place_id == place.id)
    return joined.select(person_id=person.number, place_id=place.number, t_in=stays.t_in, t_out=stays.t_out)


def numbers_of(connection: Any, lake: Lake) -> Numbers | None:
    """The register of a lake; None if a site keeps it."""
    if not lake.store.is_there(REGISTER):
        return None
    register = _register(lake)
    return Numbers(*(_table(connection, lake, register, kind) for kind in KINDS))


def _table(connection: Any, lake: Lake, register: dict[str, Any], kind: str) -> ibis.Table:
    return connection.create_table(f"{kind}_numbers", _read(lake, register, kind), overwrite=True)


def forget_unused(connection: Any, lake: Lake) -> int:
    """Strike from the register every id that no stay of the lake names any more; returns how many.

    A number is never given twice. Errors: TableRefused while another process writes.
    """
    if not lake.store.is_there(REGISTER):
        return 0
    stays, gone = lake.stays(connection), 0
    with lake.store.alone(), lake.store.draft() as draft:
        register = _register(lake)
        for kind in KINDS:
            known = _table(connection, lake, register, kind)
            used = known.semi_join(stays, known.number == stays[f"{kind}_id"]).order_by("number").to_pyarrow()
            gone += int(known.count().to_pyarrow().as_py()) - len(used)
            register[kind]["files"] = [_put(lake, used, kind, draft)] if len(used) else []
        lake.store.put(REGISTER, (json.dumps(register) + "\n").encode())
        named = {name for kind in KINDS for name in register[kind]["files"]}
        for name in lake.store.names("numbers"):
            if name not in named:
                lake.store.delete(name)
    return gone


def _register(lake: Lake) -> dict[str, Any]:
    """kind -> type of its ids, and files in the order in which their numbers follow each other."""
    if not lake.store.is_there(REGISTER):
        return {kind: {"type": None, "files": [], "below": 0} for kind in KINDS}
    found: dict[str, Any] = json.loads(lake.store.read(REGISTER))
    return found


def _read(lake: Lake, register: dict[str, Any], kind: str) -> pa.Table:
    names = [lake.store.path(name) for name in register[kind]["files"]]
    ids = pa.string() if register[kind]["type"] == "string" else pa.int64()
    empty = pa.table({"number": pa.array([], pa.int64()), "id": pa.array([], ids)})
    tables = [parquet.read_table(name, filesystem=lake.store.filesystem) for name in names]
    return pa.concat_tables([empty, *tables])


def _extend(connection: Any, lake: Lake, stays: ibis.Table, kind: str) -> None:
    """Give the ids of one kind that are new their numbers: a further file first, then the register that names it."""
    ours = "string" if stays[f"{kind}_id"].type().is_string() else "whole numbers"
    with lake.store.alone(), lake.store.draft() as draft:
        register = _register(lake)
        theirs = register[kind]["type"] or ours
        if ours != theirs:
            raise refuse("other_ids", theirs=theirs, ours=ours)
        register[kind]["type"] = ours
        known = connection.create_table(f"{kind}_known", _read(lake, register, kind), overwrite=True)
        new = stays.select(id=stays[f"{kind}_id"]).distinct().anti_join(known, "id").order_by("id").to_pyarrow()
        below = register[kind]["below"]
        if len(new):
            rows = pa.table({"number": pa.array(range(below, below + len(new)), pa.int64()), "id": new["id"]})
            register[kind]["files"].append(_put(lake, rows, kind, draft))
            register[kind]["below"] = below + len(new)
            lake.store.put(REGISTER, (json.dumps(register) + "\n").encode())


def _put(lake: Lake, rows: pa.Table, kind: str, draft: Path) -> str:
    path = draft / "numbers.parquet"
    parquet.write_table(rows, path, compression="zstd")
    name = f"numbers/{kind}-{hashlib.sha256(path.read_bytes()).hexdigest()[:16]}.parquet"
    lake.store.adopt(path, name)
    return name
