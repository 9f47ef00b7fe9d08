"""What came of a pushed list goes back to its sender by row numbers, and adds up (F49)."""

import json

import pytest
from tests.city import NEXT_COUNTY_GRID
from tests.lists import as_csv, commit, dry_run, row
from tests.packages import PUBLIC, SECRET, approved, fetched, rows_in
from tests.work import later, list_in_effect, react, worker

from fangxian.core.actors.rules import Purpose
from fangxian.core.audit.models import AuditEvent
from fangxian.core.problems.rules import Refused
from fangxian.engine import handover
from fangxian.outgoing import services
from fangxian.outgoing.queries import results
from fangxian.tasks import services as tasks
from fangxian.tasks.models import Task


@pytest.fixture
def pushed(city):
    """Six rows: confirmed, not found, still open, one that repeats the first, a stay elsewhere, one with a question."""
    list_in_effect(city)
    lines = [row(1), row(2), row(3), row(1), row(5, 旅居地="浙江省杭州市"), row(6, 目的地="不存在的地方")]
    source_list = dry_run(city, as_csv(lines))
    commit(city, source_list)
    react(city)
    by_person = {task.person.name: task for task in Task.objects.select_related("person")}
    for name, outcome in (("试验1", "confirmed"), ("试验2", "not_found")):
        task = tasks.accept_task(task=by_person[name], by=worker(city), at=later(city, minutes=2))
        tasks.report_task(task=task, outcome=outcome, by=worker(city), at=later(city, minutes=9))
    return source_list


def asked(city, source_list, by="duty", **changed):
    terms = {
        "purpose": "list_results", "area_code": source_list.area_code, "about_id": source_list.id,
        "columns": ["row_number", "result", "found_at"], "reason": "按来文反馈核查结果",
        "recipient_body": "省大数据局", "recipient_name": "试验收件人", "recipient_key": PUBLIC, "days": 7,
    } | changed  # fmt: skip
    return services.request_package(programme=city.programme, by=city.actor(by, Purpose.HAND_OVER), at=city.at, **terms)


def sent(city, source_list):
    package = approved(city, asked(city, source_list))
    services.make_packages(at=city.at)
    package.refresh_from_db()
    return package, fetched(city, package)


def test_every_row_has_its_result_under_the_senders_number(city, pushed):
    _, sealed = sent(city, pushed)
    found = {line["row_number"]: line["result"] for line in rows_in(sealed)}
    assert found == {"2": "confirmed", "3": "not_found", "4": "open", "5": "confirmed", "6": "nothing_to_check",
                     "7": "asked_back"}  # fmt: skip
    assert "试验" not in handover.open_package(sealed, secret_key=SECRET).rows.decode()


@pytest.mark.invariant("INV-20")
def test_received_is_answered_and_open(city, pushed):
    package, sealed = sent(city, pushed)
    told = json.loads(json.dumps(handover.open_package(sealed, secret_key=SECRET).manifest))["reconciled"]
    assert (told["received"], told["answered"], told["open"]) == (6, 4, 2)
    assert told["received"] == pushed.row_count == package.row_count == told["answered"] + told["open"]


def test_everybody_whose_result_left_reads_it_in_her_file(city, pushed):
    package, _ = sent(city, pushed)
    assert package.subjects.count() == 4  # three who were checked and one of whom nothing had to be
    assert AuditEvent.objects.filter(action="outgoing.handed_over", on_id=str(package.id)).count() == 4


@pytest.mark.invariant("INV-17")
@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"columns": ["row_number", "result", "name"]}, "does not need all"),
        ({"columns": ["row_number"]}, "no use"),
        ({"about_id": None}, "Choose a list"),
        ({"by": "grid"}, "power"),
    ],
)
def test_nothing_else_goes_back_and_only_whoever_may_asks(city, pushed, changed, words):
    with pytest.raises(Refused, match=words):
        asked(city, pushed, **changed)


def test_a_list_that_is_not_recorded_yet_has_no_results(city):
    source_list = dry_run(city, as_csv([row(1)]))
    assert not results.lists_with_results(city.actor("duty", Purpose.HAND_OVER)).exists()
    with pytest.raises(Refused, match="Choose a list"):
        asked(city, source_list)


def test_a_row_that_was_corrected_has_the_result_of_the_check_that_followed(city, pushed):
    task = Task.objects.get(closed_at=None, reported_at=None)
    tasks.hand_over_task(task=task, to_area_code=NEXT_COUNTY_GRID, by=worker(city), at=later(city, minutes=20))
    task = tasks.accept_task(task=task, by=worker(city, "next"), at=later(city, minutes=22))
    tasks.report_task(task=task, outcome="untrue", by=worker(city, "next"), at=later(city, minutes=30))
    found = results.results_of(pushed.id, programme_id=city.programme.id)
    assert [one.result for one in found if one.number == 4] == ["untrue"]


def test_the_officer_counts_the_rows_and_asks_over_the_pages(city, pushed, client, settings):
    from datetime import UTC, datetime

    from django.urls import reverse

    settings.CLOCK_OFFSET = city.at - datetime.now(UTC)
    client.force_login(city.posts["duty"].user)
    client.cookies["language"] = "en"
    page = reverse("outgoing:ask", args=["list_results"])
    assert f'value="{pushed.id}" selected' in client.get(page, {"list": str(pushed.id)}).text
    given = {"about": pushed.id, "columns": ["row_number", "result"], "reason": "反馈", "recipient_body": "省大数据局",
             "recipient_name": "试验", "recipient_key": PUBLIC, "days": 7}  # fmt: skip
    assert "6 rows are in this list" in client.post(page, given).text
    answer = client.post(page, given | {"counted": f"{pushed.id}:6", "send": "1"})
    assert answer.status_code == 302 and client.get(answer.url).status_code == 200
