"""The chain of a case: drawn, walked by keyboard, cut by day, read as a table; then what the cases say together."""

import pytest
from playwright.sync_api import expect

from fangxian.cases.services import Link, link_cases
from tests.chained import cases, linked
from tests.household import investigator

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True, databases=["default", "sealer"])]


@pytest.fixture
def chain(served_city):
    made = cases(served_city, 12)
    linked(served_city, *((made[n // 2], made[n]) for n in range(1, 12)), (made[3], made[1]))
    stranger = Link(None, made[11], source="imported", infector_named="P-77")
    link_cases(links=[stranger], programme=served_city.programme, by=investigator(served_city), at=served_city.at)
    return made


def test_a_chain_is_drawn_walked_by_keyboard_and_read_as_a_table(chain, walk):
    walk.sign_in("epi")
    walk.open(f"/cases/{chain[0].id}/chain/")
    picture = walk.page.locator("#chain")
    expect(picture.locator("canvas")).to_be_visible()
    walk.look("chain")
    picture.focus()
    said = walk.page.locator("#chain-said")
    expect(said).to_contain_text(walk.says("病例 1", "Case 1"))
    is_narrow = (walk.page.viewport_size or {})["width"] < 600
    picture.press("ArrowDown" if is_narrow else "ArrowRight")  # the next generation
    expect(said).to_contain_text(walk.says("病例 2", "Case 2"))
    expect(said).to_contain_text("2020-02-21")
    picture.press("+")
    slider = walk.page.locator("#chain-until")
    slider.focus()
    slider.press("Home")
    expect(walk.page.locator("#chain-day")).to_have_text("2020-02-20")
    walk.look("cut-by-day")
    expect(walk.page.get_by_text(walk.says("处于环中", "Part of a circle")).first).to_be_visible()
    picture.focus()
    with walk.page.expect_navigation():
        picture.press("Enter")
    expect(walk.page.locator("h1")).to_contain_text(walk.says("病例", "Case"))

    walk.open("/cases/investigation/")
    expect(walk.page.locator("#onset-curve canvas")).to_be_visible()
    expect(walk.page.get_by_text(walk.says("标准差", "Standard deviation"))).to_be_visible()
    walk.look("together")
