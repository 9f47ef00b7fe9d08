"""A draw follows from its seed and its candidates alone; more reasons make a place likelier, never certain (F35)."""

from collections import Counter

from fangxian.engine.rules.packs import read_pack
from fangxian.supervision.rules import drawing, words
from fangxian.supervision.rules.drawing import Target, Weighed

RULE = read_pack("cn.supervision.seeds").rule("draw").params
PLACES = [Weighed("gate", f"g{n}", {}, 1 + (n % 5) * 4) for n in range(40)]


def refs(found):
    return [one.ref for one in found]


def test_the_same_seed_draws_the_same_places_whatever_the_order():
    first = drawing.drawn(PLACES, seed="00ff", count=6)
    assert refs(drawing.drawn(PLACES[::-1], seed="00ff", count=6)) == refs(first)
    assert refs(drawing.drawn(PLACES, seed="00fe", count=6)) != refs(first)
    assert drawing.digest_of(PLACES) == drawing.digest_of(PLACES[::-1])


def test_a_place_is_drawn_once_and_a_larger_draw_begins_alike():
    ten = refs(drawing.drawn(PLACES, seed="a1", count=10))
    assert len(set(ten)) == 10 and refs(drawing.drawn(PLACES, seed="a1", count=4)) == ten[:4]


def test_chance_goes_with_the_points():
    two = [Weighed("gate", "light", {}, 1), Weighed("gate", "heavy", {}, 3)]
    first = Counter(drawing.drawn(two, seed=f"{n:04x}", count=1)[0].ref for n in range(4000))
    assert 0.72 < first["heavy"] / 4000 < 0.78  # three in four, within four standard errors


def test_each_reason_gives_its_points_and_counts_to_a_limit():
    place = Target("gate", "g1", "东门", "330502")
    reasons = {words.COMPLAINTS: 2, words.UNRELEASED: 9, "shoe_size": 4, words.LATE_TASKS: 0}
    weighed = drawing.weighed(place, reasons, RULE)
    assert weighed.points == 1 + 2 * 3 + 5 * 8 and weighed.reasons == {words.COMPLAINTS: 2, words.UNRELEASED: 9}


def test_without_a_reason_a_place_can_still_be_drawn():
    assert drawing.weighed(Target("gate", "g1", "东门", "330502"), {}, RULE).points == 1
