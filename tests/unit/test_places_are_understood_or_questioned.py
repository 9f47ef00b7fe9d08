"""Area codes and names as lists carry them."""

from datetime import date

import pytest

from fangxian.engine.gazetteer import canonical, containing, divisions, grain_of, padded, place_by_code, place_by_name

IN_2020 = date(2020, 2, 1)
IN_2022 = date(2022, 7, 1)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("420100", "4201"),
        ("4201", "4201"),
        ("420000", "42"),
        ("420100000000", "4201"),
        ("５２", "52"),
        ("110100", "11"),
    ],
)
def test_one_area_has_one_code_however_it_is_padded(written, code):
    assert canonical(written) == code


@pytest.mark.parametrize("written", ["4", "42010", "4201000", "3300y1", "042010", ""])
def test_what_is_no_code_is_none(written):
    assert canonical(written) is None


def test_a_town_lies_in_its_county_city_and_province():
    assert containing("330521001") == ("330521001", "330521", "3305", "33")
    assert containing("429004") == ("429004", "4290", "42")
    assert containing("441900003") == ("441900003", "4419", "44")


def test_grains_and_padding():
    assert [grain_of(code) for code in ("42", "4201", "429004", "330521001", "330502001005")] == [
        "province",
        "city",
        "county",
        "town",
        "village",
    ]
    assert padded("42") == "420000"
    assert padded("330521001") == "330521001"


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("湖北", "42"),
        ("湖北省", "42"),
        ("武汉", "4201"),
        ("黄冈市蕲春县", "421126"),
        ("湖北省/黄冈市/蕲春县", "421126"),
        ("湖北 武汉", "4201"),
        ("仙桃", "429004"),
        ("湖北省省直辖县级行政区划仙桃市", "429004"),
        ("北京市市辖区朝阳区", "110105"),
        ("恩施州", "4228"),
        ("恩施市", "422801"),
        ("内蒙古", "15"),
        ("东莞市虎门镇", "441900121"),
        ("浙江省湖州市德清县武康街道", "330521001"),
        ("湖州市吴兴区月河街道浮星桥社区", "330502001005"),
    ],
)
def test_a_name_is_read_in_every_usual_writing(written, code):
    assert place_by_name(written, on=IN_2020).code == code


def test_a_name_of_several_areas_is_not_decided_and_lists_them():
    place = place_by_name("鼓楼区", on=IN_2020)
    assert (place.code, place.problem) == (None, "ambiguous")
    assert [area.code for area in place.candidates] == ["320106", "320302", "350102", "410204"]
    assert place_by_name("朝阳").problem == "ambiguous"
    assert place_by_name("鼓楼区", within="3201").code == "320106"


def test_a_city_is_meant_rather_than_its_own_district_and_a_province_rather_than_a_namesake():
    assert place_by_name("荆州").code == "4210"
    assert place_by_name("吉林").code == "22"
    assert place_by_name("海南").code == "46"


def test_the_day_decides_between_old_and_new_codes():
    assert place_by_name("茌平", on=IN_2020).code == "371523"
    assert place_by_name("茌平", on=IN_2022).code == "371503"
    assert place_by_code("371503", on=IN_2020).note == "other_code_set"
    assert place_by_code("371503", on=IN_2022).note is None


def test_an_address_is_read_as_far_as_it_names_areas():
    place = place_by_name("广州市白云区机场路")
    assert (place.code, place.note) == ("440111", "rest_not_read")


def test_a_short_name_inside_another_word_is_not_taken_for_the_place():
    assert place_by_name("武汉天河机场").problem == "name_unknown"
    assert place_by_name("汉口").problem == "name_unknown"


def test_codes_that_do_not_exist_are_unknown_and_new_towns_are_taken_by_their_county():
    assert place_by_code("999999").problem == "code_unknown"
    assert place_by_code("3300y1").problem == "code_unknown"
    assert place_by_code("42010").problem == "code_length"
    assert place_by_code("330502998").note == "finer_code_not_known"


def test_every_shipped_area_down_to_the_county_is_found_by_its_own_full_name():
    missed = [
        area.code
        for area in divisions().all_areas()
        if area.grain in {"province", "city", "county"}
        and not area.name.endswith(("行政区划", "市辖区"))
        and area.name != "县"
        and area.code != "620201"  # 嘉峪关 has no districts: its one county-level row repeats the city
        and area.code not in _found(divisions().name_of(area.code))
    ]
    assert missed == []


def _found(name: str) -> set[str]:
    found = set()
    for day in (IN_2020, IN_2022):
        place = place_by_name(name, on=day)
        found |= {place.code} | {area.code for area in place.candidates}
    return found
