"""One person, from her declaration at home to the visit at her door: one file, one timeline, for the staff and for her.

A post with no signal, a destination that accepts, a gate that says a word, a restriction with its ground, a visit with
no signal; and where she passed, which the staff read only once a laboratory has confirmed an illness of hers (O1).
"""

import re

import pytest
from playwright.sync_api import expect

from fangxian.core import clock
from fangxian.core.actors.rules import Purpose, system
from fangxian.core.people.models import Person
from fangxian.core.people.services import Claim
from fangxian.intake.models import Receipt
from fangxian.intake.sources.checkpoint.models import Check
from fangxian.intake.sources.gate.models import GatePassage
from fangxian.portal.services import code_on_receipt, own_actor, token_on_phone
from fangxian.reactions.jobs import run_all
from fangxian.tasks.kinds.controlled_entry.models import ControlledEntry
from tests.city import GRID
from tests.gates import gate
from tests.household import LABORATORY_2, a_case, a_proposal, approved, served
from tests.posts import order, post
from tests.residents import letter
from tests.work import list_in_effect

from .cameras import filmed

pytestmark = [
    pytest.mark.journey,
    pytest.mark.django_db(transaction=True, databases=["default", "sealer"]),
]
HERSELF = Claim(
    name="试验甲", area_code=GRID, document_kind="id_card", document_number="110105188806050024", phone="+8613800138000"
)
# the timeline, oldest first, as both pages show it
COURSE = [
    "told", "judged", "follow_up", "entry_proposed", "entry_left", "entry_asked", "entry_accepted", "entry_arrived",
    "code", "gate", "proposed", "decided", "began", "asked", "visited",
]  # fmt: skip
WORDS = {
    "told": "收到一条信息", "judged": "按规则作了判定", "follow_up": "健康随访开始",
    "entry_proposed": "卡点放行，受控进入", "entry_left": "前往目的地途中", "entry_asked": "已询问目的地接收方",
    "entry_accepted": "目的地已接收", "entry_arrived": "到达目的地", "code": "生成了门岗用的码", "gate": "通过门岗",
    "proposed": "有人提出限制措施", "decided": "已作出限制决定", "began": "限制措施开始",
    "asked": "询问健康状况", "visited": "上门走访",
}  # fmt: skip


@pytest.fixture
def story(served_city, phones, tmp_path):
    """The city with a post, a gate and their orders; her own phone, and one that the workers hand to each other."""
    list_in_effect(served_city)
    order(served_city, "registration", number="9号")
    stands = post(served_city, under=order(served_city, "checkpoint", number="8号"))
    keeps = gate(served_city)
    film = filmed(tmp_path / "film.y4m", "nothing yet")
    hers, theirs = phones("phone-zh"), phones("phone-zh", film=film)
    theirs.film = film
    return served_city, hers, theirs, stands, keeps


def test_one_person_from_declaration_to_visit(story):
    city, hers, theirs, stands, keeps = story
    declares_at_home(hers)
    is_let_go_on_with_no_signal(theirs, city)
    is_accepted_and_arrives(theirs)
    person = Person.objects.get()
    shows_her_code(hers, theirs, city, person, keeps)
    is_bound_and_visited(theirs, city, person)
    reads_it_herself(hers, stands, keeps)
    the_staff_read_it(theirs, city, person, keeps)


def declares_at_home(hers):
    page = hers.page
    hers.open("/p/declare/")
    page.get_by_role("textbox", name="姓名", exact=True).fill(HERSELF.name)
    page.locator("[name=document_number]").fill(HERSELF.document_number)
    page.locator("[name=phone]").fill("13800138000")
    page.locator("[name=stays-0-place]").press_sequentially("wuhan")
    page.locator("[name=stays-0-place_code][value='4201']").check()
    page.locator("[name=stays-0-from_on]").fill("2020-03-01")
    page.locator("[name=stays-0-until_on]").fill("2020-03-08")
    page.locator("[name=arrives_on]").fill("2020-03-10")
    page.locator("[name=transport_number]").fill("G100")
    page.locator("[name=destination]").press_sequentially("第一网格")
    page.locator(f"[name=destination_code][value='{GRID}']").check()
    page.get_by_role("button", name="提交申报").click()
    page.wait_for_url("**/p/receipt/**")
    run_all(at=clock.now())


def tap(phone, name, **how):
    phone.page.get_by_role("button", name=re.compile(re.escape(name)), **how).first.click()


