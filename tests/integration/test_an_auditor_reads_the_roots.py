"""The days of the audit with their roots: what an auditor prints and publishes, and what nobody else opens."""

from datetime import UTC, datetime, timedelta

import pytest

from fangxian.core import clock
from fangxian.core.actors.rules import system
from fangxian.core.audit import queries, rules, services
from fangxian.core.audit.models import AuditEvent

AT = datetime(2020, 3, 10, 1, 0, tzinfo=UTC)


def sealed(at: datetime) -> None:
    services.record("tests.happened", by=system(None), at=at)
    services.seal(at=at, through="default")


def sign_in(client, city, username):
    client.force_login(city.posts[username].user, backend="fangxian.core.staff.services.backend.StaffBackend")


@pytest.mark.django_db
def test_a_day_is_open_then_closed_by_its_root_and_late_without_one():
    sealed(AT)
    assert [(of.day.day, of.state, of.count) for of in queries.roots(at=AT)] == [(10, rules.OPEN, None)]
    services.make_roots(at=AT + timedelta(days=1), through="default")
    after = queries.roots(at=AT + timedelta(days=2, hours=6))
    assert [(of.day.day, of.state) for of in after] == [(12, rules.OPEN), (11, rules.LATE), (10, rules.CLOSED)]
    assert after[-1].count == 1 and rules.line_root(after[-1].line) == after[-1].root


@pytest.mark.parametrize("line", ["", "fangxian-root 2020-03-10 1 3", "root 2020-03-10 1 3 " + "0" * 64,
                                  "fangxian-root 2020-03-10 1 3 " + "0" * 63])  # fmt: skip
def test_what_is_no_line_of_a_root_is_not_read_as_one(line):
    with pytest.raises(ValueError):
        rules.line_root(line)


def test_the_auditor_prints_a_closed_day(client, city):
    at = clock.now() - timedelta(days=2)
    sealed(at)
    services.make_roots(at=clock.now(), through="default")
    sign_in(client, city, "auditor")
    line = next(of.line for of in queries.roots(at=clock.now()) if of.day == at.date())
    assert line.split()[-1] in client.get("/audit/roots/").content.decode()
    assert line in client.get(f"/audit/roots/sheet/?day={at:%Y-%m-%d}").content.decode()


@pytest.mark.parametrize("day", ["", "no day", "2999-01-01", "2020-01-01"])
def test_a_day_without_a_root_has_no_sheet(client, city, day):
    sign_in(client, city, "auditor")
    assert client.get("/audit/roots/sheet/", {"day": day}).status_code == 404


@pytest.mark.parametrize("username", ["grid", "next", "admin"])
def test_nobody_else_opens_the_roots(client, city, username):
    sign_in(client, city, username)
    assert client.get("/audit/roots/").status_code == 403
    assert client.get("/audit/roots/sheet/?day=2020-03-10").status_code == 403


def test_the_house_checks_its_own_chain_and_the_page_tells(client, city):
    sign_in(client, city, "auditor")
    assert "has not checked" in client.get("/audit/roots/", headers={"accept-language": "en"}).content.decode()
    sealed(AT)
    result = services.check(at=AT)
    event = AuditEvent.objects.get(action="audit.verified")
    assert result.is_whole and event.detail["findings"] == 0 and event.detail["sealed"] == result.sealed_count
    assert "found it whole" in client.get("/audit/roots/", headers={"accept-language": "en"}).content.decode()
