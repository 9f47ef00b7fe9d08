"""kill -9 of a worker in the middle of a reaction, and workers side by side, end in the same result."""

import os
import subprocess
import sys
from collections import Counter

import pytest
from tests.integration.crashing_worker import AT

from fangxian.core.actors.rules import system
from fangxian.core.audit import queries, services
from fangxian.core.audit.models import AuditEvent
from fangxian.reactions.models import Claim, Failure

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "sealer"])
EVENTS = 30


def worker(turns: int, reaction_seconds: float = 0, *, when_told: bool = False, **pipes) -> subprocess.Popen:
    command = [sys.executable, "-m", "tests.integration.crashing_worker", str(turns)]
    asked = {"REACTION_SECONDS": str(reaction_seconds), "BEGINS_WHEN_TOLD": "yes" if when_told else ""}
    return subprocess.Popen(command, env={**os.environ, **asked}, text=True, **pipes)


def happen() -> list[int]:
    return [services.record("tests.happened", by=system(None), at=AT).id for _ in range(EVENTS)]


def kill_in_the_middle_of_a_reaction() -> None:
    killed = worker(1, reaction_seconds=60, stdout=subprocess.PIPE)
    assert killed.stdout.readline().startswith("counting")
    killed.kill()
    killed.wait()
    killed.stdout.close()


def counted(action: str) -> Counter:
    return Counter(detail["of"] for detail in AuditEvent.objects.filter(action=action).values_list("detail", flat=True))


def assert_each_was_counted_once(ids: list[int]) -> None:
    once = Counter(ids)
    assert (counted("tests.counted"), counted("tests.counted_again")) == (once, once)
    assert not Claim.objects.exists() and not Failure.objects.exists()
    services.seal(at=AT)
    assert queries.verify().is_whole


@pytest.mark.invariant("INV-26")
def test_a_worker_killed_in_the_middle_leaves_nothing_half_done():
    ids = happen()
    kill_in_the_middle_of_a_reaction()
    assert not counted("tests.counted")
    assert worker(5).wait(60) == 0
    assert_each_was_counted_once(ids)


def test_two_workers_side_by_side_do_everything_once():
    ids = happen()
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    workers = [worker(20, reaction_seconds=0.02, when_told=True, **pipes) for _ in range(2)]
    assert [process.stdout.readline() for process in workers] == ["ready\n", "ready\n"]
    for process in workers:
        process.stdin.write("begin\n")
        process.stdin.flush()
    did = [process.communicate(timeout=120)[0].count("counting") for process in workers]
    assert_each_was_counted_once(ids)
    assert sum(did) == EVENTS and min(did) > 0, "one of the two did everything: this run shows nothing"


@pytest.mark.thorough
def test_a_worker_killed_beside_another_changes_nothing():
    ids = happen()
    kill_in_the_middle_of_a_reaction()
    first = worker(20, reaction_seconds=0.02, stdout=subprocess.DEVNULL)
    kill_in_the_middle_of_a_reaction_if_any_is_left()
    assert first.wait(120) == 0 and worker(5, stdout=subprocess.DEVNULL).wait(60) == 0
    assert_each_was_counted_once(ids)


def kill_in_the_middle_of_a_reaction_if_any_is_left() -> None:
    killed = worker(1, reaction_seconds=60, stdout=subprocess.PIPE)
    killed.stdout.readline()  # empty if the other worker was faster
    killed.kill()
    killed.wait()
    killed.stdout.close()
