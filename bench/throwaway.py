"""A database of its own for a measurement, and nothing left of it afterwards."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # the tests' synthetic city

from fangxian.cli.embedded import Cluster
from fangxian.cli.environment import prepare

POST_STANDS_AT = "2020-03-10T05:00:00+00:00"  # when the post of the tests' city does


@contextmanager
def throw_away(*, durable: bool = False, starts_at: str = "", kept_in: Path | None = None) -> Iterator[Cluster]:
    """A migrated database and Django, for the length of a block.

    durable    whether it waits for the disk, as in production
    starts_at  what the clock shows at the start; else the time of today
    kept_in    a folder in which it is kept, and used again

    Raises SystemExit if a database is given by the environment: that one is not for measuring.
    """
    home = kept_in or Path(tempfile.mkdtemp(prefix="fangxian-bench-"))
    (home / "static").mkdir(parents=True, exist_ok=True)
    os.environ["FANGXIAN_HOME"] = str(home)
    if starts_at:
        os.environ["FANGXIAN_CLOCK_STARTS_AT"] = starts_at
    cluster = prepare(durable=durable)
    if cluster is None:
        raise SystemExit("unset DATABASE_URL: this makes a database of its own")
    try:
        import django

        django.setup()
        from django.conf import settings

        from fangxian.cli import database

        settings.ALLOWED_HOSTS = ["testserver", "127.0.0.1"]
        database.migrate(verbosity=0)
        yield cluster
    finally:
        cluster.stop()
        if kept_in is None:
            shutil.rmtree(cluster.socket_dir, ignore_errors=True)
            shutil.rmtree(home)