def is_let_go_on_with_no_signal(theirs, city):
    receipt = Receipt.objects.get()
    shown = code_on_receipt(receipt=receipt, by=system(city.programme.id, Purpose.OWN_FILE), at=clock.now())
    filmed(theirs.film, shown.text)
    theirs.enter("checkpoint")
    theirs.duty("checkpoint")
    theirs.page.get_by_role("button", name="扫码").wait_for()
    theirs.offline()
    tap(theirs, "扫码")
    theirs.page.get_by_text("须告知目的地").click()
    tap(theirs, "录入体温")
    theirs.page.get_by_label("体温（℃）").fill("36.4")
    tap(theirs, "判定")
    expect(theirs.page.get_by_text("继续前行，告知目的地")).to_be_visible()
    tap(theirs, "完成")
    assert not Check.objects.exists(), "nothing has left the phone"
    theirs.online()
    theirs.all_answered()
    run_all(at=clock.now())
    assert Check.objects.get().verdict == "CONTROLLED_ENTRY"


def is_accepted_and_arrives(theirs):
    one, page = ControlledEntry.objects.get(), theirs.page
    assert one.owner_area_code == GRID
    theirs.sign_in("grid")
    theirs.open("/entries/")
    page.get_by_role("link", name=one.number).click()
    tap(theirs, "确认接收")
    expect(page.get_by_text("在途，已有人接应").first).to_be_visible()
    tap(theirs, "本人已到达")
    expect(page.get_by_text("已记录到达").first).to_be_visible()


def opens_her_file(hers, city, person):
    hers.open("/p/file/")
    hers.page.locator("[name=code]").fill(letter(city, person, at=clock.now()))
    hers.page.get_by_role("button", name="打开我的档案").click()
    expect(hers.page.get_by_role("heading", name="全部经过")).to_be_visible()


def shows_her_code(hers, theirs, city, person, keeps):
    opens_her_file(hers, city, person)
    hers.page.wait_for_timeout(1_000)  # a code is dated by whole seconds, her arrival to the microsecond
    hers.page.locator("a[href$='/file/mine/token/']").click()
    expect(hers.page.get_by_text("门岗看到：放行")).to_be_visible()
    shown = token_on_phone(person=person, by=own_actor(person, is_helper=False), at=clock.now())
    filmed(theirs.film, shown.text)
    theirs.enter("keeper")
    theirs.duty("gate")
    tap(theirs, keeps.name)
    theirs.page.get_by_role("button", name="扫码").wait_for()
    theirs.offline()
    tap(theirs, "扫码")
    expect(theirs.page.locator(".verdict.go")).to_contain_text("放行")
    assert "武汉" not in theirs.page.inner_text("main"), "a word, never a reason"
    theirs.online()
    theirs.all_answered()
    assert GatePassage.objects.filter(person=person).exists()


def is_bound_and_visited(theirs, city, person):
    """A contact of hers is confirmed; she is isolated at home, by two bodies, and somebody comes to see her."""
    now = clock.now()
    measure = approved(city, a_proposal(city, claim=HERSELF, at=now), at=now)
    assert measure.person_id == person.id
    served(city, measure, at=now)
    run_all(at=clock.now())
    theirs.enter("grid")
    theirs.duty("visit")
    door = theirs.page.locator(".records .door")
    expect(door).to_have_count(1)
    theirs.offline()
    door.click()
    theirs.page.get_by_label("体温").first.fill("366")
    tap(theirs, "保存本次上门")
    expect(theirs.page.get_by_text("还剩 0 户")).to_be_visible()
    theirs.online()
    theirs.all_answered()


def course_on(page):
    """The kinds of the timeline on a page, oldest first, each once."""
    titles = page.locator("[aria-labelledby=happened] .timeline > li > strong")
    told = list(reversed(titles.all_inner_texts()))
    kinds = {word: kind for kind, word in WORDS.items()}
    return [kinds[text] for text in dict.fromkeys(told) if text in kinds]


def reads_it_herself(hers, stands, keeps):
    hers.open("/p/file/mine/")  # still open on her phone
    panel = hers.page.locator("[aria-labelledby=happened]")
    for folded in panel.locator("summary").all():
        folded.click()
    assert course_on(hers.page) == COURSE
    for text in (stands.name, keeps.name, f"月河街道办 {GRID}", "cn.screen.2020-02/look-back"):
        expect(panel.get_by_text(text).first).to_be_visible()
    ground = panel.locator("dl.facts").first
    for term in ("规则", "法律依据", "自动结束", "如何申诉"):
        expect(ground.get_by_text(term).first).to_be_visible()
    hers.quoted |= {stands.name, keeps.name}
    hers.look("her own timeline")


def the_staff_read_it(theirs, city, person, keeps):
    page = theirs.page
    theirs.sign_in("epi")
    theirs.open(f"/files/{person.id}/")
    expect(page.get_by_text("只有调查本人病例的人员在溯源时才能查看")).to_be_visible()
    assert course_on(page) == [kind for kind in COURSE if kind != "gate"]
    a_case(city, laboratory=LABORATORY_2, claim=HERSELF)
    page.reload()
    page.get_by_role("link", name="加入通行地点").click()
    panel = page.locator("[aria-labelledby=happened]")
    expect(panel.get_by_text(keeps.name)).to_be_visible()
    assert course_on(page) == COURSE
    theirs.look("the file as the investigator reads it")
