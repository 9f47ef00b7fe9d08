"""A label is suggested for what resembles labelled texts, three at most, and none for what resembles nothing."""

import json

import pytest

from fangxian.engine.suggestion import Suggester, learn, measure

MASKS = ["口罩买不到", "药店口罩涨价", "哪里有口罩卖", "口罩是假的", "一次性口罩断货", "口罩限购几只"]
GATES = ["卡点排队太久", "路口卡点不让过", "卡点查两遍", "卡点晚上没灯", "卡点没有热水", "高速卡点堵车"]
WASTE = ["垃圾没人收", "楼道垃圾堆着", "垃圾桶满了", "垃圾站发臭", "垃圾三天没清", "废弃垃圾堆门口"]
PAIRS = [(text, label) for texts, label in ((MASKS, "goods"), (GATES, "gate"), (WASTE, "hygiene")) for text in texts]


@pytest.fixture(scope="module")
def learned():
    return learn(PAIRS)


def test_what_resembles_labelled_texts_is_suggested_its_label_first(learned):
    assert [learned.suggest(text)[0].label for text in ("小区没有口罩", "卡点好慢", "垃圾很臭")] == [
        "goods", "gate", "hygiene",
    ]  # fmt: skip
    shares = learned.shares("小区没有口罩")
    assert len(shares) == 3 and abs(sum(one.share for one in shares) - 1) < 1e-9


def test_what_resembles_nothing_is_left_without_a_label(learned):
    assert learned.suggest("xyz") == [] and learned.suggest("") == [] and learned.suggest("123") == []
    careful = Suggester(learned.labels, learned.weights, learned.offsets, 0.999, learned.learned_from)
    assert careful.best("天气真好") is None


def test_a_label_with_few_texts_or_a_single_label_teaches_nothing():
    assert learn(PAIRS[:6]).suggest("口罩") == [] and learn([]).learned_from == 0
    assert "rare" not in learn([*PAIRS, ("停水了", "rare")]).labels


def test_two_labels_are_told_apart_as_well_as_three():
    two = learn(PAIRS[:12])
    assert (two.shares("口罩")[0].label, two.shares("卡点")[0].label) == ("goods", "gate")


def test_what_was_learned_is_stored_as_plain_numbers_and_read_again(learned):
    stored = json.loads(json.dumps(learned.as_json()))
    assert Suggester.from_json(stored).shares("口罩太贵") == learned.shares("口罩太贵")


def test_precision_and_recall_are_counted_on_texts_held_apart(learned):
    always = Suggester(learned.labels, learned.weights, learned.offsets, 0.0, learned.learned_from)
    everything, *lines = measure(always, [("口罩没有了", "goods"), ("xyz", "goods"), ("垃圾", "gate")])
    assert (everything.count, everything.suggested, everything.recall) == (3, 2, 1 / 3)
    goods = next(one for one in lines if one.label == "goods")
    assert (goods.count, goods.suggested, goods.precision, goods.recall) == (2, 1, 1.0, 0.5)
