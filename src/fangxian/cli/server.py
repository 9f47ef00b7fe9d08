"""`fangxian serve`: the database, the web server and the worker, in one command."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import click

from .environment import home, started
from .parents import SERVER

APPLICATION = "fangxian.config.wsgi:application"
LIVED_LONG_SECONDS = 60
LONGEST_PAUSE_SECONDS = 30
STOPS_WITHIN_SECONDS = 20
log = logging.getLogger("fangxian.cli.server")


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="监听地址 / Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="端口 / Port.")
@click.option(
    "--threads",
    default=2 * (os.cpu_count() or 2),
    show_default=True,
    type=click.IntRange(1, 64),
    help="同时处理的请求数，每个占一个数据库连接 / Requests at a time; each holds one database connection.",
)
@click.option("--no-worker", is_flag=True, help="不启动后台任务 / Do not start the background worker.")
def serve(host: str, port: int, threads: int, no_worker: bool) -> None:
    """启动网站和后台任务；未指定 DATABASE_URL 时同时启动内置数据库。

    Serve the site and run the background worker. Without DATABASE_URL the embedded PostgreSQL in
    FANGXIAN_HOME (default: ./var) is started, brought up to date, and stopped at the end.
    """
    os.environ.setdefault("FANGXIAN_SYNC_AT_ONCE", str(max(1, threads - 1)))
    with started():
        _bring_up_to_date()
        click.echo(f"http://{host}:{port}/")
        if no_worker:
            _serve_web(host, port, threads)
        else:
            with kept_running([sys.executable, "-m", "fangxian.cli.main", "worker", "--with-parent", str(os.getpid())]):
                _serve_web(host, port, threads)


def _bring_up_to_date() -> None:
    """Migrate if the owner's URL is known; otherwise the database must be up to date already."""
    from . import database

    if os.environ.get("OWNER_DATABASE_URL"):
        database.migrate(verbosity=0)
    else:
        import django

        django.setup()
        if problem := database.why_not_use():
            raise SystemExit(problem)
    from django.db import connections

    home().joinpath("static").mkdir(exist_ok=True)  # whitenoise warns without it
    connections.close_all()  # the web server's own process must not inherit them


def _serve_web(host: str, port: int, threads: int) -> None:
    """Serve until asked to stop.

    The server gives up when its process dies twice within seconds; it is begun anew then, after a longer pause
    each time. Errors: SystemExit if it never lives for a minute, as with a port that is taken.
    """
    os.environ[SERVER] = str(os.getpid())
    pause = 1.0
    while True:
        born = time.monotonic()
        try:
            _server(host, port, threads).serve()
            return
        except SystemExit:
            pause = 1.0 if time.monotonic() - born > LIVED_LONG_SECONDS else pause * 2
            if pause > LONGEST_PAUSE_SECONDS:
                raise
            log.error("the web process died again and again and is begun anew in %.0f s", pause)
            signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # the server's own handler would only take note
            signal.signal(signal.SIGINT, signal.default_int_handler)
            time.sleep(pause)


def _server(host: str, port: int, threads: int) -> Any:
    from granian.constants import Interfaces
    from granian.server import Server

    return Server(
        APPLICATION,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=threads,
        # what waits for a thread; beyond it a client is told to come again instead of waiting unseen
        backpressure=threads * 8,
        websockets=False,
        respawn_failed_workers=True,
    )


@contextmanager
def kept_running(command: Sequence[str]) -> Iterator[None]:
    """Run a process beside the block, start it again whenever it dies, and stop it at the end."""
    keeper = _Keeper(command)
    thread = threading.Thread(target=keeper.keep, daemon=True)
    thread.start()
    try:
        yield
    finally:
        keeper.stop()
        thread.join()


class _Keeper:
    def __init__(self, command: Sequence[str]):
        self.command = list(command)
        self.is_over = threading.Event()
        self.process: subprocess.Popen | None = None

    def keep(self) -> None:
        pause = 1.0
        while not self.is_over.is_set():
            born = time.monotonic()
            # a session of its own: Ctrl-C reaches the server, which then stops the worker in order
            self.process = subprocess.Popen(self.command, start_new_session=True)
            code = self.process.wait()
            if self.is_over.is_set():
                return
            pause = 1.0 if time.monotonic() - born > LIVED_LONG_SECONDS else min(pause * 2, LONGEST_PAUSE_SECONDS)
            log.error("the worker ended with %s and is started again in %.0f s", code, pause)
            self.is_over.wait(pause)

    def stop(self) -> None:
        self.is_over.set()
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(STOPS_WITHIN_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
