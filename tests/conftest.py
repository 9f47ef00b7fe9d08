"""One embedded PostgreSQL for the whole run; one database per worker, copied from a migrated one.

Tests connect as the application's role, so what that role may not do fails here too.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import fasteners
import psycopg
import pytest
from hypothesis import settings

from fangxian.cli.embedded import APPLICATION, OWNER, SEALER, Cluster
from fangxian.cli.environment import prepare
from fangxian.cli.messages import compile_all

from .buckets import bucket_url, s3  # noqa: F401 - fixtures
from .extent import IN_EVERY_WAY, IS_THOROUGH, asked_by_name

# a busy machine is no fault, and what must pass before anything lands asks the same of everybody; a run to the full
# extent looks further each time
settings.register_profile("here", deadline=None, derandomize=not IN_EVERY_WAY)
settings.load_profile("here")
TEMPLATE = "fangxian"
LONGEST = "test_every_route_keeps_to_its_readers.py"
IS_WORKER = "PYTEST_XDIST_WORKER" in os.environ


def _start() -> Cluster:
    """Start the cluster (workers find it in the environment) and load Django.

    Done while this file is read, because conftests below it import models.
    """
    if IS_WORKER:
        cluster = Cluster(Path(os.environ["FANGXIAN_HOME"]))
    else:
        os.environ["FANGXIAN_HOME"] = tempfile.mkdtemp(prefix="fangxian-test-")
        os.environ.pop("DATABASE_URL", None)
        prepare(durable=False)
        cluster = Cluster(Path(os.environ["FANGXIAN_HOME"]))
        _let_the_application_seal(cluster)
        compile_all()  # what the pages read in Chinese is what the catalogues say now
        (cluster.home / "static").mkdir(exist_ok=True)  # whitenoise warns without it, and warnings are errors
    import django
    from django.conf import settings

    django.setup()
    # a slow hash protects real passwords; here it would only make every city cost seconds
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return cluster


def _let_the_application_seal(cluster: Cluster) -> None:
    """Only here: the application may become the sealer when it says so.

    A test that is rolled back writes events that no other connection can see, so it has to seal
    them through its own (`reactions.jobs.run_all`). The sealer's rights are not inherited: what the
    application may not do without `SET ROLE` still fails.
    """
    with psycopg.connect(cluster.superuser_url(), autocommit=True) as connection:
        connection.execute(f"ALTER ROLE {APPLICATION} NOINHERIT")
        connection.execute(f"GRANT {SEALER} TO {APPLICATION}")


CLUSTER = _start()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The longest file first, so that no worker is left alone with it at the end; then what needs no database,
    while that worker makes one for all; then the rest as it was. A quick run leaves out what is marked thorough."""
    if not IS_THOROUGH:
        by_name = asked_by_name(config)
        left = {item for item in items if item.get_closest_marker("thorough") and item.path not in by_name}
        config.hook.pytest_deselected(items=list(left))
        items[:] = [item for item in items if item not in left]
    wanting = {item.path for item in items if _wants_a_database(item)}
    items.sort(key=lambda item: (item.path.name != LONGEST, item.path in wanting))


def _wants_a_database(item: pytest.Item) -> bool:
    names = set(getattr(item, "fixturenames", ()))
    return item.get_closest_marker("django_db") is not None or bool(
        names & {"db", "transactional_db", "django_db_setup"}
    )


def pytest_unconfigure(config: pytest.Config) -> None:
    if IS_WORKER:
        return
    CLUSTER.stop()
    shutil.rmtree(CLUSTER.socket_dir, ignore_errors=True)
    shutil.rmtree(os.environ["FANGXIAN_HOME"], ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker, worker_id):
    """A migrated database of this worker's own, used as the application's role."""
    from django.conf import settings
    from django.db import connections

    from fangxian.cli import database

    name = f"fangxian_{worker_id}"
    with fasteners.InterProcessLock(CLUSTER.home / "template.lock"), django_db_blocker.unblock():
        marker = CLUSTER.home / "template.done"
        if not marker.exists():
            database.migrate(verbosity=0)
            for alias in connections:
                connections[alias].close()
            marker.touch()
        with psycopg.connect(CLUSTER.superuser_url(), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE {TEMPLATE} OWNER {OWNER}')
    os.environ.update(CLUSTER.environment(name))
    for alias in settings.DATABASES:
        connections.settings[alias]["NAME"] = name
        connections[alias].settings_dict["NAME"] = name
    yield
    for alias in settings.DATABASES:
        connections[alias].close()


@pytest.fixture(scope="session")
def worker_id(request) -> str:
    return getattr(request.config, "workerinput", {}).get("workerid", "alone")


# A test fills few of the tables, with few rows: to delete those costs a tenth of truncating everything.
EMPTY_ALL = """
DO $$
DECLARE
  one text;
BEGIN
  FOR one IN
    SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname IN ('public', 'publication') AND c.relkind IN ('r', 'p') AND NOT c.relispartition
      AND c.relname NOT IN ('django_migrations', 'django_content_type', 'auth_permission')
  LOOP
    EXECUTE 'DELETE FROM ' || one;
  END LOOP;
  PERFORM setval(seqrelid, seqstart, false) FROM pg_sequence;
END $$
"""


def _empty_as_superuser(_testcase) -> None:
    """After a test that commits: empty every table, the append-only ones too.

    The application's role may not do this, which is the point of append-only tables.
    """
    from django.db import connections

    connections["default"].close()
    name = connections["default"].settings_dict["NAME"]
    with psycopg.connect(CLUSTER.superuser_url(name), autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute(EMPTY_ALL)


@pytest.fixture(autouse=True, scope="session")
def _flush_as_superuser():
    from django.test import TransactionTestCase

    TransactionTestCase._fixture_teardown = _empty_as_superuser


@pytest.fixture
def city(db):
    """The small synthetic city of tests/city.py, rolled back after the test."""
    from tests.city import found_city

    return found_city()
