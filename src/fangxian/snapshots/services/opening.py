"""Where a programme's lake and its index lie, and an engine to read them with."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings

from fangxian.core.programmes.models import Programme
from fangxian.snapshots import rules

if TYPE_CHECKING:  # the engine's libraries take a second to load: only who reads the lake waits for them
    from fangxian.engine.stays import Lake


@dataclass(frozen=True)
class Opened:
    """A lake, the folder of its index, and a connection that reads it."""

    lake: Lake
    index: Path
    connection: Any


@contextmanager
def opened(programme: Programme) -> Iterator[Opened]:
    """The lake of a programme, begun if there is none yet. Errors: TableRefused."""
    from fangxian.engine.bulk import connect
    from fangxian.engine.stays import Store, found, open_lake

    store = Store.at(rules.address_of_lake(settings.LAKE_URL, programme.id))
    lake = open_lake(store) if store.is_there("lake.json") else found(store, zone=programme.zone)
    with tempfile.TemporaryDirectory(prefix="fangxian-") as spill:
        connection = connect(zone=programme.zone, spill=Path(spill))
        try:
            yield Opened(lake, index_of(programme), connection)
        finally:
            connection.disconnect()


def index_of(programme: Programme) -> Path:
    """The index lies on this machine's disk, wherever the lake is."""
    return Path(settings.LAKE_INDEX) / str(programme.id)
