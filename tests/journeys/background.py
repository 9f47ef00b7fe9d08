"""The worker's part of a journey: what the site asked to be done in the background is done."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread
from typing import Any

from django.db import connections
from procrastinate.contrib.django import app

from fangxian.core import clock
from fangxian.reactions.table import EVERY


def do_background_work() -> None:
    """Run every job that waits, as `fangxian worker` would, and come back when none is left.

    In a thread of its own, because the page driver runs an event loop in this one.
    """
    worker = Thread(target=_work, name="worker")
    worker.start()
    worker.join(timeout=60)
    assert not worker.is_alive(), "the worker did not come to its end"


def _work() -> None:
    with app.replace_connector(app.connector.get_worker_connector()):
        app.run_worker(
            wait=False,
            install_signal_handlers=False,
            listen_notify=False,
            delete_jobs="successful",
            task_middleware=[_leave_no_connection],
        )


def _leave_no_connection(call_next: Callable[[], Any], context: Any, worker: Any) -> Any:
    """A job runs in a thread that is never used again."""
    try:
        return call_next()
    finally:
        connections.close_all()


def do_periodic_work() -> None:
    """One turn of everything that the worker does every so often, at the city's present."""
    for _seconds, function in EVERY:
        function(at=clock.now())
