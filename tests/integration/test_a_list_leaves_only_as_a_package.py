"""A hand-over package is asked for, approved by another body, made in the background, fetched once, and gone."""

from datetime import timedelta

import pytest
from click.testing import CliRunner
from django.urls import reverse
from tests.household import in_force
from tests.packages import PUBLIC, SECRET, approved, asked_for, fetched, made, rows_in
from tests.published import HERE, NEXT, follow_up

from fangxian.core.actors.rules import Purpose
from fangxian.core.audit.models import AuditEvent
from fangxian.core.problems.rules import Refused
from fangxian.engine import handover
from fangxian.outgoing import queries, rules, services


@pytest.fixture
def house(city):
    follow_up(city, HERE, 8)
    follow_up(city, NEXT, 3)
    return city


@pytest.fixture
def page(client, house, settings):
    from fangxian.core import clock

    settings.CLOCK_OFFSET = house.at - (clock.now() - settings.CLOCK_OFFSET)
    client.force_login(house.posts["duty"].user)
    return client


def refused(act, *given, **more) -> str:
    with pytest.raises(Refused) as caught:
        act(*given, **more)
    return caught.value.problem.code


def answers(**changed) -> dict:
    return {
        "area_code": "330502", "columns": ["name", "phone"], "reason": "返回杭州", "recipient_body": "杭州市指挥部",
        "recipient_name": "试验收件人", "recipient_key": PUBLIC, "days": 7,
    } | changed  # fmt: skip


def test_the_recipient_opens_what_was_asked_for_and_no_more(house):
    sealed = fetched(house, made(house))
    rows = rows_in(sealed)
    assert len(rows) == 8 and set(rows[0]) == {"mark", "name", "phone"}
    manifest = handover.open_package(sealed, secret_key=SECRET).manifest
    assert manifest["row_count"] == 8 and manifest["legal_basis"] == ["IDL-2013-40", "CAC-2020-02-04"]


def test_a_package_is_made_of_the_area_asked_for(house):
    assert made(house, area_code="330521").row_count == 3 and made(house, area_code="").row_count == 11


def test_every_copy_has_a_mark_and_an_order_of_its_own(house):
    one, other = made(house), made(house)
    assert one.mark != other.mark
    first, second = rows_in(fetched(house, one)), rows_in(fetched(house, other))
    assert all(row["mark"].startswith(one.mark) for row in first)
    assert [row["name"] for row in first] != [row["name"] for row in second]
    assert sorted(row["name"] for row in first) == sorted(row["name"] for row in second)
    auditor = house.actor("auditor", Purpose.AUDIT)
    assert queries.package_with_mark(auditor, f"{one.mark.lower()}-3").id == one.id


def test_everybody_in_it_reads_in_the_audit_that_it_left(house):
    package = made(house)
    assert not AuditEvent.objects.filter(action="outgoing.handed_over").exists()
    fetched(house, package)
    assert AuditEvent.objects.filter(action="outgoing.handed_over", subject_ref__isnull=False).count() == 8
    person_id = package.subjects.values_list("person_id", flat=True)[0]
    assert [p.id for p in queries.handed_over_about(person_id, programme_id=house.programme.id)] == [package.id]


def test_nobody_fetches_it_twice(house):
    package = made(house)
    fetched(house, package)
    assert refused(fetched, house, package) == "outgoing.fetched_already"
    package.refresh_from_db()
    assert package.sealed is None and queries.state_of(package, at=house.at) == rules.HANDED_OVER


def test_what_nobody_fetches_within_a_day_is_deleted(house):
    package = made(house)
    later = house.at + timedelta(hours=24)
    assert queries.state_of(package, at=later) == rules.EXPIRED
    assert services.drop_packages(at=later) == 1 and services.drop_packages(at=later) == 0
    package.refresh_from_db()
    assert package.sealed is None and package.handed_over_at is None


def test_a_request_that_nobody_decides_on_lapses(house):
    package = asked_for(house)
    late = house.at + timedelta(days=3)
    by = house.actor("approver", Purpose.HAND_OVER)
    assert queries.state_of(package, at=late) == rules.LAPSED
    assert refused(services.approve_package, package=package, by=by, at=late) == "outgoing.decided"


def test_a_revoked_package_is_gone_before_it_is_fetched(house):
    package = made(house)
    by = house.actor("approver", Purpose.HAND_OVER)
    assert refused(services.revoke_package, package=package, reason="", by=by, at=house.at) == (
        "outgoing.needs_a_reason"
    )
    services.revoke_package(package=package, reason="wrong_recipient", by=by, at=house.at)
    assert refused(fetched, house, package) == "outgoing.not_ready"


