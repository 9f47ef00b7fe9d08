"""A process that ends when its parent does. A parent that is killed cannot stop its children itself."""

from __future__ import annotations

import os
import signal
import threading
import time

LOOKS_EVERY_SECONDS = 1
ENDS_WITHIN_SECONDS = 20
SERVER = "FANGXIAN_SERVER_PID"  # set by `fangxian serve` for the processes it starts


def end_with(parent: int) -> None:
    """From now on, end this process in order, and at last by force, once `parent` is not its parent."""
    threading.Thread(target=_watch, args=[parent], daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(LOOKS_EVERY_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(ENDS_WITHIN_SECONDS)
    os._exit(1)
