"""Where an installation's settings come from when the environment does not name them.

`prepare()` fills in what is missing: keys kept in FANGXIAN_HOME, readable by the owner alone, and
the embedded PostgreSQL. In production all of them are given and nothing is made or started here.
"""

from __future__ import annotations

import base64
import os
import secrets
from pathlib import Path

from .embedded import Cluster

SETTINGS = "fangxian.config.settings"


def home() -> Path:
    return Path(os.environ.get("FANGXIAN_HOME", "var")).resolve()


def prepare(*, durable: bool = True) -> Cluster | None:
    """Make the environment complete. Returns the embedded cluster if one is used."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    _keep("FANGXIAN_SECRET_KEY", lambda: secrets.token_urlsafe(50))
    _keep("FANGXIAN_MASTER_KEY", lambda: base64.urlsafe_b64encode(secrets.token_bytes(32)).decode())
    if os.environ.get("DATABASE_URL"):
        return None
    cluster = Cluster(home())
    cluster.start(durable=durable)
    os.environ.update(cluster.environment())
    return cluster


def _keep(variable: str, make: object) -> None:
    """Read a secret from its file in the home folder, making it once."""
    if os.environ.get(variable):
        return
    file = home() / "keys" / variable.lower()
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = file.with_suffix(f".{os.getpid()}")
        draft.write_text(make())  # type: ignore[operator]
        draft.chmod(0o600)
        try:
            os.link(draft, file)
        except FileExistsError:
            pass  # another process made it first; its value is read below
        draft.unlink()
    os.environ[variable] = file.read_text()
