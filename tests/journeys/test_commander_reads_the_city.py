"""The commander: twelve tiles, the board of the day, from a figure to its records, the bulletin."""

import io

from docx import Document
from playwright.sync_api import expect

from fangxian.engine.lines import TWELVE


def test_from_the_board_to_the_records_and_the_bulletin(walk):
    walk.sign_in("commander")
    walk.open("/board/")
    expect(walk.page.locator("section.twelfth h3").first).to_have_text(walk.says(TWELVE[0].zh, TWELVE[0].en))
    expect(walk.page.locator("#county-table tbody tr")).not_to_have_count(0)
    walk.look("board")

    walk.page.locator("a.line", has_text=walk.says("未结任务", "Open tasks")).first.click()
    expect(walk.page.locator(".empty")).to_be_visible()
    walk.look("figure")

    walk.open("/board/period/?start=2020-03-01&until=2020-03-10")
    expect(walk.page.locator("caption").first).to_be_visible()
    walk.look("period")

    walk.open("/board/bulletins/")
    walk.page.locator("input[name=start]").fill("2020-03-09")
    walk.page.get_by_role("button", name=walk.says("发布", "Issue"), exact=True).click()
    expect(walk.page.locator("h1")).to_contain_text(walk.says("通报", "bulletin"))
    walk.look("bulletin")
    with walk.page.expect_download() as download:
        walk.page.get_by_role("link", name="Word").click()
    paper = Document(io.BytesIO(download.value.path().read_bytes()))
    assert walk.city.programme.city_name in paper.paragraphs[0].text
