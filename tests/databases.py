"""Connections to the test's database as one of its roles, outside Django."""

from __future__ import annotations

from contextlib import contextmanager

import psycopg
from django.db import connections


@contextmanager
def connected_as(role: str):
    """A connection in autocommit as a database role; "postgres" is the superuser."""
    from tests import conftest

    name = connections["default"].settings_dict["NAME"]
    cluster = conftest.CLUSTER
    url = cluster.superuser_url(name) if role == "postgres" else cluster.url(role, name)
    with psycopg.connect(url, autocommit=True) as connection:
        yield connection


def tamper(*statements: str) -> None:
    """Change the audit the way only somebody with full power over the database can."""
    with connected_as("postgres") as connection:
        connection.execute("SET session_replication_role = replica")  # no trigger stops her
        for statement in statements:
            connection.execute(statement)
