"""Where an installation's settings come from when the environment does not name them.

`prepare()` fills in what is missing: keys kept in FANGXIAN_HOME, readable by the owner alone, and
the embedded PostgreSQL. In production all of them are given and nothing is made or started here.
"""

from __future__ import annotations

import base64
import json
import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from .embedded import Cluster

SETTINGS = "fangxian.config.settings"
MASTER_KEY = "FANGXIAN_MASTER_KEY"
BACKUP_KEY = "FANGXIAN_BACKUP_KEY"


def home() -> Path:
    return Path(os.environ.get("FANGXIAN_HOME", "var")).resolve()


def prepare(*, durable: bool = True) -> Cluster | None:
    """Make the environment complete. Returns the embedded cluster if one is used."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    _keep("FANGXIAN_SECRET_KEY", lambda: secrets.token_urlsafe(50))
    _keep(MASTER_KEY, new_master_key)
    _keep(BACKUP_KEY, new_master_key)
    _keep_clock()
    if os.environ.get("DATABASE_URL"):
        return None
    cluster = Cluster(home())
    cluster.start(durable=durable)
    os.environ.update(cluster.environment())
    os.environ.setdefault("FANGXIAN_PG_BIN", str(cluster.binaries))
    return cluster


def settings_only() -> None:
    """Load Django without a database: for commands that read the code and no record."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    os.environ.setdefault("DATABASE_URL", "postgresql:///nothing-is-connected")
    os.environ.setdefault("FANGXIAN_SECRET_KEY", secrets.token_urlsafe(50))
    os.environ.setdefault(MASTER_KEY, new_master_key())
    import django

    django.setup()


@contextmanager
def ready() -> Iterator[None]:
    """Settings, a migrated database and Django, for the length of a command.

    An embedded database that was down is started, and stopped again at the end; one that another
    command runs is left running.
    """
    with started():
        import django

        django.setup()
        from .database import why_not_use

        if problem := why_not_use():
            raise SystemExit(problem)
        yield


@contextmanager
def started() -> Iterator[None]:
    """`prepare()`; an embedded database that this command started is stopped at its end."""
    was_running = bool(os.environ.get("DATABASE_URL")) or Cluster(home()).is_running()
    cluster = prepare()
    try:
        yield
    finally:
        if cluster is not None and not was_running:
            cluster.stop()


def new_master_key() -> str:
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()


def change_master_key() -> Path:
    """Put a new master key in the place of the kept one, which stays readable beside it.

    Raises SystemExit if the key is not kept here but given by the environment.
    """
    file = _file_of(MASTER_KEY)
    if not file.exists() or os.environ.get(MASTER_KEY) != file.read_text():
        raise SystemExit(f"{MASTER_KEY} comes from the environment: change it there, see the help of this command.")
    previous = _file_of(f"PREVIOUS_{MASTER_KEY}")
    if previous.exists():
        raise SystemExit("A change is under way: restart everything, then run: fangxian keys rewrap")
    _write(previous, file.read_text())
    file.unlink()
    _write(file, new_master_key())
    return file


def forget_previous_master_key() -> None:
    """Delete the kept previous master key, once nothing is wrapped with it any more."""
    _file_of(f"PREVIOUS_{MASTER_KEY}").unlink(missing_ok=True)


def _keep(variable: str, make: object) -> None:
    """Read a secret from its file in the home folder, making it once."""
    if os.environ.get(variable):
        return
    file = _file_of(variable)
    if not file.exists():
        _write(file, make())  # type: ignore[operator]
    os.environ[variable] = file.read_text()
    with suppress(FileNotFoundError):
        os.environ[f"PREVIOUS_{variable}"] = _file_of(f"PREVIOUS_{variable}").read_text()


def _file_of(variable: str) -> Path:
    return home() / "keys" / variable.lower()


def _write(file: Path, text: str) -> None:
    """Write a secret whole or not at all; if another process was first, its text stays."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = file.with_suffix(f".{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(text)
    with suppress(FileExistsError):
        os.link(draft, file)
    draft.unlink()


def _keep_clock() -> None:
    """A demonstration city's clock runs on over restarts: keep the moment at which it was started.

    A home in which a city lives already has its clock: every command there reads the same time.
    """
    file = home() / "clock.json"
    starts_at = os.environ.get("FANGXIAN_CLOCK_STARTS_AT")
    if os.environ.get("FANGXIAN_CLOCK_STARTED"):
        return
    with suppress(FileNotFoundError):
        kept = json.loads(file.read_text())
        if starts_at in (None, kept["starts_at"]):
            os.environ["FANGXIAN_CLOCK_STARTS_AT"] = kept["starts_at"]
            os.environ["FANGXIAN_CLOCK_STARTED"] = kept["started"]
            return
    if not starts_at:
        return
    os.environ["FANGXIAN_CLOCK_STARTED"] = str(time.time())
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps({"starts_at": starts_at, "started": os.environ["FANGXIAN_CLOCK_STARTED"]}))
