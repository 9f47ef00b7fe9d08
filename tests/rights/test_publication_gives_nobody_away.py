"""Attacks on what is public: a small number by whatever way, a name, a single hand (INV-19; failure 17)."""

from datetime import timedelta

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from fangxian.core.actors.rules import POWERS, Role
from fangxian.core.audit.models import AuditEvent
from fangxian.core.problems.rules import Refused
from fangxian.publication import queries
from fangxian.publication.models import Release
from tests.databases import connected_as
from tests.published import DAY, HERE, NEXT, cell, confirmed, follow_up, proposed, publishers

pytestmark = pytest.mark.django_db
RELEASE = "00000000-0000-7000-8000-000000000001"


@pytest.fixture
def house(city):
    return publishers(city)


def refused(act, *given, **more) -> str:
    with pytest.raises(Refused) as caught:
        act(*given, **more)
    return caught.value.problem.code


@pytest.mark.invariant("INV-19", "INV-03")
@pytest.mark.parametrize("second", ["publisher", "commander"])
def test_whoever_proposed_a_table_or_is_of_her_body_does_not_publish_it(house, second):
    table = proposed(house)
    assert refused(confirmed, house, table, by=second) in ("staff.same_person", "staff.same_body")
    assert queries.published(table.id) is None


@pytest.mark.invariant("INV-19")
def test_a_refused_second_person_is_written_into_the_audit(house, client, settings):
    from fangxian.core import clock

    settings.CLOCK_OFFSET = house.at - (clock.now() - settings.CLOCK_OFFSET)
    table = proposed(house)
    client.force_login(house.posts["publisher"].user)
    assert client.post(reverse("publication:confirm", args=[table.id])).status_code == 403
    event = AuditEvent.objects.get(action="audit.refused")
    assert event.detail["code"] == "staff.same_person" and queries.published(table.id) is None


@pytest.mark.invariant("INV-19")
def test_a_table_made_one_handed_by_sql_is_not_copied_into_the_public_schema(house):
    table = proposed(house)
    post = house.posts["publisher"]
    Release.objects.filter(id=table.id).update(confirmed_at=house.at, confirmed_by=post)
    with pytest.raises(DatabaseError, match="two people of two bodies"), transaction.atomic():
        connection.cursor().execute("SELECT fangxian_publish(%s::uuid)", [table.id])


@pytest.mark.invariant("INV-19")
@pytest.mark.parametrize(
    ("area", "shown"), [("330521", 3), ("330521", "张三"), ("13800138000", 12), ("330521", 13800138000)]
)
def test_a_name_a_phone_or_a_small_count_put_into_a_table_does_not_become_public(house, area, shown):
    table = proposed(house)
    table.figures["files_open"][area] = {"shown": shown, "why": "shown"}
    Release.objects.filter(id=table.id).update(
        figures=table.figures, confirmed_at=house.at, confirmed_by=house.posts["publisher2"]
    )
    with pytest.raises(DatabaseError), transaction.atomic():
        connection.cursor().execute("SELECT fangxian_publish(%s::uuid)", [table.id])
    assert queries.published(table.id) is None


@pytest.mark.invariant("INV-19")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("table", ["release", "cell", "month", "place_list", "place_and_time"])
def test_the_application_writes_changes_and_deletes_nothing_public_itself(table):
    for statement in (f"DELETE FROM publication.{table}", f"INSERT INTO publication.{table} DEFAULT VALUES"):
        with connected_as("fangxian_app") as app, pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute(statement)


@pytest.mark.invariant("INV-19")
@pytest.mark.django_db(transaction=True)
def test_not_even_the_owner_finds_a_column_that_takes_a_name():
    with connected_as("fangxian_owner") as owner:
        columns = owner.execute(
            "SELECT column_name, data_type FROM information_schema.columns WHERE table_schema = 'publication'"
        ).fetchall()
        free = {name for name, kind in columns if kind in ("text", "json", "jsonb", "bytea", "ARRAY")}
        assert free == set() and {name for name, kind in columns if kind == "character varying"} == {"area"}
        owner.execute(
            f"INSERT INTO publication.release VALUES ('{RELEASE}', '{RELEASE}', '2020-03-09', 1, now(), now(), NULL)"
        )
        for values in ("'张三', 12", "'138001', 3", "'13800138000', 12", "'330521', 13800138000"):
            with pytest.raises((psycopg.errors.DataError, psycopg.errors.IntegrityError)):
                owner.execute(f"INSERT INTO publication.cell VALUES ('{RELEASE}', 'files_open', {values}, 'shown')")


