"""Where somebody goes, as senders write it: the grid if it is named, the village if only a house is."""

import pytest

from fangxian.intake.rules.destinations import Destinations

VILLAGE, GRIDS = "330502001005", {"33050200100501": "第一网格", "33050200100512": "第十二网格"}
AREAS = {"3305": "湖州市", "330502": "吴兴区", "330502001": "月河街道", VILLAGE: "浮星桥社区"} | GRIDS


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("第一网格", "33050200100501"),
        ("第1网格", "33050200100501"),
        ("第12网格3幢401室", "33050200100512"),
        ("第十二网格", "33050200100512"),
        ("1幢401室", VILLAGE),
        ("12号", VILLAGE),
        ("第三网格", VILLAGE),
    ],
)
def test_a_grid_is_found_however_its_number_is_written(written, meant):
    known = Destinations(AREAS.items(), covered=["3305"])
    assert known.by_name(f"湖州市吴兴区月河街道浮星桥社区{written}", answers={}).code == meant
