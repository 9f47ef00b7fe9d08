"""Whoever has the night takes what comes at night; what comes back on paper is entered with its times (F05)."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from tests.city import GRID, NEXT_COUNTY_GRID
from tests.work import arrival, list_in_effect, one_task, react, record, worker

from fangxian.core.actors.rules import Purpose
from fangxian.core.messages.models import Message
from fangxian.core.problems.rules import Refused
from fangxian.tasks import queries, rules, services
from fangxian.tasks.models import NightDuty, Task, TaskEscalation, TaskEvent

EVENING = datetime(2020, 3, 10, 11, 50, tzinfo=UTC)  # 19:50 in the city
NIGHT = datetime(2020, 3, 10, 15, tzinfo=UTC)  # 23:00
MORNING = datetime(2020, 3, 11, tzinfo=UTC)  # 08:00: no night any more
HOUR = timedelta(hours=1)


def desk(city, name="duty"):
    return city.actor(name, Purpose.COMMAND)


def give_night(city, post="post_worker", area="330502001", **changed):
    terms = {"starts_at": NIGHT - 3 * HOUR, "ends_at": MORNING} | changed
    return services.put_on_nights(
        programme=city.programme, area_code=area, post=city.posts[post], by=desk(city), at=city.at, **terms
    )


def came(city, at):
    list_in_effect(city)
    record(city, arrival(), at=at)
    react(city, at=at)
    return Task.objects.get()


def test_what_comes_at_night_is_given_to_whoever_has_it_and_she_is_told(city, django_capture_on_commit_callbacks):
    city.posts["post_worker"].user.phone = "+8613900000009"
    city.posts["post_worker"].user.save(update_fields=["phone"])
    give_night(city)
    with django_capture_on_commit_callbacks(execute=True):
        task = came(city, NIGHT)
    assert (task.area_code, task.assigned_post_id) == (GRID, city.posts["post_worker"].id)
    night = worker(city, "post_worker")
    day = queries.mine_today(night, own_area_code="330502001", at=NIGHT, day_starts_at=NIGHT)
    assert list(day["free"]) == [task] and Message.objects.filter(kind="tasks.night").count() == 1
    with pytest.raises(Refused, match="somebody else"):
        services.accept_task(task=task, by=worker(city), at=NIGHT)
    assert services.accept_task(task=task, by=night, at=NIGHT).accepted_post_id == night.post_id


def test_in_the_morning_what_nobody_took_on_is_free_again(city):
    give_night(city)
    task = came(city, NIGHT)
    day = queries.mine_today(worker(city), own_area_code=GRID, at=MORNING, day_starts_at=MORNING)
    assert list(day["free"]) == [task]
    assert services.accept_task(task=task, by=worker(city), at=MORNING).accepted_at == MORNING


@pytest.mark.parametrize("at", [EVENING, MORNING])
def test_by_day_nothing_is_given_to_the_night(city, at):
    give_night(city, starts_at=EVENING - HOUR, ends_at=EVENING + 14 * HOUR)
    assert came(city, at).assigned_post_id is None


def test_without_a_night_duty_or_with_one_withdrawn_the_day_keeps_it(city):
    services.withdraw_night(night=give_night(city), by=desk(city), at=city.at)
    give_night(city, post="next", area=NEXT_COUNTY_GRID)
    assert came(city, NIGHT).assigned_post_id is None


def test_at_night_the_ladder_tells_those_who_have_the_night(city):
    from fangxian.core.actors.rules import Role

    city.post("asleep", Role.GRID_WORKER, "330502001", "月河卫生站")
    give_night(city)
    came(city, NIGHT)
    services.escalate_overdue(NIGHT + timedelta(minutes=6))
    assert TaskEscalation.objects.get().told_count == 1


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"post": "epi"}, "works on tasks"),
        ({"post": "next"}, "answers for the area"),
        ({"ends_at": NIGHT - 4 * HOUR}, "ends after it begins"),
        ({"ends_at": MORNING + 9 * HOUR}, "at most 16 hours"),
    ],
)
def test_a_night_is_given_only_to_who_can_take_it(city, changed, words):
    with pytest.raises(Refused, match=words):
        give_night(city, **changed)
    assert not NightDuty.objects.exists()


@pytest.mark.parametrize(
    ("at", "ends"),
    [
        (datetime(2020, 2, 28, 23, tzinfo=UTC), datetime(2020, 2, 29, 0, tzinfo=UTC)),  # 07:00 on the leap day
        (datetime(2020, 2, 29, 14, tzinfo=UTC), datetime(2020, 3, 1, 0, tzinfo=UTC)),  # across its midnight
        (datetime(2020, 2, 29, 4, tzinfo=UTC), None),
    ],
)
def test_a_night_knows_midnight_and_the_leap_day(city, at, ends):
    pack = services.duty_at(city.programme, at=at).task_pack
    assert rules.night_ends_at(pack, at, city.programme.zone) == ends


def test_a_night_is_as_long_as_the_clocks_make_it(city):
    from zoneinfo import ZoneInfo

    pack = services.duty_at(city.programme, at=city.at).task_pack
    began = datetime(2020, 3, 28, 19, tzinfo=UTC)  # 20:00 in Berlin; at two the clocks go forward
    assert rules.night_ends_at(pack, began, ZoneInfo("Europe/Berlin")) == began + 11 * HOUR


def slip(city, **changed):
    times = {"accepted_at": city.at + timedelta(minutes=4), "reported_at": city.at + 2 * HOUR, "outcome": "confirmed"}
    return rules.Slip(**(times | changed))


def entered(city, task, name="grid", by="duty", at=None, **changed):
    return services.enter_slip(
        task=task, slip=slip(city, **changed), worker=city.posts[name], note="纸单", by=desk(city, by),
        at=at or city.at + 5 * HOUR,
    )  # fmt: skip


def test_a_slip_is_entered_with_its_times_and_the_history_says_so(city):
    task = entered(city, one_task(city))
    assert (task.accepted_at, task.reported_at) == (city.at + timedelta(minutes=4), city.at + 2 * HOUR)
    assert (task.accepted_post_id, task.outcome) == (city.posts["grid"].id, "confirmed")
    assert rules.kept(task) == {"accept": True, "first_report": False, "finding": True}
    event = TaskEvent.objects.get(action="reported")
    assert (event.at, event.post_id, event.detail["on_paper"]) == (city.at + 5 * HOUR, city.posts["duty"].id, True)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"reported_at": datetime(2020, 3, 11, tzinfo=UTC)}, "has happened already"),
        ({"accepted_at": datetime(2020, 3, 9, tzinfo=UTC)}, "before it comes"),
        ({"first_reported_at": datetime(2020, 3, 10, 5, tzinfo=UTC)}, "each after the one before"),
        ({"outcome": "handled"}, "not an outcome"),
        ({"name": "next"}, "answers for this area"),
        ({"by": "next"}, "outside"),
    ],
)
def test_a_slip_that_cannot_be_so_is_refused_and_nothing_is_written(city, changed, words):
    with pytest.raises(Refused, match=words):
        entered(city, one_task(city), **changed)
    assert Task.objects.get().reported_at is None


def test_a_slip_comes_back_over_the_page(city, client, settings):
    task = one_task(city)
    settings.CLOCK_OFFSET = city.at + 5 * HOUR - datetime.now(UTC)
    client.force_login(city.posts["duty"].user)
    client.cookies["language"] = "en"
    address = reverse("tasks:enter_slip", args=[task.id])
    given = {"worker": city.posts["grid"].id, "accepted_at": "2020-03-10T09:04", "reported_at": "2020-03-10T08:00",
             "outcome": "confirmed", "note": "纸单"}  # fmt: skip
    refused = client.post(address, given)
    assert refused.status_code == 422 and "each after the one before" in refused.text and "纸单" in refused.text
    assert client.post(address, given | {"reported_at": "2020-03-10T11:00"}).status_code == 302
    assert "from a paper slip; found at" in client.get(reverse("tasks:task", args=[task.id])).text