@pytest.mark.invariant("INV-19")
@pytest.mark.django_db(transaction=True)
def test_what_is_public_is_not_changed_by_anybody():
    with connected_as("fangxian_owner") as owner:
        owner.execute(
            f"INSERT INTO publication.release VALUES ('{RELEASE}', '{RELEASE}', '2020-03-09', 1, now(), now(), NULL)"
        )
        for statement in ("UPDATE publication.release SET version = 2", "DELETE FROM publication.release"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                owner.execute(statement)


@pytest.mark.invariant("INV-19")
@pytest.mark.django_db(transaction=True, databases=["default", "publication"])
def test_the_public_page_reads_as_a_role_that_sees_no_person():
    with queries.as_the_public() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("fangxian_publication",)
        with pytest.raises(DatabaseError, match="permission denied"):
            cursor.execute("SELECT count(*) FROM public.people_person")


@pytest.mark.invariant("INV-19")
def test_yesterdays_count_and_todays_never_differ_by_one_to_four(house):
    follow_up(house, HERE, 12, since=house.at - timedelta(days=7))
    follow_up(house, NEXT, 30, since=house.at - timedelta(days=7))
    confirmed(house, proposed(house, day=DAY - timedelta(days=1)))
    follow_up(house, HERE, 2, since=house.at - timedelta(days=1))
    table = proposed(house)
    assert cell(table, "330502") == (None, "difference") and cell(table, "all") == (None, "difference")


@pytest.mark.invariant("INV-19")
def test_two_tables_that_tell_only_together_are_not_both_published(house):
    follow_up(house, HERE, 12, since=house.at - timedelta(days=7))
    earlier = proposed(house, day=DAY - timedelta(days=1))
    follow_up(house, HERE, 2, since=house.at - timedelta(days=1))
    later = proposed(house)
    confirmed(house, earlier)
    with pytest.raises(Refused) as caught:
        confirmed(house, later)
    assert caught.value.problem.code == "publication.tells" and "吴兴区" in str(caught.value)
    assert queries.published(later.id) is None


@pytest.mark.invariant("INV-19")
def test_a_correction_does_not_uncover_what_the_first_version_covered(house):
    follow_up(house, HERE, 12)
    follow_up(house, NEXT, 3)
    first = confirmed(house, proposed(house))
    assert cell(first, "330502") == (None, "cover")
    follow_up(house, NEXT, 9)
    second = proposed(house, reason="late_reports")
    assert cell(second, "330502") == (None, "cover")


@pytest.mark.invariant("INV-19")
def test_a_table_edited_after_it_was_proposed_is_judged_again(house):
    follow_up(house, HERE, 12)
    table = proposed(house)
    table.figures["files_open"]["330502"] = {"shown": 11, "why": "shown"}
    Release.objects.filter(id=table.id).update(figures=table.figures)
    assert refused(confirmed, house, table) == "publication.tells"


@pytest.mark.invariant("INV-19")
@pytest.mark.parametrize("name", ["publisher", "publisher2"])
def test_a_publisher_opens_no_records_behind_a_figure(house, client, name):
    client.force_login(house.posts[name].user)
    for page in (reverse("briefing:figure", args=["files_open"]), reverse("files:followed_up"), reverse("tasks:board")):
        assert client.get(page).status_code == 403
    apps = {power.partition(".")[0] for power in POWERS[Role.PUBLISHER]}
    assert apps == {"publication", "clarification", "publicity", "feedback"}  # what is made public or sent by nobody


@pytest.mark.invariant("INV-19")
@pytest.mark.parametrize("name", ["grid", "next", "supervisor", "duty"])
def test_who_does_not_publish_neither_sees_nor_proposes_a_table(house, client, name):
    table = proposed(house)
    client.force_login(house.posts[name].user)
    assert client.get(reverse("publication:release", args=[table.id])).status_code == 403
    assert client.post(reverse("publication:list"), {"day": str(DAY)}).status_code == 403


@pytest.mark.invariant("INV-19")
def test_of_a_stock_and_its_flows_only_one_is_public():
    from fangxian.briefing.registry import BOARDS
    from fangxian.briefing.rules import Kind
    from fangxian.publication.registry import PUBLIC_FIGURES

    public = {figure.key: figure.kind for figure in PUBLIC_FIGURES}
    for board in BOARDS:
        kinds = [public[figure.key] for figure in board.figures if figure.key in public]
        assert Kind.STOCK not in kinds or len(kinds) == 1


@pytest.mark.invariant("INV-19")
@pytest.mark.django_db(transaction=True)
def test_a_place_and_time_list_has_no_room_for_a_route():
    with connected_as("fangxian_owner") as owner:
        columns = owner.execute(
            "SELECT column_name FROM information_schema.columns "
            "WHERE table_schema = 'publication' AND table_name = 'place_and_time'"
        ).fetchall()
        assert {name for (name,) in columns} == {
            "id", "list", "programme", "area", "place", "from_at", "until_at", "all_contacts_known",
        }  # fmt: skip
        owner.execute(f"INSERT INTO publication.place_list VALUES ('{RELEASE}', '{RELEASE}', 1, now(), now(), NULL)")
        visit = f"'{RELEASE}', '{RELEASE}', '330502001', 'shop', '2020-03-01 10:00Z', '2020-03-01 10:30Z'"
        columns = "list, programme, area, place, from_at, until_at, all_contacts_known"
        insert = f"INSERT INTO publication.place_and_time ({columns})"
        with pytest.raises(psycopg.errors.CheckViolation, match="no_place_whose_visitors_are_all_known"):
            owner.execute(f"{insert} VALUES ({visit}, true)")
        owner.execute(f"{insert} VALUES ({visit}, false)")
