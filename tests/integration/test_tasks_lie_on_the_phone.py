"""What a phone is handed of tasks, and how it learns within a minute that something came (F05)."""

import json
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.city import GRID, OTHER_GRID
from tests.integration.test_nights_and_slips import MORNING, NIGHT, give_night
from tests.work import arrival, later, list_in_effect, one_task, react, record, worker

from fangxian.core import clock
from fangxian.core.actors.rules import Purpose, Role
from fangxian.core.messages.models import Message
from fangxian.engine.pulling import NoSuchPlace
from fangxian.tasks import services
from fangxian.tasks.models import Task


def pulled(city, name="grid", *, minutes=1, after=""):
    return services.rows_for_tasks(by=worker(city, name), after=after, limit=200, at=later(city, minutes=minutes))


def tasks_on(page):
    return [row for row in page.rows if row["kind"] == "task"]


def one_of(page, kind):
    (row,) = [row for row in page.rows if row["kind"] == kind]
    return row


@pytest.fixture
def live(city, settings):
    """The city, with a clock that stands an hour after its moment."""
    settings.CLOCK_OFFSET = city.at + timedelta(hours=1) - (clock.now() - settings.CLOCK_OFFSET)
    return city


def signed_in(city, name="grid"):
    client = Client()
    client.force_login(city.posts[name].user)
    return client


def test_a_worker_carries_what_she_may_accept_with_its_three_clocks(city):
    task = one_task(city)
    (row,) = tasks_on(pulled(city))
    assert (row["id"], row["part"], row["work"], row["held"]) == (str(task.id), "mine", "verify_stay", 0)
    assert (
        row["place"].endswith("第一网格") and row["why_zh"] and row["accept_due_at"] == task.accept_due_at.isoformat()
    )
    assert "contact" not in row and row["is_about_somebody"] and pulled(city).people_count == 0
    assert tasks_on(pulled(city, "grid2")) == tasks_on(pulled(city, "next")) == []
    with pytest.raises(NoSuchPlace):
        pulled(city, after="nowhere")


def test_words_areas_and_minutes_come_along(city):
    page = pulled(city)
    words, areas = one_of(page, "words"), {code: name for code, name, _ in one_of(page, "areas")["areas"]}
    assert words["outcomes"]["not_found"] == {"zh": "查无此人", "en": "Not found"}
    assert "confirmed" in words["outcomes_of"]["verify_lead"]
    assert {OTHER_GRID, "330521", "330521100"} <= set(areas) and "33052110000101" not in areas
    telling = one_of(page, "telling")
    assert telling["minutes_before"] == {"accept": 2, "first_report": 3, "finding": 20}
    assert telling["quiet_until"] is None and telling["works"]


def test_a_long_list_comes_in_pages_and_the_rest_once(city):
    list_in_effect(city)
    record(city, *(arrival(number) for number in range(170)))
    react(city)
    first = pulled(city)
    second = pulled(city, after=first.next)
    ids = [row["id"] for row in tasks_on(first) + tasks_on(second)]
    assert len(ids) == len(set(ids)) == 170 and len(first.rows) <= 200 and second.next is None
    assert [row["kind"] for row in first.rows] == ["task"] * len(first.rows) and one_of(second, "telling")


def test_late_work_is_on_the_phone_of_whoever_it_was_told_to(city):
    one_task(city)
    services.escalate_overdue(later(city, minutes=6))
    (row,) = tasks_on(pulled(city, "post_worker", minutes=7))
    assert (row["part"], row["level"]) == ("below", 1) and "note" not in row and "contact" not in row
    assert one_of(pulled(city, "post_worker", minutes=7), "telling")["below_count"] == 1
    assert tasks_on(pulled(city, "next", minutes=7)) == []
    city.post("county_cdc", Role.EPIDEMIOLOGIST, "330502", "吴兴区疾控中心")
    services.escalate_overdue(later(city, minutes=22))
    page = pulled(city, "county_cdc", minutes=23)
    assert [row["part"] for row in tasks_on(page)] == ["below"] and not one_of(page, "telling")["works"]


def test_at_night_the_phone_of_whoever_has_it_not_is_quiet_until_morning(city):
    give_night(city)
    at = {"after": "", "limit": 200, "at": NIGHT}
    asleep = one_of(services.rows_for_tasks(by=worker(city), **at), "telling")
    awake = one_of(services.rows_for_tasks(by=worker(city, "post_worker"), **at), "telling")
    assert datetime.fromisoformat(asleep["quiet_until"]).astimezone(UTC) == MORNING
    assert awake["quiet_until"] is awake["below_quiet_until"] is None
    city.post("asleep", Role.GRID_WORKER, "330502001", "月河卫生站")
    sleeper = one_of(services.rows_for_tasks(by=worker(city, "asleep"), **at), "telling")
    assert sleeper["below_quiet_until"] is not None


