"""The screens of tasks: who may open them, what stands on them, and what stays off them."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse
from tests.city import NEXT_COUNTY_GRID, VACANT_GRID
from tests.work import arrival, later, list_in_effect, one_task, react, record, worker

from fangxian.core.people.models import PersonFile
from fangxian.tasks import services
from fangxian.tasks.models import Task

PHONE = "+8613800000001"


@pytest.fixture
def signed_in(city, client, settings):
    """Sign somebody in at the city's own present; returns her client."""
    settings.CLOCK_OFFSET = city.at - datetime.now(UTC)

    def sign_in(name, language="en"):
        client.force_login(city.posts[name].user)
        client.cookies["language"] = language
        return client

    return sign_in


def page(client, name, *args, **query):
    return client.get(reverse(f"tasks:{name}", args=args), query)


def test_a_worker_accepts_from_her_day_and_then_sees_whom_to_contact(city, signed_in):
    task = one_task(city)
    grid = signed_in("grid")
    assert task.number in page(grid, "today").text
    assert PHONE not in page(grid, "task", task.id).text
    assert grid.post(reverse("tasks:accept", args=[task.id])).status_code == 302
    text = page(grid, "task", task.id).text
    assert PHONE in text and "演练路1号" in text and "试*" in text and "试验1" not in text


def test_the_day_marks_what_is_new_since_the_last_look(city, signed_in):
    list_in_effect(city)
    grid = signed_in("grid")
    assert "Nothing to do now" in page(grid, "today").text
    record(city, arrival(1), at=later(city, minutes=1))
    react(city, at=later(city, minutes=1))
    assert "1 new since your last look" in page(grid, "today").text


@pytest.mark.invariant("INV-16")
@pytest.mark.parametrize(("name", "status"), [("grid", 200), ("next", 404), ("checkpoint", 403)])
def test_a_task_opens_in_its_own_area_only(city, signed_in, name, status):
    task = one_task(city)
    assert page(signed_in(name), "task", task.id).status_code == status


def test_nobody_opens_a_task_without_signing_in(city, client):
    assert page(client, "task", one_task(city).id).status_code == 302


def test_a_first_report_and_a_finding_are_recorded_from_the_page(city, signed_in):
    task = services.accept_task(task=one_task(city), by=worker(city), at=city.at)
    grid = signed_in("grid")
    grid.post(reverse("tasks:first_report", args=[task.id]), {"word": "reached"})
    grid.post(reverse("tasks:report", args=[task.id]), {"outcome": "confirmed", "note": "在家"})
    task.refresh_from_db()
    assert (task.outcome, task.conclusion) == ("confirmed", "follow_up_opened") and task.first_reported_at


def test_a_report_without_a_finding_says_so_and_keeps_the_note(city, signed_in):
    task = services.accept_task(task=one_task(city), by=worker(city), at=city.at)
    answer = signed_in("grid").post(reverse("tasks:report", args=[task.id]), {"note": "写了很多"})
    assert answer.status_code == 422 and "写了很多" in answer.text and "errorlist" in answer.text
    assert Task.objects.get().reported_at is None


def test_a_wrong_area_leads_on_to_the_hand_over(city, signed_in):
    task = services.accept_task(task=one_task(city), by=worker(city), at=city.at)
    grid = signed_in("grid")
    answer = grid.post(reverse("tasks:report", args=[task.id]), {"outcome": "wrong_area"})
    assert answer.url == reverse("tasks:hand_over", args=[task.id])
    assert "东安社区" in grid.get(answer.url, {"q": "东安"}).text
    grid.post(answer.url, {"q": "东安社区第一网格", "to_area": NEXT_COUNTY_GRID})
    assert Task.objects.get().area_code == NEXT_COUNTY_GRID


def test_another_city_is_offered_as_such(city, signed_in):
    task = services.accept_task(task=one_task(city), by=worker(city), at=city.at)
    assert "杭州市 (another city)" in page(signed_in("grid"), "hand_over", task.id, q="杭州").text


