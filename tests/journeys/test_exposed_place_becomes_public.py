"""Epidemiologist, two publishers, anybody: a market and an hour, and nobody's name."""

import pytest
from playwright.sync_api import expect

from tests.exposed import MARKET, interviewed
from tests.published import publishers

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True, databases=["default", "publication"])]


@pytest.fixture
def line(served_city):
    (line,) = interviewed(publishers(served_city), MARKET)
    return line


def test_a_place_and_a_time_become_public_by_two_bodies(line, walk):
    page = walk.page
    walk.open("/figures/places/")
    walk.look("nothing-public")
    walk.sign_in("epi")
    walk.open(f"/cases/{line.interview.case_id}/places/")
    walk.look("lines")
    with page.expect_navigation():
        page.get_by_role("button", name=walk.says("提请列入公布名单", "Put forward for the public list")).click()
    walk.sign_in("publisher")
    walk.open("/figures/places/proposed/")
    walk.look("propose")
    with page.expect_navigation():
        page.get_by_role("button", name=walk.says("汇总名单并提请", "Put the list together and propose it")).click()
    expect(page.locator("[aria-disabled=true]")).to_have_count(1)
    address = page.url.replace(walk.url, "")
    walk.sign_in("publisher2")
    walk.open(address)
    walk.look("second-person")
    publish = walk.says("公布", "Make public")
    page.get_by_role("button", name=publish, exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name=publish, exact=True).click()
    expect(page.get_by_text(walk.says("名单已公布。", "The list is public."))).to_be_visible()
    page.context.clear_cookies()
    walk._choose_language()
    walk.open("/figures/places/")
    expect(page.locator("tbody td").first).to_have_text(walk.says("市场", "Market"))
    walk.look("public")
