"""What a database role may not do is refused by the database, whatever the code does."""

import psycopg
import pytest
from tests.databases import connected_as

pytestmark = pytest.mark.django_db(transaction=True)
AUDIT = ("audit_auditevent", "audit_auditseal", "audit_auditroot")
EVENT = (
    "INSERT INTO audit_auditevent (at, action, on_kind, on_id, area_code, role, purpose, count, detail) "
    "VALUES (now(), 'tests.happened', '', '', '', 'system', 'keep_time', 1, '{}')"
)
SEAL = "INSERT INTO audit_auditseal VALUES (1, 1, now(), '\\x00', '\\x00', now())"


def refused(role: str, statement: str) -> bool:
    with connected_as(role) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(statement)
    return True


@pytest.mark.invariant("INV-18")
@pytest.mark.parametrize("table", AUDIT)
@pytest.mark.parametrize("statement", ["UPDATE {} SET id = 0", "DELETE FROM {}", "TRUNCATE {}"])
@pytest.mark.parametrize("role", ["fangxian_app", "fangxian_sealer", "fangxian_publication"])
def test_no_role_changes_the_audit(role, statement, table):
    key = {"audit_auditevent": "id", "audit_auditseal": "position", "audit_auditroot": "day"}[table]
    assert refused(role, statement.format(table).replace("id = 0", f"{key} = {key}"))


@pytest.mark.invariant("INV-18")
def test_not_even_the_owner_changes_what_was_written():
    with connected_as("fangxian_app") as connection:
        connection.execute(EVENT)
    assert refused("fangxian_owner", "UPDATE audit_auditevent SET action = ''")
    assert refused("fangxian_owner", "DELETE FROM audit_auditevent")
    assert refused("fangxian_owner", "TRUNCATE audit_auditevent")


@pytest.mark.invariant("INV-18")
def test_not_even_the_owner_goes_round_by_a_partition():
    with connected_as("fangxian_app") as connection:
        connection.execute(EVENT)
    with connected_as("fangxian_owner") as connection:
        partition = connection.execute("SELECT tableoid::regclass::text FROM audit_auditevent").fetchone()[0]
    assert partition != "audit_auditevent_default"
    assert refused("fangxian_owner", f"DELETE FROM {partition}")
    assert refused("fangxian_owner", f"TRUNCATE {partition}")
    assert refused("fangxian_app", f"INSERT INTO {partition} SELECT * FROM audit_auditevent")


def test_the_application_seals_nothing():
    assert refused("fangxian_app", SEAL)
    assert refused("fangxian_app", "INSERT INTO audit_auditroot VALUES (now(), 1, 1, '\\x00', now())")
    assert refused("fangxian_app", "UPDATE audit_sealerstate SET position = 0")


def test_the_sealer_writes_no_event_and_sees_no_person():
    assert refused("fangxian_sealer", EVENT)
    for table in ("people_person", "intake_fact", "staff_user", "privacy_programmekey"):
        assert refused("fangxian_sealer", f"SELECT * FROM {table}")


@pytest.mark.invariant("INV-17", "INV-19")
def test_the_publication_role_sees_nothing_but_its_schema():
    for table in ("people_person", "audit_auditevent", "areas_area", "django_session"):
        assert refused("fangxian_publication", f"SELECT * FROM public.{table}")
    assert refused("fangxian_publication", "CREATE TABLE publication.mine (n int)")


def test_the_publication_role_reads_an_aggregate_of_what_it_may_not_read():
    with connected_as("fangxian_owner") as owner:
        owner.execute("CREATE VIEW publication.people_counted AS SELECT count(*) AS n FROM public.people_person")
        owner.execute("GRANT SELECT ON publication.people_counted TO fangxian_publication")
        try:
            with connected_as("fangxian_publication") as reader:
                assert reader.execute("SELECT n FROM publication.people_counted").fetchone() == (0,)
        finally:
            owner.execute("DROP VIEW publication.people_counted")


@pytest.mark.parametrize("role", ["fangxian_app", "fangxian_sealer", "fangxian_publication"])
def test_no_role_but_the_owner_shapes_tables(role):
    assert refused(role, "CREATE TABLE public.mine (n int)")
    assert refused(role, "DROP TABLE public.audit_auditevent")


def test_only_the_application_makes_days():
    assert refused("fangxian_sealer", "SELECT public.fangxian_make_days('2021-01-01', '2021-01-02')")
    assert refused("fangxian_publication", "SELECT public.fangxian_make_days('2021-01-01', '2021-01-02')")


def test_every_table_that_the_application_may_change_is_meant_to_be_changed():
    with connected_as("fangxian_owner") as owner:
        rows = owner.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') "
            "AND NOT relispartition AND NOT has_table_privilege('fangxian_app', oid, 'UPDATE')"
        )
        unchangeable = {name for (name,) in rows}
    assert unchangeable == {*AUDIT, "audit_sealerstate", "django_migrations"}
