"""Backups: tried once more, now in vain, then deleted; the copy of the keys apart loses what is destroyed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from fangxian.core.actors.rules import Actor
from fangxian.core.backups import queries as backups
from fangxian.core.backups.services import erase_backups, prove_unreadable, renew_keys_copies
from fangxian.core.problems.rules import Problem, Refused, refuse, said
from fangxian.erasure.models import StandDown
from fangxian.erasure.queries import standing_down as queries


def erase_copies(found: StandDown, *, by: Actor, at: datetime) -> None:
    """After the keys are destroyed: restore the newest backup and read nothing, then delete every backup.

    Backups that also hold another programme stay; of this one they hold nothing readable.
    Errors: Refused if a value of this programme could still be read; then nothing is certified.
    """
    kept = backups.backups_kept()
    tried = _tried(kept, found, by=by, at=at)
    if tried.get("readable"):
        refuse(Problem("erasure.backup_readable", said("A backup could still be read: nothing is certified.")))
    renew_keys_copies(at=at)
    erased = erase_backups(by=by, at=at) if queries.is_the_last(found.programme) else []
    earlier = found.progress.get("backups", {})
    found.progress["backups"] = {
        "before": max(len(kept), earlier.get("before", 0)),
        "erased": len(erased) + earlier.get("erased", 0),
        "after": len(kept) - len(erased),
        "held": 0,
        "restore": tried or earlier.get("restore", {}),
    }
    found.save(update_fields=["progress"])


def _tried(kept: list[Any], found: StandDown, *, by: Actor, at: datetime) -> dict[str, Any]:
    """What a trial restore of the newest backup could read of this programme; why it was not tried, if it was not."""
    there = [backup for backup in kept if backups.path_of(backup).exists()]
    if not there:
        return {}
    try:
        columns = prove_unreadable(there[0], programme_id=found.programme_id, by=by, at=at)
    except Refused as refused:
        return {"backup": there[0].name, "not_tried": refused.problem.code}
    return {
        "backup": there[0].name,
        "values": sum(column.value_count for column in columns),
        "readable": sum(column.readable_count for column in columns),
    }
