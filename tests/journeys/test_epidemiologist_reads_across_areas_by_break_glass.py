"""A file of another county: looked up in vain, asked for, granted by a second body, read, reviewed, and traced."""

import base64
import re

import pytest
from playwright.sync_api import expect

from tests.access import DEQING_DOCUMENT, WORDS, two_counties

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "sealer"])


def test_epidemiologist_reads_across_areas_by_break_glass(walk, let_time_pass):
    counties = two_counties(walk.city)
    walk.quoted |= {counties.there.name}
    page = walk.page
    walk.sign_in("wuxing_epi")
    walk.open(f"/files/look-up/?serves_kind=task&serves_number={counties.task.number}")
    walk.look("look-up")
    page.locator("input[name=sought_by][value=document]").check()
    page.locator("input[name=sought]").fill(DEQING_DOCUMENT)
    page.locator("main form button.button").click()
    expect(page.locator("#found")).to_be_visible()
    walk.look("nobody-of-my-area")

    walk.open(f"/files/across/ask/?serves_kind=task&serves_number={counties.task.number}")
    page.locator("input[name=sought_by][value=document]").check()
    page.locator("input[name=sought]").fill(DEQING_DOCUMENT)
    page.locator("input[name=reason][value=contact_elsewhere]").check()
    page.locator("textarea[name=words]").fill(WORDS)
    walk.look("asking")
    page.locator("main form button.button").click()
    expect(page.locator(".state.wait").first).to_be_visible()
    walk.look("asked")

    walk.sign_in("approver")
    walk.open("/files/across/")
    page.locator("main table a").first.click()
    expect(page.locator("#evidence")).to_be_visible()
    walk.look("the-second-person-sees-the-evidence")
    page.locator("input[name=decision][value=grant]").check()
    page.get_by_role("button", name=walk.says("答复", "Answer"), exact=True).click()
    expect(page.locator("main")).not_to_contain_text(DEQING_DOCUMENT)

    walk.sign_in("wuxing_epi")
    walk.open(f"/files/{counties.there.id}/")
    expect(page.locator(".note.warning").first).to_be_visible()
    walk.look("the-file-to-read-only")
    code = mark_code(page.locator("img.read-mark").get_attribute("src"))

    let_time_pass(hours=3)
    walk.sign_in("auditor")
    walk.open("/files/watch/")
    walk.look("to-review")
    page.locator("h2 ~ div table a.code").first.click()
    page.locator("input[name=outcome][value=justified]").check()
    page.locator("textarea[name=words]").fill("与本区病例的调查一致，必要且适当。")
    walk.look("review")
    with page.expect_navigation():
        page.locator("main form button.button").click()
    walk.open("/files/trace/")
    page.locator("input[name=code]").fill(code)
    page.locator("main form button.button").click()
    expect(page.locator("#whose")).to_be_visible()
    walk.look("traced")


def mark_code(source: str | None) -> str:
    """The code that the mark of a page shows."""
    assert source
    image = base64.b64decode(source.split(",", 1)[1]).decode()
    found = re.search(r">([^<]+)</text>", image)
    assert found
    return found[1].split()[-1]
