"""Once a day the records of each programme are compared with each other; what is probable is put before somebody."""

from __future__ import annotations

import tempfile
from datetime import datetime
from pathlib import Path
from uuid import UUID

from fangxian.core.people.models import Person
from fangxian.core.programmes.models import Programme
from fangxian.core.programmes.rules import why_not_collect
from fangxian.files.rules.matching import THRESHOLD

from .matching import propose_pairs

_READ_AT_ONCE = 2000


def look_for_pairs(*, at: datetime) -> int:
    """Compare the records of every programme that still collects; returns how many pairs are new."""
    return sum(
        find_pairs(programme=programme, at=at)
        for programme in Programme.objects.all()
        if why_not_collect(stood_down_at=programme.stood_down_at, at=at) is None
    )


def find_pairs(*, programme: Programme, at: datetime) -> int:
    """Compare the records of one programme in memory; nothing of them is written anywhere but the pairs."""
    people = _columns(programme)
    if len(people["record_id"]) < 2:
        return 0
    # the comparing costs seconds to load, and a web process that never compares shall not wait for it
    import pyarrow as pa

    from fangxian.engine.bulk import connect
    from fangxian.engine.linkage import probable_pairs

    table = pa.table({name: pa.array(values, pa.string()) for name, values in people.items()})
    with tempfile.TemporaryDirectory() as spill:
        connection = connect(zone=programme.zone, spill=Path(spill))
        connection.raw_sql("SET temp_directory = ''")  # names stay in memory
        given = connection.create_table("given", table)
        rows = probable_pairs(connection, given, threshold=THRESHOLD).to_pyarrow().to_pylist()
        connection.disconnect()
    found = [(UUID(row["record_a"]), UUID(row["record_b"]), float(row["probability"])) for row in rows]
    return propose_pairs(programme=programme, pairs=found, at=at)


def _columns(programme: Programme) -> dict[str, list[str | None]]:
    """What the comparing reads of every record that was not merged into another, by column; None where unknown."""
    columns: dict[str, list[str | None]] = {
        name: [] for name in ("record_id", "name", "id_number", "phone", "birth_date", "address")
    }
    rows = Person.objects.filter(programme=programme, kept_id=None).order_by("id")
    for person in rows.iterator(chunk_size=_READ_AT_ONCE):
        told = (str(person.id), person.name, person.document_number, person.phone, None, person.address)
        for values, value in zip(columns.values(), told, strict=True):
            values.append(value or None)
    return columns
