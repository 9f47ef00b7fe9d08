"""How long does it take to open a person's file when the programme knows a million people?

    .venv/bin/python bench/open_file.py [PEOPLE] [--opens N] [--home DIR]

Prints a Markdown table: the page `files:file` through Django's test client, signed in, with its audit record
written, for somebody of the whole city and for somebody of one county.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import time
from collections.abc import Sequence
from datetime import UTC, date, datetime
from importlib.metadata import version
from pathlib import Path
from random import Random

import psycopg
from throwaway import throw_away

COUNTY = "330502"
WARM_UP = 30


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("people", nargs="?", type=int, default=20_000)
    parser.add_argument("--opens", type=int, default=500, help="files that each reader opens")
    parser.add_argument("--home", type=Path, help="keep the database here, and use it again")
    options = parser.parse_args()
    os.environ.pop("DATABASE_URL", None)
    with throw_away(durable=True, starts_at="2020-03-10T12:00:00+08:00", kept_in=options.home):
        measure(options.people, opens=options.opens)


def measure(people: int, *, opens: int) -> None:
    from django.db import connection

    known = _count("people_person")
    took = 0.0 if known >= people else _fill(people)
    # what autovacuum would do by itself a minute later, as the owner of the tables
    with psycopg.connect(os.environ["OWNER_DATABASE_URL"], autocommit=True) as owner:
        owner.execute("ANALYZE")
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        postgres = cursor.fetchone()[0]
        cursor.execute("SELECT pg_size_pretty(pg_database_size(current_database()))")
        size = cursor.fetchone()[0]
    filled = f", filled in {took:.0f} s" if took else ""
    print(f"\n{_count('people_person'):,} people, {_count('people_personfile'):,} files, database {size}{filled}\n")
    print("| reader | opens | p50 ms | p95 ms | p99 ms | most ms |\n|---|--:|--:|--:|--:|--:|")
    for title, username, area in (("whole city", "epi", ""), ("one county", "county_epi", COUNTY)):
        times = _open_files(username, _some_people(area), opens)
        cuts = statistics.quantiles(times, n=100)
        print(f"| {title} | {len(times)} | {cuts[49]:.1f} | {cuts[94]:.1f} | {cuts[98]:.1f} | {max(times):.1f} |")
    print(f"\n{_machine(postgres)}")


def _fill(people: int) -> float:
    """Write a city with its force, and the crowd in its grids; returns the seconds that the crowd took."""
    from bench.crowd import Crowd

    from fangxian.cli.demo.city import divide_into_grids, found_city
    from fangxian.cli.demo.force import raise_force
    from fangxian.cli.demo.people import People
    from fangxian.cli.demo.stage import FOUNDED_AT
    from fangxian.core.days.services import make_days_between

    make_days_between(date(2020, 2, 24), date(2020, 3, 20))
    invented = People(1)
    city = found_city(administrator_name=invented.name(), at=FOUNDED_AT)
    grids = divide_into_grids(city, random=Random(1), at=FOUNDED_AT)
    raise_force(city, grids, people=invented, random=Random(1), at=FOUNDED_AT)
    started = time.monotonic()
    Crowd(city.programme, [grid.code for grid in grids]).write(people)
    return time.monotonic() - started


def _some_people(area: str) -> list:
    """People with a file in an area, from all over the table."""
    from django.db import connection

    share = 100 * min(1.0, 20_000 / max(1, _count("people_personfile")))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT person_id FROM people_personfile TABLESAMPLE SYSTEM (%s) WHERE area_code LIKE %s",
            [share, f"{area}%"],
        )
        return [person_id for (person_id,) in cursor.fetchall()]


def _count(table: str) -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return cursor.fetchone()[0]


def _open_files(username: str, person_ids: Sequence, opens: int) -> list[float]:
    """Milliseconds of each opening, first ones left out."""
    from django.test import Client
    from django.urls import reverse

    from fangxian.core.staff.models import User

    client = Client(headers={"host": "localhost"})
    client.force_login(User.objects.get(username=username), backend="fangxian.core.staff.services.backend.StaffBackend")
    chosen = Random(7).choices(person_ids, k=opens + WARM_UP)
    times = []
    for person_id in chosen:
        began = time.perf_counter()
        response = client.get(reverse("files:file", args=[person_id]))
        times.append((time.perf_counter() - began) * 1000)
        assert response.status_code == 200, f"{response.status_code} instead of the file"
    return times[WARM_UP:]


def _machine(postgres: str) -> str:
    cpu = next((line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines()
                if line.startswith("model name")), platform.processor())  # fmt: skip
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{datetime.now(UTC):%Y-%m-%d}; {os.cpu_count()} × {cpu}, {memory:.0f} GB; Python {platform.python_version()}, "
        f"Django {version('django')}, PostgreSQL {postgres}, psycopg {version('psycopg')}"
    )


if __name__ == "__main__":
    main()