# --- news


def ask(client, tag=""):
    return client.get("/sync/news/", headers={"if-none-match": tag} if tag else {})


def test_nothing_new_is_one_question_of_tasks_and_no_body(live):
    one_task(live)
    client = signed_in(live)
    tag = ask(client)["etag"]
    with CaptureQueriesContext(connection) as asked:
        answer = ask(client, tag)
    assert (answer.status_code, answer.content, answer["etag"]) == (304, b"", tag)
    assert sum("tasks_task" in query["sql"] for query in asked) == 1 and len(asked) <= 5


def test_a_task_that_comes_is_given_or_told_up_is_news_to_her_alone(live):
    clients = {name: signed_in(live, name) for name in ("grid", "grid2", "post_worker", "next")}
    tags = {name: ask(client)["etag"] for name, client in clients.items()}

    def hear():
        heard = {name for name, client in clients.items() if ask(client, tags[name]).status_code == 200}
        tags.update({name: ask(clients[name])["etag"] for name in heard})
        return heard

    task = one_task(live)
    assert hear() == {"grid"}
    services.escalate_overdue(later(live, minutes=6))
    assert hear() == {"post_worker"}
    services.assign_tasks(tasks=[task], post=live.posts["grid2"], by=live.actor("duty", Purpose.COMMAND),
                          at=later(live, minutes=8))  # fmt: skip
    assert hear() == {"grid", "grid2"}  # it left the one for the other
    services.raise_severity(task=Task.objects.get(), note="重大", by=live.actor("duty", Purpose.COMMAND),
                            at=later(live, minutes=9))  # fmt: skip
    assert hear() == {"grid2"} and hear() == set()


def test_news_say_nothing_and_are_told_to_nobody_without_a_post(live):
    one_task(live)
    body = ask(signed_in(live)).json()
    assert set(body) == {"at", "news"} and set(body["news"]) == {"tasks"}
    assert GRID not in json.dumps(body) and str(Task.objects.get().id) not in json.dumps(body)
    assert ask(signed_in(live, "auditor")).json()["news"] == {}
    assert Client().get("/sync/news/").status_code == 401


def test_steps_come_through_the_door_of_the_phones(live):
    task = one_task(live)
    made = {"kind": "task_step", "client_id": str(uuid4()), "task": str(task.id), "step": "accepted", "held": 0,
            "device_at": later(live, minutes=3).isoformat()}  # fmt: skip
    body = {"sent_at": clock.now().isoformat(), "records": [made]}
    (told,) = signed_in(live).post("/sync/push/", json.dumps(body), content_type="application/json").json()["results"]
    assert (told["word"], told["marks"]) == ("new", ["late"])
    rows = signed_in(live).get("/sync/pull/?duty=tasks").json()["rows"]
    assert [row["contact"]["address"] for row in rows if row["kind"] == "task"] == ["演练路1号"]


# --- the message beside it


def with_phone(city, *names):
    for number, name in enumerate(names):
        user = city.posts[name].user
        user.phone = f"+861390000000{number}"
        user.save(update_fields=["phone"])


def test_whoever_is_told_gets_one_message_however_much_is_late_and_one_again_after_a_hand_over(city):
    with_phone(city, "post_worker")
    again = city.post("post_worker2", Role.DUTY_OFFICER, "330502001", "月河街道办", "community")
    again.user = city.posts["post_worker"].user
    again.save(update_fields=["user"])  # the same person, in two posts
    list_in_effect(city)
    record(city, *(arrival(number) for number in range(3)))
    react(city)
    services.escalate_overdue(later(city, minutes=6))
    services.escalate_overdue(later(city, minutes=6))
    message = Message.objects.get(kind="tasks.late")
    assert "3 more late" in message.text_en
    task = Task.objects.order_by("id").first()
    services.hand_over_task(task=task, to_area_code=OTHER_GRID, by=worker(city), at=later(city, minutes=7))
    services.hand_over_task(task=Task.objects.get(id=task.id), to_area_code=GRID, by=worker(city, "grid2"),
                            at=later(city, minutes=8))  # fmt: skip
    services.escalate_overdue(later(city, minutes=14))
    assert Message.objects.filter(kind="tasks.late").count() == 2
