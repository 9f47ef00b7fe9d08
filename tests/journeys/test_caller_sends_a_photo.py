"""Without an account: a place is told of with a photo and a touch on the map; one look; answered, and opened again."""

import pytest
from playwright.sync_api import expect

from fangxian.core import clock
from fangxian.core.actors.rules import Purpose
from fangxian.intake.sources.service_request import services
from fangxian.intake.sources.service_request.models import PlacePhoto, ServiceRequest
from fangxian.reactions.jobs import run_all
from tests.photos import jpeg
from tests.requests import PLACE, TIP, operator

from .test_hotline_answers_a_caller import code_on

pytestmark = [
    pytest.mark.journey,
    pytest.mark.django_db(transaction=True, databases=["default", "sealer"]),
]


def chosen(name: str, content: bytes) -> dict:
    return {"name": name, "mimeType": "image/jpeg", "buffer": content}


def test_a_photo_is_sent_looked_at_and_shown(walk):
    page, says = walk.page, walk.says
    walk.quoted |= {TIP, PLACE}
    walk.open("/p/ask/")
    page.locator("[name=service]").select_option("open_venue")
    page.locator("[name=text]").fill(TIP)
    page.get_by_text(says("也可在地图上选择", "Or choose on the map")).click()
    page.locator("svg text", has_text="吴兴区").click(force=True)  # the name lets a touch through to the county
    expect(page.get_by_role("radio", name="吴兴区")).to_be_checked()
    page.locator("[name=place]").fill(PLACE)
    page.locator("[name=photos]").set_input_files([chosen("secret.jpg", b"no picture at all")])
    page.get_by_role("button", name=says("发送", "Send")).click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_role("radio", name="吴兴区")).to_be_checked()
    walk.look("a file that is no photo is refused")
    page.locator("[name=photos]").set_input_files([chosen("one.jpg", jpeg(1200, 900)), chosen("two.jpg", jpeg())])
    walk.look("a place with photos and a map")
    page.get_by_role("button", name=says("发送", "Send")).click()
    expect(page.locator(".code.big")).to_be_visible()
    code = code_on(page)
    expect(page.get_by_text(says("待查看", "Waits for a look"))).to_have_count(2)
    walk.look("the code")
    assert ServiceRequest.objects.get().area_code == "330502"

    walk.sign_in("duty")
    walk.open("/requests/photos/")
    expect(page.locator("tbody tr")).to_have_count(2)
    walk.look("photos to look at")
    page.locator("tbody a").first.click()
    expect(page.locator("figure img")).to_be_visible()
    assert page.locator("figure img").evaluate("image => image.decode().then(() => image.naturalWidth)") == 1200
    walk.look("the one look")
    page.get_by_role("radio", name=says("只有场所，没有人", "It shows the place and nobody")).check()
    judge(page, says)
    expect(page.get_by_text(says("今后处理该诉求的人员", "Shown from now on"))).to_be_visible()
    page.get_by_role("radio", name=says("有车牌", "It shows a number plate")).check()
    judge(page, says)
    expect(page.get_by_text(says("没有待查看的照片", "No photo waits"))).to_be_visible()
    walk.look("no photo waits")
    assert sorted(PlacePhoto.objects.values_list("finding", flat=True)) == ["place", "plate"]

    one = ServiceRequest.objects.get()
    walk.open(f"/requests/{one.id}/")
    expect(page.locator(".place-photos img")).to_have_count(1)
    walk.look("the request with its photo")
    dispatched(walk, one)
    walk.sign_in("duty")
    walk.open(f"/tasks/{ServiceRequest.objects.get().task_id}/")
    expect(page.locator(".place-photos img")).to_have_count(1)
    walk.look("the work with its photo")
    services.answer(request=one, answer="已关门。", by=operator(walk.city), at=clock.now())

    page.context.clear_cookies()
    walk._choose_language()
    walk.open("/p/ask/code/")
    page.locator("[name=code]").fill(code)
    page.get_by_role("button", name=says("查看答复", "Read the answer")).click()
    expect(page.get_by_text("已关门。")).to_be_visible()
    picture = page.locator(".place-photos img")
    picture.scroll_into_view_if_needed()
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") == 1200
    walk.look("the caller sees the answer and her photo")
    page.locator("summary", has_text=says("没有解决", "It is not settled")).click()
    page.locator("[name=reason]").fill("晚上又开了")
    page.get_by_role("button", name=says("重新办理", "Open again")).click()
    expect(page.get_by_text(says("重新办理", "Opened again")).first).to_be_visible()
    walk.look("opened again")
    assert ServiceRequest.objects.get().reopen_count == 1


def judge(page, says) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=says("记录并继续", "Record and go on")).click()


def dispatched(walk, one) -> None:
    """Sent out, so that work is opened; the pages of that have a story of their own."""
    by = walk.city.actor("duty", Purpose.RECEIVE_FACTS)
    services.classify(request=one, service="open_venue", area_code=one.area_code, by=by, at=clock.now())
    services.dispatch(request=ServiceRequest.objects.get(), by=by, at=clock.now())
    run_all(at=clock.now())
