"""`fangxian serve`: the site answers, its worker works, and both survive what happens to processes."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager

import pytest

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE_SECONDS = 60


@contextmanager
def served():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "fangxian.cli.main", "serve", "--port", str(port), "--threads", "2"]
    process = subprocess.Popen(command, env=os.environ.copy(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield process, port
    finally:
        process.terminate()
        process.wait(30)


def health(port: int) -> dict | None:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/", timeout=5) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        with error:
            return json.load(error)
    except OSError:
        return None


def until(happens, what: str):
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if found := happens():
            return found
        time.sleep(0.3)
    raise AssertionError(f"not within {PATIENCE_SECONDS} s: {what}")


def children_of(pid: int, named: str) -> list[int]:
    listed = subprocess.run(["ps", "-o", "pid=,args=", "--ppid", str(pid)], capture_output=True, text=True).stdout
    return [int(line.split()[0]) for line in listed.splitlines() if named in line]


def is_alive(pid: int) -> bool:
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True).stdout.strip()
    return bool(state) and not state.startswith("Z")


@pytest.mark.thorough
def test_the_site_answers_and_whatever_is_killed_is_started_again():
    with served() as (process, port):
        until(lambda: (health(port) or {}).get("ok"), "the site answers and its jobs run")
        (worker,) = children_of(process.pid, "worker")
        os.kill(worker, signal.SIGKILL)
        again = until(lambda: [w for w in children_of(process.pid, "worker") if w != worker], "another worker")
        assert is_alive(again[0])
        for _ in range(2):  # twice in a row, which its own server takes for the end
            (web,) = until(lambda: children_of(process.pid, "serve"), "a web process")
            os.kill(web, signal.SIGKILL)
            until(lambda gone=web: not is_alive(gone), "it is gone")
        until(lambda: health(port), "the site answers again")


def test_when_the_server_is_killed_nothing_of_it_stays_behind():
    with served() as (process, port):
        until(lambda: health(port), "the site answers")
        children = until(lambda: children_of(process.pid, "fangxian"), "web process and worker")
        process.kill()
        until(lambda: not [pid for pid in children if is_alive(pid)], "web process and worker end by themselves")
    assert health(port) is None
