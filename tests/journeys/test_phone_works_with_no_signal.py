"""The phone's shell: opened once, it works with no network; nothing is lost and nothing doubled."""

import pytest
from playwright.sync_api import expect

from fangxian.intake.sources.checkpoint.models import Check
from tests.posts import post

pytestmark = [
    pytest.mark.journey,
    pytest.mark.django_db(transaction=True, databases=["default", "sealer"]),
]


def lane(phone):
    phone.duty("checkpoint")
    return phone.page.get_by_role("button", name=phone.says("一人通过", "One person passes"))


@pytest.mark.parametrize("way", ["phone-zh", "phone-en"])
def test_what_is_recorded_offline_survives_closing_and_lands_once(phones, served_city, way):
    stands = post(served_city)
    phone = phones(way, width=320)
    phone.quoted.add(stands.name)
    phone.enter("checkpoint")
    phone.look("duties")
    lane(phone).wait_for()
    phone.look("lane")
    phone.offline()
    for _ in range(3):
        lane(phone).click()
    phone.look("three recorded")
    phone.close()
    phone.reopen("/field/#/duty/checkpoint", offline=True)
    lane(phone).click()
    expect(phone.page.get_by_role("status").filter(has_text=phone.says("4 条待上传", "4 waiting"))).to_be_visible()
    rows = phone.outbox()
    assert len(rows) == 4 and all(row["is_sealed"] for row in rows)
    phone.close()
    phone.reopen(offline=True)
    phone.online()
    phone.sign_in("checkpoint")  # the session of a closed browser is over
    phone.open("/field/")
    phone.all_answered()
    assert Check.objects.count() == 4
    assert {row["word"] for row in phone.outbox()} == {"new"}
    phone.open("/field/#/sent")
    phone.look("what I sent")
