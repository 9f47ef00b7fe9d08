"""The frame of every page: who sees which door, menu, language and size of text."""

import pytest

from fangxian.core.actors.rules import Role
from fangxian.core.problems.rules import Problem
from fangxian.core.screens.views import FEW_LINES, GROUPS, MENU, grouped, menu_of


@pytest.fixture
def door(city, client):
    return client


def test_a_stranger_sees_the_two_doors_and_no_menu(door):
    page = door.get("/", headers={"accept-language": "en"})
    assert page.status_code == 200
    assert b"/account/login/" in page.content and b'class="menu"' not in page.content


def test_the_language_is_chosen_and_kept(door):
    door.post("/language/", {"language": "en", "next": "/"})
    assert b'lang="en"' in door.get("/").content
    door.post("/language/", {"language": "zh-hans", "next": "/"})
    assert b'lang="zh-Hans"' in door.get("/").content


def test_large_text_is_kept_on_this_device(door):
    assert b'class="large"' not in door.get("/").content
    door.post("/text-size/", {"large": "1", "next": "/"})
    assert b'class="large"' in door.get("/").content
    door.post("/text-size/", {"large": "", "next": "/"})
    assert b'class="large"' not in door.get("/").content


def test_the_switches_never_lead_to_another_site(door):
    assert door.post("/text-size/", {"large": "1", "next": "https://example.org/"}).url == "/"


def test_a_missing_page_says_so_in_words(door):
    page = door.get("/no-such-page/", headers={"accept-language": "en"})
    assert page.status_code == 404 and b"This page is not here" in page.content


def test_somebody_in_a_post_sees_the_demonstration_banner_and_her_post(city, client):
    client.force_login(city.posts["grid"].user, backend="fangxian.core.staff.services.backend.StaffBackend")
    page = client.get("/staff/me/", headers={"accept-language": "en"})
    assert b"Demonstration" in page.content and b"Grid worker" in page.content


def test_signing_in_works_with_number_and_password(city, client):
    answer = client.post("/account/login/", {"login": "grid", "password": "correct horse battery"})
    assert answer.status_code == 302 and answer.url == "/"
    assert client.get("/staff/me/").status_code == 200


def test_eight_wrong_passwords_pause_the_sign_in(city, client):
    pages = [client.post("/account/login/", {"login": "grid", "password": "wrong"}) for _ in range(9)]
    assert pages[0].status_code == 200
    assert pages[-1].status_code == 429
    after = client.post("/account/login/", {"login": "grid", "password": "correct horse battery"})
    assert after.status_code == 429


def test_a_problem_is_told_in_the_readers_language():
    from django.utils.translation import override

    from fangxian.core.screens.views import problem_text

    found = Problem("x.y", "This order is not waiting for a signature.")
    with override("en"):
        assert problem_text(found) == "This order is not waiting for a signature."


@pytest.mark.parametrize("role", list(Role))
def test_a_long_menu_stands_under_headings_and_loses_no_line(role):
    lines = menu_of(role)
    groups = grouped(lines)
    assert sorted(line["href"] for group in groups for line in group["lines"]) == sorted(x["href"] for x in lines)
    assert all(bool(group["label"]) == (len(lines) > FEW_LINES) for group in groups) and len(groups) <= 6


def test_every_line_of_the_menu_has_a_heading_of_its_own():
    named = {one for _, names in GROUPS for one in names}
    others = {name for _, name, _ in MENU if name not in named and name.split(":")[0] not in named}
    assert {name.split(":")[0] for name in others} == {
        "staff",
        "signin",
        "areas",
        "audit",
        "erasure",
        "outbox",
        "reactions",
    }


def test_the_part_of_the_menu_where_one_is_is_marked(city, client):
    client.force_login(city.posts["duty"].user, backend="fangxian.core.staff.services.backend.StaffBackend")
    page = client.get("/tasks/board/", headers={"accept-language": "en"}).content.decode()
    assert page.count('class="current"') == 1
    assert page.split("<main")[0].count('aria-current="page"') == 2  # of the desk, and of the phone
