"""The process that serves `field_server.py` as `fangxian serve` does: `python bench/field_process.py PORT THREADS`."""

from __future__ import annotations

import sys

from granian.constants import Interfaces
from granian.server import Server

if __name__ == "__main__":
    port, threads = map(int, sys.argv[1:])
    Server(
        "field_server:application", port=port, interface=Interfaces.WSGI, workers=1, blocking_threads=threads,
        backpressure=threads * 8, websockets=False, respawn_failed_workers=True, log_enabled=False,
    ).serve()  # fmt: skip
