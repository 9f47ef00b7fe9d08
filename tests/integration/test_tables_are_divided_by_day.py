"""A table that is divided by day has each day's partition before the day comes."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.apps import apps
from tests.databases import connected_as

from fangxian.core.actors.rules import system
from fangxian.core.audit import services as audit
from fangxian.core.days import queries, services

AT = datetime(2020, 3, 10, 23, 30, tzinfo=UTC)
TABLE = "audit_auditevent"


def partition_of_the_newest_event() -> str:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT tableoid::regclass::text FROM audit_auditevent ORDER BY id DESC LIMIT 1")
        return cursor.fetchone()[0]


@pytest.mark.django_db
def test_every_model_that_says_so_is_divided_and_no_other():
    said = {m._meta.db_table: m.partitioned_by for m in apps.get_models() if hasattr(m, "partitioned_by")}
    assert said == queries.divided_tables()


@pytest.mark.django_db
def test_days_are_made_from_yesterday_to_a_week_ahead():
    nobody_elses = AT.replace(year=2031)  # partitions that another test has committed stay in the database
    before = set(queries.days_of(TABLE))
    services.make_days(at=nobody_elses)
    made = set(queries.days_of(TABLE)) - before
    assert made == {date(2031, 3, 9) + timedelta(days=n) for n in range(9)}


@pytest.mark.django_db
def test_making_them_again_makes_nothing():
    services.make_days(at=AT)
    assert services.make_days(at=AT) == 0


@pytest.mark.django_db
def test_an_event_goes_to_the_partition_of_its_utc_day():
    services.make_days(at=AT)
    audit.record("tests.happened", by=system(None), at=AT)
    assert partition_of_the_newest_event() == "audit_auditevent_20200310"
    audit.record("tests.happened", by=system(None), at=AT + timedelta(minutes=30))
    assert partition_of_the_newest_event() == "audit_auditevent_20200311"


@pytest.mark.django_db
def test_a_day_without_a_partition_is_kept_in_the_default_one():
    audit.record("tests.happened", by=system(None), at=datetime(1999, 1, 1, tzinfo=UTC))
    assert partition_of_the_newest_event() == "audit_auditevent_default"
    assert services.make_days_between(date(1999, 1, 1), date(1999, 1, 1)) < len(queries.divided_tables())
    assert date(1999, 1, 1) not in queries.days_of(TABLE)


@pytest.mark.django_db(transaction=True)
def test_a_table_in_use_is_left_for_the_next_time():
    day = date(2020, 6, 1)
    with connected_as("fangxian_owner") as other:
        other.execute("BEGIN")
        other.execute("LOCK TABLE audit_auditevent_default IN ACCESS SHARE MODE")
        services.make_days_between(day, day)
        assert day not in queries.days_of(TABLE)
        other.execute("COMMIT")
    services.make_days_between(day, day)
    assert day in queries.days_of(TABLE)
