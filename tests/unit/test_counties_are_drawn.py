"""The counties of a city are drawn from the borders that we ship, small enough for a phone with a weak signal."""

import re

import pytest

from fangxian.engine.borders import LETTER, drawing_of


def corners(path: str) -> list[tuple[int, int]]:
    """Every point of a path, absolute."""
    found = []
    for ring in path.removesuffix("z").split("z"):
        start, _, steps = ring.removeprefix("M").partition("l")
        x, y = map(int, start.split())
        found.append((x, y))
        for step in steps.split("l"):
            dx, dy = map(int, re.findall(r"-?\d+", step))
            x, y = x + dx, y + dy
            found.append((x, y))
    return found


def test_every_county_lies_in_the_drawing_and_its_name_in_the_county():
    drawing = drawing_of(("3305",))
    assert drawing is not None and [shape.name for shape in drawing.shapes][:2] == ["吴兴区", "南浔区"]
    for shape in drawing.shapes:
        xs, ys = zip(*corners(shape.path), strict=True)
        assert 0 <= min(xs) < shape.x < max(xs) <= drawing.width and 0 <= min(ys) < shape.y < max(ys) <= drawing.height


def test_it_is_small():
    drawing = drawing_of(("3305",))
    assert drawing is not None and sum(len(shape.path) for shape in drawing.shapes) < 16_000


def test_a_county_too_small_for_its_name_has_none_on_the_map():
    drawing = drawing_of(("4201",))
    assert drawing is not None
    (small,) = [shape for shape in drawing.shapes if shape.name == "硚口区"]
    xs = [x for x, _ in corners(small.path)]
    assert not small.has_room and max(xs) - min(xs) < 3 * LETTER


@pytest.mark.parametrize(
    ("codes", "count"), [(("330521",), 1), (("330521", "330502"), 2), (("330521100",), 1), (("3305", "3405"), 11)]
)
def test_a_programme_of_fewer_or_more_areas_has_its_own_map(codes, count):
    drawing = drawing_of(codes)
    assert drawing is not None and len(drawing.shapes) == count


@pytest.mark.parametrize("codes", [(), ("1101",), ("../x",), ("",)])
def test_where_we_have_no_borders_there_is_no_map(codes):
    assert drawing_of(codes) is None
