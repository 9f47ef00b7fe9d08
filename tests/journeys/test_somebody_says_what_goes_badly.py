"""People say what goes badly, without an account; at night it is counted, and the command reads the topics (F31)."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from fangxian.core import clock
from fangxian.feedback import services
from tests.integration.test_what_people_send_is_counted_by_topic import EXAMPLES

pytestmark = [
    pytest.mark.journey,
    pytest.mark.django_db(transaction=True, databases=["default", "sealer"]),
]


def test_messages_become_a_digest_that_the_command_reads(walk):
    page, says, programme = walk.page, walk.says, walk.city.programme
    walk.open("/p/voice/")
    page.locator("[name=text]").fill(EXAMPLES["masks"][0] + "，我叫李小明")
    walk.look("saying what goes badly")
    page.get_by_role("button", name=says("发送", "Send")).click()
    expect(page.get_by_role("heading", name=says("谢谢，已收到", "Thank you, it came"))).to_be_visible()
    walk.look("it came")
    at = clock.now()
    for text in EXAMPLES["masks"][1:7]:
        services.send(text=text, programme=programme, at=at)
    for text in EXAMPLES["masks"][:5]:
        services.send(text=text, programme=programme, at=at - timedelta(days=7))
    services.make_digest(programme=programme, day=at.astimezone(programme.zone).date(), at=at)
    walk.sign_in("commander")
    walk.open("/feedback/")
    expect(page.locator("tbody tr")).to_have_count(1)
    walk.look("the digest")
