"""Areas come from the division codes; grids are added to villages; an abolished area keeps its past."""

from datetime import date, timedelta

import pytest

from fangxian.core.actors.rules import Purpose
from fangxian.core.areas import queries, services
from fangxian.core.areas.models import Area
from fangxian.core.problems.rules import Refused

VILLAGE = "330502001005"


def admin(city):
    return city.actor("admin", Purpose.ADMINISTER)


def village(city):
    return Area.objects.get(programme=city.programme, code=VILLAGE)


def add(city, count=1, by="admin", **figures):
    return services.add_grids(
        village=village(city), count=count, by=city.actor(by, Purpose.ADMINISTER), at=city.at, **figures
    )


def load(city, finest="village"):
    parts = services.parts_to_load(city.programme, day=date(2020, 3, 10))
    return [
        services.load_part(programme=city.programme, part=p, finest=finest, by=admin(city), at=city.at) for p in parts
    ]


def test_a_city_is_loaded_county_by_county_down_to_its_villages(city):
    loaded = load(city)
    counts = queries.count_by_level(programme_id=city.programme.id, day=date(2020, 3, 10))
    assert len(loaded) == 5 and counts["county"] == 5
    assert counts["village"] > 1200 and counts["town"] > 60 and counts["city"] == counts["province"] == 1


def test_loading_again_adds_nothing_and_reconciles(city):
    load(city)
    again = load(city)
    assert sum(part.added_count for part in again) == 0
    assert all(part.received_count == part.added_count + part.duplicate_count for part in again)


def test_a_name_that_was_corrected_survives_another_load(city):
    load(city)
    assert Area.objects.get(programme=city.programme, code=VILLAGE).name == "浮星桥社区"


def test_places_can_be_found_by_their_pinyin(city):
    load(city)
    found = queries.areas_in_reach(by=admin(city), day=date(2020, 3, 10), text="anji", level="county")
    assert [area.name for area in found] == ["安吉县"]


def test_grids_take_the_next_free_numbers(city):
    made = add(city, 2, households=300, population=900, phone="0572-0000000")
    assert [grid.code[-2:] for grid in made] == ["04", "05"]
    assert made[0].households == 300 and made[0].phone == "0572-0000000"


def test_a_number_of_an_abolished_grid_is_not_given_again(city):
    made = add(city)[0]
    services.abolish_area(area=made, on=date(2020, 3, 11), by=admin(city), at=city.at)
    assert add(city)[0].code[-2:] == "05"


def test_grids_lie_in_villages_and_not_without_end(city):
    with pytest.raises(Refused) as refused:
        add(city, 97)
    assert refused.value.problem.code == "areas.too_many_grids"
    with pytest.raises(Refused) as refused:
        services.add_grids(
            village=Area.objects.get(code="330502", programme=city.programme), count=1, by=admin(city), at=city.at
        )
    assert refused.value.problem.code == "areas.grid_needs_village"


def test_an_area_that_still_contains_others_is_not_abolished(city):
    with pytest.raises(Refused) as refused:
        services.abolish_area(area=village(city), on=date(2020, 4, 1), by=admin(city), at=city.at)
    assert refused.value.problem.values["count"] == 3


def test_an_abolished_area_is_gone_from_its_day_on_and_not_before(city):
    grid = add(city)[0]
    Area.objects.filter(id=grid.id).update(valid_from=date(2020, 1, 1))
    grid.refresh_from_db()
    services.abolish_area(area=grid, on=date(2020, 3, 10), by=admin(city), at=city.at)
    days = [date(2020, 3, 10) - timedelta(days=1), date(2020, 3, 10)]
    seen = [queries.area_named(grid.code, programme_id=city.programme.id, day=day) is not None for day in days]
    assert seen == [True, False]


@pytest.mark.parametrize("name", ["grid", "next", "duty"])
def test_only_the_administrator_divides_areas(city, name):
    with pytest.raises(Refused):
        add(city, by=name)
