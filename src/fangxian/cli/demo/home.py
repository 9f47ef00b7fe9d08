"""Where the demonstration lives between two runs, and whether it can be used again."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any

from fangxian.cli.embedded import Cluster

DEFAULT = Path("var/demo")
CLOCK_STARTS_AT = "2020-03-10T20:00:00+08:00"
_MARK = "demonstration.json"
# What a folder of ours may hold: nothing else is ever deleted.
_OURS = frozenset(
    {
        "postgres",
        "keys",
        "static",
        "files",
        "cluster.json",
        "cluster.log",
        "clock.json",
        "bulletins",
        "breaches.csv",
        "extracts",
        "lake",
        "lake-index",
        _MARK,
    }
)


class NotOurs(RuntimeError):
    """A folder that holds something else is left alone."""


@dataclass(frozen=True)
class Told:
    """What is told again when the city is used again.

    edition   of the tables, the rules and this story: another one is another city
    summary   the sums: what, and its figures; log_ins: staff number, role, area, name
    """

    edition: str
    size: int
    seed: int
    password: str
    summary: list[list[str]] = field(default_factory=list)
    log_ins: list[list[str]] = field(default_factory=list)
    named: dict[str, str] = field(default_factory=dict)


def use(home: Path) -> None:
    """Let everything that follows in this process, and its children, live in `home`, in the city's time."""
    os.environ["FANGXIAN_HOME"] = str(home.resolve())
    os.environ["FANGXIAN_CLOCK_STARTS_AT"] = CLOCK_STARTS_AT


def told(home: Path) -> Told | None:
    """What was told of the city in `home`; None if there is none that was founded to its end."""
    with suppress(FileNotFoundError, json.JSONDecodeError, TypeError):
        kept: dict[str, Any] = json.loads((home / _MARK).read_text(encoding="utf-8"))
        return Told(**kept)
    return None


def remember(home: Path, what: Told) -> None:
    """Note that the city stands. Holds the log-ins' password, so only its owner may read it."""
    draft = home / f".{_MARK}"
    draft.touch(mode=0o600)
    draft.write_text(json.dumps(asdict(what), ensure_ascii=False, indent=1), encoding="utf-8")
    draft.replace(home / _MARK)


def forget(home: Path) -> None:
    """Tell no more of a city that was erased: the names of its log-ins go, and the next run founds another."""
    (home / _MARK).unlink(missing_ok=True)


def clear(home: Path) -> None:
    """Stop and delete what an earlier run left. Errors: NotOurs if the folder holds anything else."""
    if not home.exists():
        return
    strangers = sorted(item.name for item in home.iterdir() if item.name not in _OURS and not item.name.startswith("."))
    if strangers:
        raise NotOurs(f"{home}: {', '.join(strangers[:5])}")
    cluster = Cluster(home.resolve())
    if (home / "postgres").exists():
        cluster.stop()
        shutil.rmtree(cluster.socket_dir, ignore_errors=True)
    shutil.rmtree(home)


def edition() -> str:
    """A fingerprint of what a city is made by: tables, editions of the rules, and this story."""
    root = Path(str(resources.files("fangxian")))
    made_by = [*root.glob("**/migrations/*.py"), *root.glob("rulepacks/*.yaml"), *root.glob("cli/demo/*.py")]
    digest = hashlib.sha256()
    for path in sorted(made_by):
        digest.update(path.relative_to(root).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()[:16]
