"""The resident: declares on a phone, corrects, gets a letter, reads her own file, objects."""

import re

from playwright.sync_api import expect

from fangxian.core.areas.models import Area
from fangxian.core.people.models import Person
from fangxian.intake.models import Fact, Receipt
from tests.city import GRID
from tests.work import list_in_effect, react


def fill_in(walk):
    """The declaration of somebody from Wuhan, as she would type it."""
    page, says = walk.page, walk.says
    page.get_by_role("textbox", name=says("姓名", "Full name"), exact=True).fill("试验甲")
    page.locator("[name=document_number]").fill("440524188001010015")
    page.locator("[name=phone]").fill("13800138000")
    page.locator("[name=stays-0-place]").press_sequentially("wuhan")
    page.locator("[name=stays-0-place_code][value='4201']").check()
    page.locator("[name=stays-0-from_on]").fill("2020-03-01")
    page.locator("[name=stays-0-until_on]").fill("2020-03-08")
    page.locator("[name=arrives_on]").fill("2020-03-09")
    page.locator("[name=transport_number]").fill("G100")
    page.locator("[name=destination]").press_sequentially("浮星桥社区")
    page.locator("[name=destination_code]").first.check()
    page.locator("[name=symptoms]").first.check()


def test_a_resident_declares_corrects_and_reads_her_own_file(walk):
    page, says = walk.page, walk.says
    list_in_effect(walk.city)
    walk.quoted |= {"湖北省武汉市", "湖北省"}  # places are named in characters beside their letters
    Area.objects.filter(programme=walk.city.programme, code="330502001").update(phone="0572-2398001")
    walk.open("/p/")
    walk.look("door")
    page.get_by_role("link", name=re.compile(says("申报行程", "Declare a journey"))).click()
    walk.look("declare")
    fill_in(walk)
    walk.look("filled in")
    page.get_by_role("button", name=says("再加一个地点", "Add another place")).click()
    expect(page.locator("[name=stays-1-place]")).to_be_visible()
    page.get_by_role("button", name=says("去掉地点 2", "Take place 2 out")).click()
    send(walk)
    expect(page.get_by_text(says("校验位不符", "The check digit does not fit"))).to_be_visible()
    walk.look("a slip")
    page.locator("[name=document_number]").fill("440524188001010014")
    send(walk)
    receipt = Receipt.objects.get()
    expect(page.get_by_text(receipt.spoken_number).first).to_be_visible()
    react(walk.city)
    page.reload()
    walk.look("receipt")
    correct(walk, receipt)
    read_own_file(walk)


def send(walk):
    walk.page.get_by_role("button", name=walk.says("提交申报", "Send the declaration")).click()


def correct(walk, receipt):
    """From the door again, with the receipt number and the end of the document."""
    page, says = walk.page, walk.says
    page.get_by_role("button", name=says("关闭本机上与我有关的一切", "Close everything about me on this phone")).click()
    page.get_by_role("link", name=re.compile(says("更正申报", "Correct a declaration"))).click()
    page.locator("[name=number]").fill(receipt.spoken_number)
    page.locator("[name=answer]").fill("0014")
    walk.look("open a receipt")
    page.get_by_role("button", name=says("打开", "Open"), exact=True).click()
    page.get_by_role("link", name=says("更正", "Correct this"), exact=True).click()
    walk.look("correct")
    page.locator("[name=stays-0-until_on]").fill("2020-03-07")
    page.get_by_role("button", name=says("提交更正", "Send the correction")).click()
    expect(page.get_by_text(says("现行", "holds now"))).to_be_visible()
    assert Fact.objects.filter(supersedes__isnull=False).count() == 1
    react(walk.city)


def read_own_file(walk):
    page, says = walk.page, walk.says
    person = Person.objects.get()
    assert person.area_code.startswith(GRID[:12])
    walk.sign_in("duty")
    walk.open(f"/p/letters/{person.id}/")
    walk.look("before the letter")
    page.get_by_role("button", name=says("生成信件", "Make the letter")).click()
    code = page.locator(".letter-code").first.inner_text()
    walk.look("letter")
    page.context.clear_cookies()
    walk._choose_language()
    walk.open("/p/file/")
    page.locator("[name=code]").fill(code)
    walk.look("enter the code")
    page.get_by_role("button", name=says("打开我的档案", "Open my file")).click()
    expect(page.get_by_role("heading", name=says("谁看过", "Who looked"))).to_be_visible()
    expect(page.get_by_text(says("值班员", "Duty officer")).first).to_be_visible()
    walk.look("own file")
    page.locator("a[href$='/file/mine/object/']").click()
    page.get_by_label(says("对我的随访", "That I am followed up")).check()
    page.locator("[name=text]").fill("我只是路过。")
    walk.look("object")
    page.get_by_role("button", name=says("提交异议", "Send the objection")).click()
    walk.look("own file with an objection")
    walk.sign_in("supervisor")
    walk.open("/p/objections/")
    walk.look("objections")
    page.locator("tbody a").first.click()
    page.get_by_label(says("您说得对，已更改", "You are right; it was changed")).check()
    page.locator("[name=answer]").fill("已核实，只是途经。")
    walk.look("answer")
    page.get_by_role("button", name=says("发送答复", "Send the answer")).click()
    expect(page.get_by_text(says("没有待答复的异议", "No objection waits for an answer"))).to_be_visible()


def test_anybody_reads_what_applies_and_who_answers(walk):
    list_in_effect(walk.city)
    walk.quoted |= {"湖北省武汉市", "湖北省"}  # places are named in characters beside their letters
    Area.objects.filter(programme=walk.city.programme, code="330502001").update(phone="0572-2398001")
    walk.open("/p/before/")
    walk.look("before you come")
    walk.open("/p/phones/")
    walk.look("who answers")
    walk.page.locator("[name=q]").fill("没有")
    walk.page.locator("[name=q]").press("Enter")
    walk.look("nobody of that name")
