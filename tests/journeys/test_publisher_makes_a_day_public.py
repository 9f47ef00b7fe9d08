"""One publisher proposes the figures of a day, another of a second body makes them public, everybody reads them."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.published import DAY, HERE, NEXT, follow_up, publishers

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True, databases=["default", "publication"])]


def test_a_day_becomes_public_by_two_bodies(walk):
    city = publishers(walk.city)
    follow_up(city, HERE, 12)
    follow_up(city, NEXT, 3)
    walk.open(reverse("publication:newest"))
    walk.look("nothing-public")
    walk.sign_in("publisher")
    walk.open("/")
    walk.page.locator("input[name=day]").fill(str(DAY))
    walk.look("propose")
    walk.page.get_by_role("button", name=walk.says("计算并提交", "Compute and propose")).click()
    expect(walk.page.locator("td", has_text=walk.says("少于5人", "Fewer than 5")).first).to_be_visible()
    expect(walk.page.locator("[aria-disabled=true]")).to_have_count(1)
    walk.look("proposed")
    address = walk.page.url.replace(walk.url, "")

    walk.sign_in("publisher2")
    walk.open(address)
    walk.look("second-person")
    publish = walk.says("公布", "Make public")
    walk.page.get_by_role("button", name=publish, exact=True).click()
    walk.page.get_by_role("dialog").get_by_role("button", name=publish, exact=True).click()
    expect(walk.page.get_by_text(walk.says("这张表已公布。", "The table is public."))).to_be_visible()

    walk.page.context.clear_cookies()
    walk._choose_language()
    walk.open(reverse("publication:newest"))
    expect(walk.page.locator("tbody tr").first).to_contain_text(re.compile(walk.says("隐去", "Withheld")))
    walk.look("public")
    walk.page.get_by_role("link", name=walk.says("审计每日根", "Roots of the audit")).click()
    walk.look("roots")
