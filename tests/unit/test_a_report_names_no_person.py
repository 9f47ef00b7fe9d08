"""What tells of somebody's origin or health is left out of a report before it is kept; help may say what ails one."""

import hashlib

import pytest

from fangxian.engine.rules.packs import read_pack
from fangxian.intake.sources.service_request.rules import codes, likeness, stripping

WORDS = read_pack("cn.requests.seeds").rule("not-about-people").params


def strip(text: str, group: str = "report") -> stripping.Stripped:
    return stripping.strip(text, group=group, words=WORDS)


@pytest.mark.parametrize(
    ("text", "kept", "left_out"),
    [
        ("东街棋牌室还在营业。", "东街棋牌室还在营业。", ()),
        ("楼上从武汉回来了。", "", ("origin",)),
        ("3幢402住着湖北人，楼道垃圾没人收。", "楼道垃圾没人收。", ("origin",)),
        ("超市里有人发烧，没有人量体温。", "没有人量体温。", ("health",)),
        ("隔壁那家，是确诊的；超市不排队。", "隔壁那家，超市不排队。", ("health",)),
        ("小区停着鄂A12345，没人管。", "没人管。", ("origin",)),
        ("打这个电话13800138000找棋牌室。", "打这个电话…找棋牌室。", ("number",)),
        ("My neighbour came back from Wuhan. The market is crowded.", "The market is crowded.", ("origin",)),
        ("The shop on the corner sells no masks.", "The shop on the corner sells no masks.", ()),
        ("药店的消毒液涨价，新冠以来一直缺货", "药店的消毒液涨价，新冠以来一直缺货", ()),
    ],
)
def test_a_report_keeps_the_place_and_leaves_out_the_person(text, kept, left_out):
    found = strip(text)
    assert (found.text.replace(" ", ""), found.left_out) == (kept.replace(" ", ""), left_out)


def test_a_person_named_in_one_clause_is_not_told_of_in_the_next():
    assert strip("邻居家，咳嗽了一夜，楼道没消毒").text == "邻居家，楼道没消毒"


def test_who_asks_for_help_may_say_what_ails_her():
    assert strip("母亲发烧要去医院，电话13800138000", "help") == stripping.Stripped(
        "母亲发烧要去医院，电话13800138000", ()
    )


def test_a_question_about_the_rule_is_kept_and_one_about_a_neighbour_is_not():
    assert strip("确诊以后多久能出院？", "ask").left_out == ()
    assert strip("邻居确诊了吗？", "ask") == stripping.Stripped("", ("health",))


def test_half_of_a_pair_of_words_is_found_and_other_words_are_not():
    numbers = lambda text: likeness.numbers_of(text, lambda pair: hashlib.sha256(pair.encode()).digest())  # noqa: E731
    told = numbers("东街棋牌室还在营业，门口停了很多电瓶车")
    assert likeness.likeness(numbers("东街棋牌室又开门了"), told) >= likeness.ALIKE_FROM
    assert likeness.likeness(numbers("西苑缺口罩"), told) < 0.1
    assert numbers("口 罩！") == numbers("口罩") and likeness.likeness([], told) == 0


def test_a_code_is_told_from_a_mistyped_one():
    code = codes.new_code()
    assert codes.why_not_a_code(codes.spoken(code)) is None
    wrong = code[:-1] + str((int(code[-1]) + 1) % 10)
    assert codes.why_not_a_code(wrong).code == "requests.code_mistyped"
    assert codes.why_not_a_code("482 177").code == "requests.code_length"
