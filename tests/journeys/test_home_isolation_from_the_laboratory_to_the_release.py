"""Epidemiologist, approver, grid worker: from a laboratory result to a release, and nobody has to end it."""

import io

import pytest
from docx import Document
from playwright.sync_api import expect

from fangxian.measures.models import Measure
from fangxian.measures.services import record_ends
from tests.city import GRID
from tests.household import SUPPORT, WHY

CASE = {
    "lab_name": "试验实验室", "sample_number": "HZ-77", "sampled_on": "2020-03-08", "result_on": "2020-03-09",
    "name": "试验病例", "phone": "13800138001", "place": GRID, "onset_on": "2020-03-08",
    "isolated_at": "2020-03-09T21:00", "learned_at": "2020-03-10T08:00",
}  # fmt: skip
CONTACT = {
    "name": "试验配偶", "phone": "13800138000", "place": GRID, "address": "试验路一号",
    "last_contact_on": "2020-03-09", "last_contact_time": "18:30",
}  # fmt: skip


# the worker seals as a database role of its own
pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "sealer"])


def fill(walk, values):
    for name, value in values.items():
        walk.page.locator(f"[name={name}]").fill(value)


def test_from_the_laboratory_to_the_release(walk, let_time_pass):
    walk.quoted.add("试***")  # a name, masked
    walk.sign_in("epi")
    walk.open("/cases/")
    walk.look("cases-empty")
    walk.page.get_by_role("link", name=walk.says("建立病例", "Open a case")).first.click()
    fill(walk, CASE)
    walk.look("case-form")
    walk.page.get_by_role("button", name=walk.says("建立病例", "Open the case")).click()
    expect(walk.page.locator(".problem, .errorlist").first).to_be_visible()  # the class was not chosen
    walk.look("case-form-wrong")
    walk.page.locator("input[name=case_class][value=confirmed]").check()
    walk.page.get_by_role("button", name=walk.says("建立病例", "Open the case")).click()
    expect(walk.page.locator(".clock").first).to_be_visible()
    walk.look("case")

    walk.page.get_by_role("link", name=walk.says("添加接触者", "Add a contact")).click()
    fill(walk, CONTACT)
    walk.look("contact-form")
    walk.page.get_by_role("button", name=walk.says("保存并判定", "Save and classify")).click()
    expect(walk.page.get_by_text(walk.says("密切接触者", "Close contact")).first).to_be_visible()
    walk.look("case-with-contact")
    walk.page.locator("th a").first.click()
    walk.look("contact")

    walk.open("/measures/to-propose/")
    walk.look("to-propose")
    walk.page.get_by_role("link", name=walk.says("提议居家隔离", "Propose home isolation")).click()
    expect(walk.page.locator("#end + p time")).to_have_attribute("datetime", "2020-03-23T16:00:00Z")
    fill(walk, {f"milder_{option}": WHY for option in ("SELF_MONITOR", "HOME_MONITOR")})
    fill(walk, {f"support_{part}": who for part, who in SUPPORT.items()})
    walk.look("propose")
    walk.page.get_by_role("button", name=walk.says("提议", "Propose"), exact=True).click()
    expect(walk.page.locator("h1 .state")).to_contain_text(walk.says("待批准", "waits for approval"))
    walk.look("proposed")

    walk.sign_in("approver")
    walk.open("/")
    walk.page.locator("tbody th a").first.click()
    walk.look("decide")
    walk.page.get_by_role("button", name=walk.says("已阅证据，批准", "I have read the evidence: approve")).click()
    expect(walk.page.locator(".empty")).to_be_visible()
    walk.look("nothing-to-decide")

    measure = Measure.objects.get()
    walk.sign_in("grid")
    walk.open("/measures/in-my-area/")
    walk.look("in-my-area")
    walk.page.locator("a.door").first.click()
    walk.page.locator("input[name=how][value=refused_to_sign]").check()
    walk.page.locator("[name=witness]").fill("试验邻居")
    walk.look("serve")
    walk.page.get_by_role("button", name=walk.says("记录：已送达", "Record: handed over")).click()
    expect(walk.page.locator("h1 .state")).to_contain_text(walk.says("生效中", "In force"))
    walk.look("attend")
    for name, label in [
        ("notice", "notice"),
        ("card", "card"),
        ("left", "leave"),
        ("told", "tell"),
        ("appeal", "appeal"),
    ]:
        walk.open(f"/measures/{measure.id}/{name}/")
        walk.look(label)
    walk.page.locator("[name=text]").fill("我三月八日已经离开家，没有接触")
    walk.page.get_by_role("button", name=walk.says("提出申诉", "Lodge the appeal")).click()
    expect(walk.page.get_by_text(walk.says("已提出申诉", "Appeal lodged"), exact=False).first).to_be_visible()

    let_time_pass(days=13, hours=14, minutes=59)
    walk.sign_in("grid")  # no sign-in lasts that long
    walk.open(f"/measures/{measure.id}/attend/")
    expect(walk.page.locator("h1 .state")).to_contain_text(walk.says("生效中", "In force"))
    let_time_pass(minutes=1)
    walk.open(f"/measures/{measure.id}/attend/")
    expect(walk.page.locator("h1 .state")).to_contain_text(walk.says("期满自行结束", "Ended by itself"))
    record_ends(at=measure.ends_at)
    walk.open(f"/measures/{measure.id}/attend/")
    expect(walk.page.get_by_text(walk.says("解除通知书已出具", "Release paper issued"))).to_be_visible()
    walk.look("ended")
    walk.page.get_by_role("link", name=walk.says("解除通知书", "Release notice")).click()
    walk.look("release")
    with walk.page.expect_download() as download:
        walk.page.get_by_role("link", name="Word").click()
    paper = Document(io.BytesIO(download.value.path().read_bytes()))
    assert any("2020年3月24日" in p.text for p in paper.paragraphs)

    walk.sign_in("epi")
    walk.open("/measures/?state=expired")
    walk.look("ended-list")
    walk.page.locator("tbody th a").first.click()
    walk.look("measure")
