"""A worker of its own process, for tests that kill it. Started as `python -m tests.integration.crashing_worker`.

It seals and reacts like the real one, with two reactions: `count` writes a row and takes its time
about it; `count_again` follows from each.
"""

from __future__ import annotations

import os
import sys
import time
from datetime import UTC, datetime

AT = datetime(2020, 3, 10, 1, 0, tzinfo=UTC)


def count(event, *, by, at):
    from fangxian.core.audit import services as audit

    audit.record("tests.counted", by=by, at=at, detail={"of": event.id})
    print(f"counting {event.id}", flush=True)
    time.sleep(float(os.environ.get("REACTION_SECONDS", "0")))


def count_again(event, *, by, at):
    from fangxian.core.audit import services as audit

    audit.record("tests.counted_again", by=by, at=at, detail={"of": event.detail["of"]})


TABLE = {"tests.happened": [count], "tests.counted": [count_again]}


def main(turns: int) -> None:
    """Work until nothing happened for `turns` turns in a row."""
    import django

    django.setup()
    from fangxian.core.audit import services as audit
    from fangxian.reactions import services

    if os.environ.get("BEGINS_WHEN_TOLD"):
        print("ready", flush=True)
        sys.stdin.readline()
    idle = 0
    while idle < turns:
        happened = audit.seal(at=AT) + services.run_pending(TABLE, at=AT, limit=5)
        idle = 0 if happened else idle + 1
        time.sleep(0 if happened else 0.05)


if __name__ == "__main__":
    main(int(sys.argv[1]))
