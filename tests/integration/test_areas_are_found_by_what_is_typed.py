"""Finding an area of the programme from what somebody typed."""

from datetime import date

import pytest
from tests.city import GRID, NEXT_COUNTY_GRID

from fangxian.core.areas.models import Area
from fangxian.core.areas.queries import areas_like, areas_suggested, labels_of

DAY = date(2020, 3, 10)


def found(city, text, **options):
    return [area.code for area in areas_like(text, programme_id=city.programme.id, day=DAY, **options)]


def offered(city, text, **options):
    return [area.code for area in areas_suggested(text, programme_id=city.programme.id, day=DAY, **options)]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("月河", "330502001"),
        ("月河街道", "330502001"),
        ("吴兴区月河街道", "330502001"),
        ("浙江省湖州市吴兴区月河街道浮星桥社区", "330502001005"),
        ("月河街道浮星", "330502001005"),
        (" 新 市 镇 ", "330521100"),
    ],
)
def test_a_name_or_a_path_finds_its_area(city, text, code):
    assert found(city, text)[0] == code


def test_the_same_grid_name_in_two_villages_is_told_apart_by_its_path(city):
    assert set(found(city, "第一网格")) == {GRID, NEXT_COUNTY_GRID}
    assert found(city, "东安社区第一网格") == [NEXT_COUNTY_GRID]


def test_pinyin_finds_an_area(city):
    Area.objects.filter(programme=city.programme, code="330521").update(name_latin="Deqing Xian")
    assert found(city, "deqing") == ["330521"] and found(city, "de qing x") == ["330521"]


def test_an_area_that_is_no_more_is_not_found(city):
    Area.objects.filter(programme=city.programme, code="330521100").update(valid_until=DAY)
    assert found(city, "新市镇") == []


def test_one_character_finds_nothing(city):
    assert found(city, "区") == [] and found(city, "") == []


def test_a_label_names_the_path(city):
    codes = ["330502001005", "999"]
    assert labels_of(codes, programme_id=city.programme.id) == {"330502001005": "浙江省湖州市吴兴区月河街道浮星桥社区"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("wuxing", "330502"), ("wx", "330502"), ("wu xing qu", "330502"), ("wxq", "330502"), ("吴xing", "330502"),
        ("德情县", "330521"), ("deqin", "330521"), ("deqnig", "330521"), ("月和街道", "330502001"),
        ("浮桥社区", "330502001005"),
        ("月河街道fuxing", "330502001005"), ("月河街道浮兴桥", "330502001005"), ("330502001005", "330502001005"),
    ],
)  # fmt: skip
def test_pinyin_initials_and_one_slip_are_offered(city, text, code):
    assert offered(city, text)[0] == code


def test_a_slip_is_offered_and_never_taken_for_somebodys_word(city):
    assert offered(city, "德情县") == ["330521"] and found(city, "德情县") == []


def test_of_equal_names_those_of_ones_own_area_stand_first(city):
    assert offered(city, "第一网格", own="330521")[0] == NEXT_COUNTY_GRID
    assert offered(city, "dywg", own="330502")[0] == GRID


def test_a_better_fit_stands_before_ones_own_area(city):
    Area.objects.create(
        programme=city.programme, code="330521101", name="吴兴桥镇", level="town", valid_from=date(2020, 1, 1)
    )
    assert offered(city, "wuxingqu", own="330521")[0] == "330502"


def test_names_are_read_whenever_they_are_written_and_when_they_change(city):
    area = Area.objects.get(programme=city.programme, code="330521")
    assert (area.syllables, area.spelled) == ("de qing xian", "deqingxian")
    area.name = "长兴县"
    area.save()
    assert Area.objects.get(id=area.id).spelled == "changxingxian"
