"""Levels derived from daily cumulative counts, falling and missing ones included."""

from datetime import date, timedelta

import pytest

from fangxian.engine.risk import DailyCounts, derive_levels
from fangxian.engine.rules.packs import read_pack
from fangxian.engine.tables import read_table

PACK = read_pack("cn.arearisk.2020-02-17")
START = date(2020, 3, 1)


def counts_of(rows: str) -> DailyCounts:
    counts = DailyCounts()
    table = read_table(f"date,province,province_code,city,city_code,confirmed\n{rows}".encode())
    counts.add(table, zone=PACK.zone)
    return counts


def series(*values: int | None, code: str = "330500", city: str = "湖州市") -> str:
    """One row per day from the start; None is a day without a row."""
    days = [START + timedelta(days=n) for n in range(len(values))]
    rows = zip(days, values, strict=True)
    return "".join(f"{day},浙江省,330000,{city},{code},{value}\n" for day, value in rows if value is not None)


def levels(*values: int | None) -> list[tuple[str, tuple[str, ...]]]:
    """(level, flags) of each day of a series."""
    until = START + timedelta(days=len(values))
    derived = derive_levels(counts_of(series(*values)), pack=PACK, from_on=START, until_on=until)
    found = {}
    for span in derived.spans:
        for n in range((span.listed_until - span.listed_from).days):
            found[span.listed_from + timedelta(days=n)] = (span.held.level, span.held.flags)
    return [found[day] for day in sorted(found)]


def test_no_case_is_low_and_a_new_case_is_medium():
    assert [level for level, _ in levels(0, 0, 1, 1)] == ["low", "low", "medium", "medium"]


def test_fifty_is_medium_and_fifty_one_is_high_and_flagged():
    found = levels(0, 50, 51)
    assert found[1] == ("medium", ())
    assert found[2] == ("high", ("cluster_unknown",))


def test_fourteen_days_without_a_new_case_are_low():
    found = [level for level, _ in levels(0, 60, *([60] * 14))]
    assert found[1:] == ["high"] * 14 + ["low"]


@pytest.mark.invariant("INV-22")
def test_an_area_has_no_level_before_its_first_count():
    derived = derive_levels(
        counts_of(series(None, None, 3)), pack=PACK, from_on=START, until_on=START + timedelta(days=3)
    )
    assert [span.listed_from for span in derived.spans] == [START + timedelta(days=2)]


@pytest.mark.invariant("INV-22")
def test_missing_days_lower_nothing_and_are_flagged():
    found = levels(0, 60, *([60] * 13), None, None, 60)
    assert found[15] == ("high", ("cluster_unknown", "data_missing"))
    assert found[16][0] == "high"
    assert found[17] == ("low", ())


def test_a_rise_across_missing_days_counts_from_the_day_it_was_seen():
    found = levels(0, 5, None, None, 6, *([6] * 13))
    assert [level for level, _ in found] == ["low", *["medium"] * 17]


def test_counts_at_the_beginning_of_the_data_are_taken_as_new_and_flagged():
    found = levels(7, *([7] * 14))
    assert found[0] == ("medium", ("history_unknown",))
    assert found[14] == ("low", ())


def test_a_falling_count_is_listed_and_the_rule_uses_the_corrected_figure():
    until = START + timedelta(days=4)
    derived = derive_levels(counts_of(series(0, 52, 2, 60)), pack=PACK, from_on=START, until_on=until)
    (correction,) = derived.corrections
    assert (correction.before, correction.after) == (52, 2)
    assert (correction.level, correction.level_unfallen) == ("medium", "high")
    flags = [flag for _, flags in levels(0, 52, 2, 60)[2:3] for flag in flags]
    assert flags == ["correction", "correction_decides"]


@pytest.mark.invariant("INV-22")
def test_a_fall_is_no_new_case_and_brings_no_low_by_itself():
    assert [level for level, _ in levels(0, 44, 41, 41)] == ["low", "medium", "medium", "medium"]


def test_neighbouring_days_alike_are_one_span():
    derived = derive_levels(counts_of(series(0, 1, 1, 1)), pack=PACK, from_on=START, until_on=START + timedelta(days=4))
    assert [(span.listed_from.day, span.listed_until.day) for span in derived.spans] == [(1, 2), (2, 5)]


def test_a_municipality_takes_the_highest_level_of_its_districts():
    rows = (
        "2020-03-01,北京市,110000,,,70\n"
        "2020-03-02,北京市,110000,,,71\n"
        "2020-03-02,北京市,110000,朝阳区,110105,40\n"
        "2020-03-02,北京市,110000,海淀区,110108,0\n"
    )
    derived = derive_levels(counts_of(rows), pack=PACK, from_on=START, until_on=START + timedelta(days=2))
    found = {span.listed_from.day: span.held for span in derived.spans if span.code == "11"}
    assert (found[1].level, found[1].flags[-1]) == ("high", "own_total")
    assert (found[2].level, found[2].flags[-1]) == ("medium", "highest_of_districts")


def test_rows_that_stand_for_no_area_are_left_out_and_named():
    counts = counts_of(
        series(1, code="3300y1", city="境外输入")
        + series(2, code="", city="未公布来源")
        + "2020-03-01,北京市,110000,外地来京,110000,25\n"
        + "2020-03-01,西藏自治区,540000,那曲,542400,1\n"
    )
    assert sorted(counts.left_out) == ["北京市 外地来京", "浙江省 境外输入", "浙江省 未公布来源"]
    assert list(counts.by_area) == ["5406"]
    assert counts.adds_up


def test_totals_of_provinces_are_read_and_not_judged():
    counts = counts_of("2020-03-01,浙江省,330000,,,1200\n2020-03-01,,,,,80000\n")
    assert (counts.totals, counts.accepted, dict(counts.by_area)) == (2, 2, {})


def test_two_counts_for_one_day_are_one_if_equal_and_questioned_if_not():
    counts = counts_of(series(3) * 2 + series(4))
    assert (counts.used, counts.duplicate, [item.code for item in counts.quarantined]) == (1, 1, ["count_contradicts"])
    assert counts.quarantined[0].field == "confirmed"


@pytest.mark.parametrize("value", ["-1", "3.5", "很多", ""])
def test_what_is_no_count_is_rejected_with_row_and_field(value):
    counts = counts_of(series(3) + f"2020-03-02,浙江省,330000,湖州市,330500,{value}\n")
    (finding,) = counts.rejected
    assert (finding.code, finding.row, finding.field) == ("count_unreadable", 3, "confirmed")


def test_a_period_without_a_day_is_refused():
    with pytest.raises(ValueError, match="no day"):
        derive_levels(counts_of(series(1)), pack=PACK, from_on=START, until_on=START)