def test_a_package_that_was_revoked_while_it_was_made_is_not_kept(house):
    package = approved(house, asked_for(house))
    by = house.actor("duty", Purpose.HAND_OVER)
    services.revoke_package(package=package, reason="no_longer_needed", by=by, at=house.at)
    assert services.make_packages(at=house.at) == 0
    package.refresh_from_db()
    assert package.sealed is None and package.made_at is None


def test_a_list_that_grew_beyond_its_purpose_is_not_made(house):
    package = approved(house, asked_for(house, purpose="treatment"))
    follow_up(house, "33050200100502", 193)
    services.make_packages(at=house.at)
    package.refresh_from_db()
    assert queries.state_of(package, at=house.at) == rules.FAILED and package.failure == "too_many"


def test_the_end_of_the_recipients_time_and_the_destruction_are_on_record(house):
    package = made(house)
    by = house.actor("duty", Purpose.HAND_OVER)
    assert refused(services.confirm_destroyed, package=package, by=by, at=house.at) == "outgoing.not_handed_over"
    fetched(house, package)
    package.refresh_from_db()
    assert queries.state_of(package, at=house.at + timedelta(days=7)) == rules.OVER
    services.confirm_destroyed(package=package, by=by, at=house.at)
    assert refused(services.confirm_destroyed, package=package, by=by, at=house.at) == "outgoing.destroyed_already"


def test_supplies_go_to_those_at_home_only(house):
    assert refused(asked_for, house, purpose="supplies", columns=["address"]) == "outgoing.nobody"
    in_force(house)
    assert made(house, purpose="supplies", columns=["address"]).row_count == 1


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"columns": ["name"]}, "outgoing.column_missing"),
        ({"days": 15}, "outgoing.too_long"),
        ({"days": 0}, "outgoing.too_long"),
        ({"recipient_key": "age1" + "q" * 58}, "outgoing.bad_key"),
        ({"purpose": "whatever"}, "outgoing.unknown_purpose"),
        ({"area_code": "330599"}, "outgoing.nobody"),
    ],
)
def test_a_request_that_cannot_be_met_says_why(house, changed, code):
    assert refused(asked_for, house, **changed) == code


def test_the_rows_are_counted_before_they_are_asked_for(page, house):
    address = reverse("outgoing:ask", args=["other_city"])
    counted = page.post(address, answers(send="1"))
    assert counted.context["counted"] == 8 and not queries.packages(house.actor("duty", Purpose.HAND_OVER)).exists()
    assert page.post(address, answers(send="1", counted="330502:8")).status_code == 302
    assert queries.packages(house.actor("duty", Purpose.HAND_OVER)).get().counted == 8


def test_who_approves_sees_masked_rows_and_that_is_recorded(page, house):
    package = asked_for(house)
    page.force_login(house.posts["approver"].user)
    shown = page.get(reverse("outgoing:package", args=[package.id]))
    assert len(shown.context["sample"]) == 5
    text = shown.content.decode()
    assert "+861380" not in text and "试验05010" not in text
    assert AuditEvent.objects.get(action="outgoing.saw_sample").count == 5


def test_a_package_goes_its_whole_way_through_the_pages(page, house):
    page.post(reverse("outgoing:ask", args=["other_city"]), answers(send="1", counted="330502:8"))
    package = queries.packages(house.actor("duty", Purpose.HAND_OVER)).get()
    page.force_login(house.posts["approver"].user)
    page.post(reverse("outgoing:approve", args=[package.id]))
    assert b"hx-get" in page.get(reverse("outgoing:progress", args=[package.id])).content
    services.make_packages(at=house.at)
    assert "HX-Redirect" in page.get(reverse("outgoing:progress", args=[package.id])).headers
    page.force_login(house.posts["duty"].user)
    file = page.post(reverse("outgoing:fetch", args=[package.id]))
    assert file["Content-Disposition"].startswith("attachment") and len(rows_in(file.content)) == 8
    assert page.post(reverse("outgoing:fetch", args=[package.id])).status_code == 409


def test_the_recipient_needs_one_command(house, tmp_path):
    from fangxian.cli.packages import open_package, package_key

    key, run = tmp_path / "key.txt", CliRunner()
    public = run.invoke(package_key, [str(key)]).output.strip()
    file, into = tmp_path / "package.age", tmp_path / "opened"
    file.write_bytes(fetched(house, made(house, recipient_key=public)))
    assert run.invoke(open_package, [str(file), "--key", str(key), "--into", str(into)]).exit_code == 0
    assert (into / "rows.csv").read_bytes().count(b"\r\n") == 9 and key.stat().st_mode & 0o777 == 0o600
    other = tmp_path / "other.txt"
    run.invoke(package_key, [str(other)])
    failed = run.invoke(open_package, [str(file), "--key", str(other), "--into", str(tmp_path / "not")])
    assert failed.exit_code == 1 and not (tmp_path / "not").exists()
    assert run.invoke(package_key, [str(key)]).exit_code == 1
