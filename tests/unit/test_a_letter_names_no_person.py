"""What may not stand in a letter is found, and what is about places may stand."""

import pytest

from fangxian.engine.rules.packs import read_pack
from fangxian.letters.rules.naming import what_names, why_not_say

PEOPLE = read_pack("cn.letters.seeds").rule("not-about-people").params
WORDS = read_pack("cn.requests.seeds").rule("not-about-people").params


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("棋牌室由王先生经营，拒不关门", "name"),
        ("the owner, Mr Smith, refuses", "name"),
        ("经营者姓名见附件", "name"),
        ("联系电话13800138000", "number"),
        ("身份号330502199001011234的住户", "number"),
        ("邻居从湖北回来，请登记", "origin"),
        ("3幢201室住户发烧，请上门", "health"),
    ],
)
def test_what_is_about_a_person_is_found(text, found):
    assert what_names(text, people=PEOPLE, words=WORDS) == found


@pytest.mark.parametrize(
    "text",
    [
        "西街农贸市场东门每天早上排队拥挤",
        "发热门诊外排队没有分流",
        "药房所售口罩批号20200115疑为假冒，共2300只",
        "何时整改请答复",
    ],
)
def test_places_services_and_goods_may_be_written_of(text):
    assert what_names(text, people=PEOPLE, words=WORDS) is None


def test_the_refusal_names_the_field_and_gives_advice():
    problem = why_not_say({"place": "西街", "problem": "王先生不配合"}, people=PEOPLE, words=WORDS)
    assert problem is not None and problem.field == "problem" and problem.status == 422
    assert "Say which place or service" in problem.text
