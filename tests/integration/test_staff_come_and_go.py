"""Posts end at once, passwords are reset in person, programmes begin with keys and an administrator."""

from datetime import date

import pytest
from tests.city import GRID, VACANT_GRID

from fangxian.core.actors.rules import Purpose, Role
from fangxian.core.privacy.models import ProgrammeKey
from fangxian.core.privacy.rules import KEY_PURPOSES
from fangxian.core.problems.rules import Refused
from fangxian.core.staff import queries, services
from fangxian.core.staff.models import User
from fangxian.core.staff.rules import Appointment


def actor(city, name):
    return city.actor(name, Purpose.ADMINISTER)


def test_an_ended_post_makes_its_grid_vacant_at_once(city):
    services.end_post(post=city.posts["grid"], by=actor(city, "admin"), at=city.at)
    vacant = queries.vacant_grids(programme_id=city.programme.id, at=city.at, day=date(2020, 3, 10))
    assert {GRID, VACANT_GRID} == set(vacant.values_list("code", flat=True))
    assert not User.objects.get(username="grid").is_active


def test_somebody_with_another_post_keeps_her_account(city):
    other = city.posts["grid2"]
    other.user = city.posts["grid"].user
    other.save()
    services.end_post(post=city.posts["grid"], by=actor(city, "admin"), at=city.at)
    assert User.objects.get(username="grid").is_active


def test_nobody_ends_her_own_post(city):
    with pytest.raises(Refused) as refused:
        services.end_post(post=city.posts["admin"], by=actor(city, "admin"), at=city.at)
    assert refused.value.problem.code == "staff.own_post"


def test_a_supervisor_resets_a_grid_worker_who_stands_before_her(city):
    user = city.posts["grid"].user
    password = services.reset_password(user=user, in_person=True, by=actor(city, "supervisor"), at=city.at)
    user.refresh_from_db()
    assert user.check_password(password) and user.must_change_password


@pytest.mark.parametrize(
    ("by", "who", "in_person", "code"),
    [
        ("supervisor", "grid", False, "staff.not_in_person"),
        ("supervisor", "admin", True, "staff.reset_by_administrator"),
        ("supervisor", "supervisor", True, "staff.own_reset"),
        ("next", "grid", True, "actors.no_power"),
    ],
)
def test_a_reset_is_refused(city, by, who, in_person, code):
    with pytest.raises(Refused) as refused:
        services.reset_password(user=city.posts[who].user, in_person=in_person, by=actor(city, by), at=city.at)
    assert refused.value.problem.code == code


def test_a_one_time_password_opens_nothing_but_the_change(city, client):
    user = city.posts["grid"].user
    password = services.reset_password(user=user, in_person=True, by=actor(city, "admin"), at=city.at)
    client.post("/account/login/", {"login": "grid", "password": password})
    assert client.get("/staff/me/").url == "/account/password/change/"
    new = {"oldpassword": password, "password1": "a quiet long word", "password2": "a quiet long word"}
    client.post("/account/password/change/", new)
    assert client.get("/staff/me/").status_code == 200


def test_coverage_counts_grids_and_never_invents_a_share(city):
    rows = queries.coverage(programme_id=city.programme.id, at=city.at, day=date(2020, 3, 10))
    wuxing, deqing = rows
    assert (wuxing.area_code, wuxing.grid_count, wuxing.staffed_count, wuxing.vacant_count) == ("330502", 3, 2, 1)
    assert deqing.staffed_share == 1.0 and wuxing.household_count is None and wuxing.households_per_worker is None


def test_a_leader_answers_for_an_area_until_relieved(city):
    leader = city.posts["commander"].user
    named = services.name_sponsor(
        leader=leader,
        function="副市长",
        kind="area",
        area_code="330502",
        target="",
        by=actor(city, "admin"),
        at=city.at,
    )
    assert [s.id for s in queries.leaders_for(GRID, programme_id=city.programme.id, at=city.at)] == [named.id]
    services.end_sponsorship(sponsorship=named, by=actor(city, "admin"), at=city.at)
    later = city.at.replace(hour=5)
    assert queries.leaders_for(GRID, programme_id=city.programme.id, at=later) == []


def test_a_programme_begins_with_keys_and_an_administrator(city):
    first = Appointment(
        "A-0001", "试验管理员", "", "指挥部", "command", "办公室", Role.ADMINISTRATOR, "", "", None, None
    )
    programme, password = services.found_programme(
        name="另一次", city_name="湖州市", disease_name="流感", disease_code="J10", area_codes=["3305"],
        starts_on=date(2020, 3, 10), review_on=date(2020, 4, 10), administrator=first,
        by=actor(city, "admin"), at=city.at,
    )  # fmt: skip
    assert ProgrammeKey.objects.filter(programme=programme).count() == len(KEY_PURPOSES)
    assert User.objects.get(username="A-0001").check_password(password)
    assert [p.role for p in queries.posts_held(at=city.at).filter(programme=programme)] == [Role.ADMINISTRATOR]


@pytest.mark.parametrize("name", ["grid", "commander"])
def test_others_begin_no_programme(city, name):
    first = Appointment(
        "A-0001", "试验管理员", "", "指挥部", "command", "办公室", Role.ADMINISTRATOR, "", "", None, None
    )
    with pytest.raises(Refused):
        services.found_programme(
            name="另一次", city_name="湖州市", disease_name="流感", disease_code="", area_codes=["3305"],
            starts_on=date(2020, 3, 10), review_on=date(2020, 4, 10), administrator=first,
            by=actor(city, name), at=city.at,
        )  # fmt: skip
