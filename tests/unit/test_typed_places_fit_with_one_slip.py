"""What somebody types fits a name in characters, pinyin, initials, mixed, and with one slip of the hand; no more."""

import pytest

from fangxian.engine.gazetteer.suggestions import syllables_of
from fangxian.engine.gazetteer.typing import BEGINS, SHORTENED, SLIP, WHOLE, WITHIN, fit, tidied

WUXING, FUXINGQIAO = "吴兴区", "浮星桥社区"


def fits(typed, name):
    return fit(tidied(typed), name=name, syllables=syllables_of(name))


@pytest.mark.parametrize(
    ("typed", "name", "how"),
    [
        ("吴兴区", WUXING, WHOLE), ("wuxingqu", WUXING, WHOLE), ("Wu Xing Qu", WUXING, WHOLE),
        ("ＷＵＸＩＮＧ", WUXING, BEGINS),
        ("吴兴", WUXING, BEGINS), ("wuxing", WUXING, BEGINS), ("wx", WUXING, SHORTENED), ("wxq", WUXING, SHORTENED),
        ("wuxq", WUXING, SHORTENED), ("吴xq", WUXING, SHORTENED), ("星桥", FUXINGQIAO, WITHIN),
        ("朝阳", "朝阳街道", BEGINS),
        ("chaoyang", "朝阳街道", BEGINS), ("第1网", "第1网格", BEGINS), ("d1wg", "第1网格", SHORTENED),
    ],
)  # fmt: skip
def test_a_name_is_found_however_it_is_typed(typed, name, how):
    assert fits(typed, name) == how


@pytest.mark.parametrize(
    "typed",
    [
        "浮兴桥",
        "浮桥社区",
        "浮星挢社区",
        "fuxingqioa",
        "fuxxingqiao",
        "fuxungqiao",
        "浮桥",
        "浮星社区",
        "浮星桥社社区",
    ],
)
def test_one_sign_may_be_wrong_missing_too_many_or_swapped(typed):
    assert fits(typed, FUXINGQIAO) == SLIP


@pytest.mark.parametrize("typed", ["浮云山", "fuyunshan", "xq", "hzs", "qx", "浮兰桥河", "abcdef", "吴中"])
def test_what_has_more_than_one_slip_or_is_too_short_fits_nothing(typed):
    assert fits(typed, FUXINGQIAO) is None and fits(typed, WUXING) is None
