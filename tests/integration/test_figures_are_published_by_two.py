"""The figures of a day become public when a second person of another body has seen the very same table."""

import csv
import io
import json
from datetime import timedelta

import pytest
from django.urls import reverse
from tests.published import DAY, HERE, NEXT, cell, confirmed, follow_up, proposed, publishers

from fangxian.core.audit.models import AuditEvent
from fangxian.core.problems.rules import Refused
from fangxian.publication import queries, rules, services


@pytest.fixture
def house(city):
    return publishers(city)


def refused(act, *given, **more) -> str:
    with pytest.raises(Refused) as caught:
        act(*given, **more)
    return caught.value.problem.code


def signed_in(client, city, name, settings):
    from fangxian.core import clock

    settings.CLOCK_OFFSET = city.at - (clock.now() - settings.CLOCK_OFFSET)
    client.force_login(city.posts[name].user)
    return client


def test_a_table_counts_people_by_county_and_hides_the_few(house):
    follow_up(house, HERE, 12)
    follow_up(house, NEXT, 3)
    table = proposed(house)
    assert cell(table, "330502") == (None, "cover") and cell(table, "330521") == (None, "small")
    assert cell(table, "all") == (15, "shown") and cell(table, "other") == (0, "shown")


def test_nothing_is_public_before_the_second_person_agrees(house):
    follow_up(house, HERE, 12)
    table = proposed(house)
    assert queries.published(table.id) is None
    confirmed(house, table)
    public = queries.published(table.id)
    assert rules.as_json(public.tables) == table.figures and public.as_of == house.at
    events = AuditEvent.objects.filter(action__startswith="publication.").order_by("id")
    assert [event.action for event in events] == ["publication.proposed", "publication.published"]


def test_a_person_placed_coarser_than_a_county_is_counted_in_none(house):
    follow_up(house, "3305", 9)
    assert cell(proposed(house), "other") == (9, "shown")


def test_a_day_is_published_when_it_is_over(house):
    assert refused(proposed, house, day=house.at.date()) == "publication.day_not_over"
    assert refused(proposed, house, day=house.programme.starts_on - timedelta(days=1)) == (
        "publication.before_the_programme"
    )


def test_one_table_of_a_day_waits_at_a_time(house):
    proposed(house)
    assert refused(proposed, house) == "publication.waits_already"


def test_a_declined_table_says_why_and_leaves_its_version(house):
    table = proposed(house)
    by = house.actor("publisher2", "command")
    assert refused(services.decline_release, release=table, reason="", by=by, at=house.at) == (
        "publication.needs_a_reason"
    )
    services.decline_release(release=table, reason="doubtful", by=by, at=house.at)
    assert proposed(house).version == 1


def test_a_correction_is_a_new_version_that_says_why_and_what(house, client, settings):
    follow_up(house, HERE, 12)
    confirmed(house, proposed(house))
    follow_up(house, NEXT, 9)
    assert refused(proposed, house) == "publication.needs_reason"
    second = confirmed(house, proposed(house, reason="late_reports"))
    page = client.get(reverse("publication:public", args=[second.id]))
    changed = {(c["figure"].key, c["area"]): (c["before"].shown, c["now"].shown) for c in page.context["changes"]}
    assert changed == {("files_open", "德清县"): (0, 9), ("files_open", "All"): (12, 21)} or (
        ("files_open", "全部") in changed
    )
    assert client.get(reverse("publication:newest")).context["table"].version == 2


def test_csv_and_json_hold_the_numbers_of_the_page(house, client):
    follow_up(house, HERE, 12)
    follow_up(house, NEXT, 3)
    table = confirmed(house, proposed(house))
    text = client.get(reverse("publication:csv", args=[table.id])).content.decode("utf-8-sig")
    rows = {(row["figure"], row["area_code"]): (row["count"], row["why"]) for row in csv.DictReader(io.StringIO(text))}
    assert rows["files_open", "330521"] == ("", "small") and rows["files_open", "all"] == ("15", "shown")
    read = json.loads(client.get(reverse("publication:json", args=[table.id])).content)
    assert {
        (c["figure"], c["area_code"]): ("" if c["count"] is None else str(c["count"]), c["why"]) for c in read["cells"]
    } == rows


def test_without_figures_the_public_page_says_so(city, client):
    page = client.get(reverse("publication:newest"))
    assert page.status_code == 200 and "publication/nothing.html" in [t.name for t in page.templates]


def test_the_roots_are_public_and_read_by_the_check(city, client, tmp_path):
    from fangxian.cli.audit import read_roots
    from fangxian.core.audit.queries import roots_made
    from fangxian.core.audit.services import make_roots
    from fangxian.reactions.jobs import run_all

    follow_up(city, HERE, 1)
    proposed(publishers(city))
    run_all(at=city.at)
    make_roots(at=city.at + timedelta(days=1), through="default")
    file = tmp_path / "roots.txt"
    file.write_bytes(client.get(reverse("publication:roots_file")).content)
    assert read_roots(file) == roots_made() != []
    assert roots_made()[0].root.hex() in client.get(reverse("publication:roots")).content.decode()


def test_the_second_person_reads_exactly_what_will_be_public(house, client, settings):
    follow_up(house, NEXT, 3)
    follow_up(house, HERE, 12)
    table = proposed(house)
    seen = signed_in(client, house, "publisher2", settings).get(reverse("publication:release", args=[table.id]))
    client.post(reverse("publication:confirm", args=[table.id]))
    public = client.get(reverse("publication:public", args=[table.id]))
    assert seen.context["lines"] == public.context["lines"] and len(seen.context["lines"]) == 4


def test_declining_on_the_page_needs_a_reason(house, client, settings):
    table = proposed(house)
    signed_in(client, house, "publisher2", settings)
    assert client.post(reverse("publication:decline", args=[table.id]), {"reason": "x"}).status_code == 422
    assert client.post(reverse("publication:decline", args=[table.id]), {"reason": "doubtful"}).status_code == 302
    table.refresh_from_db()
    assert queries.state_of(table) == rules.DECLINED


def test_a_day_is_proposed_on_the_page(house, client, settings):
    signed_in(client, house, "publisher", settings)
    page = client.post(reverse("publication:list"), {"day": "2020-03-10"})
    assert page.status_code == 422 and "day" in page.context["form"].errors
    assert client.post(reverse("publication:list"), {"day": str(DAY)}).status_code == 302
