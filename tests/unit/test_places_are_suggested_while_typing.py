"""Suggestions for a half-typed place."""

import pytest

from fangxian.engine.gazetteer.suggestions import label_of, letters_of, name_in_letters, suggest


def labels(text, **options):
    return [place.label for place in suggest(text, **options)]


def test_a_short_name_suggests_the_city_before_its_counties():
    assert labels("武汉")[0] == "湖北省武汉市"


def test_pinyin_finds_a_place_without_tones():
    assert "湖北省武汉市" in labels("wuhan") and "湖北省武汉市" in labels("Wu Han")


def test_a_name_that_several_places_bear_suggests_them_all():
    assert len([label for label in labels("鼓楼区", limit=20) if label.endswith("鼓楼区")]) >= 4


def test_towns_are_suggested_once_their_county_is_named():
    assert any(label.startswith("浙江省湖州市德清县新市") for label in labels("德清县新市"))


def test_one_character_and_nonsense_suggest_nothing():
    assert labels("武") == [] and labels("qqqqqq") == [] and labels("") == []


def test_no_more_than_asked_for():
    assert len(labels("市", limit=3)) == 0 and len(labels("朝阳", limit=3)) == 3


def test_a_label_names_each_part_once():
    assert label_of("110105") == "北京市朝阳区"


def test_a_reader_of_latin_letters_reads_the_same_place():
    assert letters_of("4201") == "Wuhan Shi, Hubei Sheng"
    assert letters_of("110105") == "Chaoyang Qu, Beijing Shi"
    assert letters_of("330502001005").startswith("Fuxingqiao Shequjuweihui, Yuehe Jiedao, ")


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("浮星桥社区", "Fuxingqiao Shequ"),
        ("泉庆村", "Quanqing Cun"),
        ("吴兴区", "Wuxing Qu"),
        ("第一网格", "Diyi Wangge"),
    ],
)
def test_a_rank_is_spelled_apart_from_its_name(name, letters):
    assert name_in_letters(name) == letters