@pytest.mark.invariant("INV-17")
def test_the_board_shows_no_names_and_few_queries(city, signed_in, django_assert_max_num_queries):
    list_in_effect(city)
    record(city, *(arrival(number) for number in range(1, 61)))
    react(city)
    duty = signed_in("duty")
    with django_assert_max_num_queries(25):
        text = page(duty, "board").text
    assert "60" in text and "page 1 of 2" in text and "试" not in text and "138000" not in text


def test_a_dispatcher_gives_chosen_tasks_to_a_worker(city, signed_in):
    task = one_task(city)
    signed_in("duty").post(reverse("tasks:assign"), {"task": [task.id], "post": city.posts["grid2"].id})
    assert Task.objects.get().assigned_post == city.posts["grid2"]


def test_giving_to_nobody_changes_nothing_and_says_so(city, signed_in):
    task = one_task(city)
    answer = signed_in("duty").post(reverse("tasks:assign"), {"task": [task.id]}, follow=True)
    assert "Choose who gets the tasks" in answer.text and Task.objects.get().assigned_post is None


def test_late_tasks_say_who_above_was_told(city, signed_in):
    one_task(city)
    services.escalate_overdue(later(city, minutes=-1))
    assert "No task fits" in page(signed_in("supervisor"), "late").text
    Task.objects.update(due_at=later(city, minutes=-5), accept_due_at=later(city, minutes=-5),
                        next_escalation_at=later(city, minutes=-5))  # fmt: skip
    services.escalate_overdue(later(city, minutes=1))
    assert "Township health post" in page(signed_in("supervisor"), "late").text


def test_a_vacant_grid_is_shown_with_whoever_got_its_work(city, signed_in):
    one_task(city, arrival(1, area_code=VACANT_GRID))
    text = page(signed_in("supervisor"), "vacant").text
    assert "第三网格" in text and "still vacant" in text and "月河街道" in text


@pytest.mark.invariant("INV-16")
def test_the_slip_carries_contact_data_only_for_whoever_accepted(city, signed_in):
    task = one_task(city)
    assert PHONE not in page(signed_in("grid"), "slip", task.id).text
    services.accept_task(task=task, by=worker(city), at=city.at)
    assert PHONE in page(signed_in("grid"), "slip", task.id).text
    assert PHONE not in page(signed_in("post_worker"), "slip", task.id).text


def test_a_missing_person_of_three_is_named_by_hand(city, signed_in):
    one_task(city)
    file = PersonFile.objects.get()
    duty = signed_in("duty")
    assert file.number in page(duty, "care").text
    duty.post(reverse("tasks:care_file", args=[file.id]), {"duty": "community", "post": city.posts["duty2"].id})
    assert file.care_team.count() == 3
    assert file.number not in page(duty, "care").text


def test_one_person_does_not_take_two_of_the_three_duties(city, signed_in):
    one_task(city)
    file = PersonFile.objects.get()
    answer = signed_in("duty").post(
        reverse("tasks:care_file", args=[file.id]), {"duty": "community", "post": city.posts["grid"].id}
    )
    assert "already has another duty" in answer.text and file.care_team.count() == 2


@pytest.mark.parametrize("name", ["today", "board", "late", "vacant", "care"])
def test_every_page_opens_in_chinese(city, signed_in, name):
    one_task(city)
    assert page(signed_in("duty", "zh-hans"), name).status_code == 200


def test_the_task_of_the_citys_desk_is_on_its_day(city, signed_in):
    task = one_task(city, arrival(1, area_code="330106"))
    assert task.number in page(signed_in("duty"), "today").text


def test_a_place_in_another_city_is_named_and_not_coded(city, signed_in):
    task = one_task(city, arrival(1, area_code="330106"))
    text = page(signed_in("duty"), "task", task.id).text
    assert "浙江省杭州市西湖区" in text and "330106" not in text
