"""Door numbers are read however they are written, and sort as one walks."""

import random

import pytest

from fangxian.intake.sources.sweep.rules.doors import address, doors_of, natural, read_address


@pytest.mark.parametrize(
    ("text", "building", "unit", "floor", "door"),
    [
        ("3幢2单元1203室", "3幢", "2", 12, "1203"),
        ("浮星桥小区３幢２单元１２０３室", "浮星桥小区3幢", "2", 12, "1203"),
        ("三号楼二单元十二层1203", "3号楼", "2", 12, "1203"),
        ("十二栋乙单元203室", "12幢", "乙", 2, "203"),
        ("A座 1501", "A座", "", 15, "1501"),
        ("3-2-1203", "3幢", "2", 12, "1203"),
        ("3-1203", "3幢", "", 12, "1203"),
        ("东村三组12号", "东村3组", "", None, "12"),
        ("学士路18号", "学士路", "", None, "18"),
    ],
)
def test_a_door_is_read_however_it_is_written(text, building, unit, floor, door):
    found = read_address(text)
    assert found is not None
    assert (found.building, found.unit, found.floor, found.door) == (building, unit, floor, door)


@pytest.mark.parametrize("text", ["", "桥头小店旁", "联系人", "13800000001室?"])
def test_what_names_no_door_is_not_guessed(text):
    assert read_address(text) is None


def test_the_same_door_written_twice_is_one():
    written = ["3幢2单元1203室", "３栋二单元1203", "3#2单元1203室", "3-2-1203"]
    assert len({(a.building, a.key) for a in map(read_address, written)}) == 1


def test_doors_sort_as_one_walks():
    walked = [
        address("3幢", unit, door)
        for unit in ("1", "2", "10")
        for door in ("101", "102", "201", "202", "901", "1001", "1102", "1203")
    ]
    mixed = random.Random(7).sample(walked, len(walked))
    assert sorted(mixed, key=lambda door: door.walk_order.encode()) == walked


def test_buildings_sort_as_people_count():
    assert sorted(["丙幢", "乙幢", "甲幢"], key=natural) == ["甲幢", "乙幢", "丙幢"]
    assert sorted(["10幢", "2幢", "1幢", "21幢", "三幢"], key=natural) == ["1幢", "2幢", "三幢", "10幢", "21幢"]


def test_a_building_is_entered_by_units_floors_and_doors():
    made = list(doors_of("3幢", units=2, floors_from=1, floors_to=6, doors_a_floor=2))
    assert len(made) == 24 and len({door.key for door in made}) == 24
    assert [door.door for door in made[:4]] == ["101", "102", "201", "202"] and made[-1].unit == "2"
