"""Answers the tables about the coverage of a sweep with the engine."""

from datetime import datetime

from fangxian.engine.coverage import STATES, cover, try_again_from
from fangxian.engine.rules.packs import read_pack
from tests.spec.cells import SHANGHAI
from tests.spec.tables import Row


def doors(row: Row) -> dict[str, str]:
    found = cover({state: int(row[state]) for state in STATES})
    counts = {name: str(getattr(found, name)) for name in ("doors", "seen", "left")}
    return counts | {name: _share(getattr(found, name)) for name in ("seen_share", "answered_share")}


def tries(row: Row) -> dict[str, str]:
    again = try_again_from(
        read_pack(row["pack"]), absent_count=int(row["absent"]), at=datetime.fromisoformat(row["at"]), zone=SHANGHAI
    )
    return {"again": again.astimezone(SHANGHAI).isoformat(timespec="minutes") if again else "none"}


def _share(share: float | None) -> str:
    return "—" if share is None else f"{share:.2f}"


RUNNERS = {"coverage/doors": doors, "coverage/tries": tries}
