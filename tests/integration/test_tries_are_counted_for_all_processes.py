"""A limit holds across processes: tries are counted in the database, by a keyed hash, and forgotten."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from tests.city import AT
from tests.databases import connected_as

from fangxian.cli.embedded import APPLICATION
from fangxian.core.limits import services
from fangxian.core.limits.models import Tries
from fangxian.core.limits.rules import Limit

FIVE = Limit(5, timedelta(minutes=15))


@pytest.mark.django_db
def test_a_limit_is_reached_and_ends_with_its_window():
    answers = [services.is_within("pin", "1234", limit=FIVE, at=AT) for _ in range(7)]
    assert answers == [True] * 5 + [False] * 2
    assert services.is_within("pin", "5678", limit=FIVE, at=AT)
    assert services.is_within("pin", "1234", limit=FIVE, at=AT + timedelta(minutes=15))


@pytest.mark.django_db(transaction=True)
def test_another_process_goes_on_counting_where_the_first_stopped():
    for _ in range(3):
        services.count_try("pin", "1234", within=FIVE.within, at=AT)
    with connected_as(APPLICATION) as other:
        row = other.execute(
            services.COUNT_ONE_MORE, ["pin", services.digest_of("pin", "1234"), AT.replace(minute=0)]
        ).fetchone()
    assert row == (4,)
    assert services.count_try("pin", "1234", within=FIVE.within, at=AT) == 5


@pytest.mark.django_db
def test_neither_address_nor_number_stands_in_the_table():
    services.count_try("code", "203.0.113.7", within=FIVE.within, at=AT)
    row = Tries.objects.get()
    assert "203.0.113.7" not in f"{row.kind}{row.key_digest}" and len(row.key_digest) == 64


@pytest.mark.django_db
def test_what_no_limit_looks_at_is_deleted():
    services.count_try("code", "a", within=FIVE.within, at=AT - timedelta(days=3))
    services.count_try("code", "b", within=FIVE.within, at=AT)
    assert services.forget_old_tries(at=AT) == 1 and Tries.objects.count() == 1
    services.forget_try("code", "b")
    assert not Tries.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_one_time_code_is_known_as_used_to_every_process():
    assert cache.add("used", "y", timeout=30)
    assert not cache.add("used", "y", timeout=30)
    with connected_as(APPLICATION) as other:
        assert other.execute("SELECT count(*) FROM limits_sharedcache").fetchone() == (1,)
    cache.clear()
