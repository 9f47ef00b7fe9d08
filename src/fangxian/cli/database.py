"""Making the database: migrations as its owner, then what each role may do."""

from __future__ import annotations

import os

import psycopg

from .embedded import APPLICATION, PUBLICATION, SEALER

# Tables that nobody may change once written, however they are reached.
APPEND_ONLY = ("audit_auditevent",)

GRANTS = f"""
GRANT USAGE ON SCHEMA public TO {APPLICATION}, {SEALER};
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {APPLICATION};
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {APPLICATION};
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {APPLICATION};
"""


def migrate(*, verbosity: int = 1) -> None:
    """Bring the database up to date as its owner, and grant each role what it needs."""
    import django
    from django.conf import settings
    from django.core.management import call_command

    django.setup()
    if "owner" not in settings.DATABASES:
        raise SystemExit("OWNER_DATABASE_URL is needed to migrate.")
    from django.db import connections

    as_application = connections.settings["default"]
    connections.settings["default"] = connections.settings["owner"]
    del connections["default"]
    try:
        call_command("migrate", interactive=False, verbosity=verbosity)
    finally:
        connections["default"].close()
        del connections["default"]
        connections.settings["default"] = as_application
    grant(os.environ["OWNER_DATABASE_URL"])


def grant(owner_url: str) -> None:
    """Give each database role exactly what it needs; run after every migration."""
    with psycopg.connect(owner_url, autocommit=True) as connection:
        connection.execute(GRANTS)
        for table in APPEND_ONLY:
            connection.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {APPLICATION}")
        connection.execute(f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {PUBLICATION}")
