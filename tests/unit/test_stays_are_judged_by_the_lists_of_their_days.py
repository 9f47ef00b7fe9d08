"""Which listing counts for a stay, and why a stay is not followed up."""

from datetime import UTC, date, datetime

import pytest

from fangxian.engine.rules.packs import read_pack
from fangxian.engine.screening import Judge, Listing, Listings, Reconciliation, prepare_screening
from fangxian.engine.screening.arrivals import Arrival
from fangxian.engine.tables import Mapping, TableRefused, read_table

PACK = read_pack("cn.screen.2020-02")
AT = datetime(2020, 6, 1, tzinfo=UTC)


def on(text: str) -> date:
    return date.fromisoformat(f"2020-{text}")


def listing(code: str, level: str, start: str, end: str | None = None) -> Listing:
    return Listing(code, level, on(start), on(end) if end else None, "", "", "list")


def verdict(code: str, stay: tuple[str, str], arrives: str, *listings: Listing, transit=False, as_of=None):
    arrival = Arrival(2, b"", code, on(stay[0]), on(stay[1]), on(arrives), transit, "", ())
    return Judge(PACK, Listings(listings), listed_as_of=as_of).judge(arrival)


WUHAN = listing("4201", "high", "01-10", "03-01")


def test_a_finer_stay_matches_a_coarser_list():
    found = verdict("420106", ("01-20", "01-20"), "01-21", WUHAN)
    assert (found.follow_up, found.grain, found.days_before) == (True, "city", 1)


def test_a_coarser_stay_never_matches_a_finer_list_and_says_so():
    found = verdict("42", ("01-20", "01-20"), "01-21", WUHAN)
    assert (found.follow_up, found.reason) == (False, "coarser_than_list")


@pytest.mark.parametrize(("arrives", "follow_up"), [("02-15", True), ("02-16", False)])
def test_the_fourteenth_day_counts_and_the_fifteenth_does_not(arrives, follow_up):
    found = verdict("4201", ("02-01", "02-01"), arrives, WUHAN)
    assert found.follow_up is follow_up
    assert found.reason == (None if follow_up else "outside_look_back")


def test_the_end_of_a_listing_is_not_included():
    assert verdict("4201", ("02-29", "02-29"), "03-01", WUHAN).follow_up
    assert verdict("4201", ("03-01", "03-01"), "03-01", WUHAN).reason == "not_listed_then"


def test_of_several_matches_the_finest_counts():
    county, city = listing("421126", "low", "01-20"), listing("4211", "high", "01-20")
    assert verdict("421126", ("01-25", "01-25"), "01-26", county, city).reason == "level_not_followed"
    assert verdict("421127", ("01-25", "01-25"), "01-26", county, city).follow_up


def test_on_days_without_a_finer_listing_the_coarser_one_counts():
    county, city = listing("421126", "low", "01-20", "01-25"), listing("4211", "high", "01-20")
    found = verdict("421126", ("01-22", "01-26"), "01-27", county, city)
    assert (found.follow_up, found.grain, found.counted_on) == (True, "city", on("01-26"))


def test_two_lists_that_differ_about_one_area_give_the_higher_level():
    found = verdict("4201", ("01-20", "01-20"), "01-21", listing("4201", "medium", "01-01"), WUHAN)
    assert found.listing.level == "high"


def test_only_the_days_on_which_the_area_was_listed_count_towards_the_look_back():
    short = listing("4201", "high", "01-10", "01-12")
    assert not verdict("4201", ("01-01", "02-01"), "02-02", short).follow_up
    assert verdict("4201", ("01-01", "02-01"), "02-02", listing("4201", "high", "01-10", "01-21")).follow_up


def test_as_of_a_day_the_lists_of_that_day_count_for_every_stay():
    late = listing("4205", "medium", "01-24")
    assert verdict("4205", ("01-20", "01-20"), "01-22", late).reason == "not_listed_then"
    assert verdict("4205", ("01-20", "01-20"), "01-22", late, as_of=on("01-31")).follow_up
    assert verdict("4205", ("01-20", "01-20"), "02-22", late, as_of=on("02-23")).reason == "outside_look_back"


def test_passing_through_without_getting_off_is_no_stay():
    assert verdict("4201", ("01-20", "01-20"), "01-21", WUHAN, transit=True).reason == "transit_only"


def test_an_area_that_no_list_ever_named_is_not_listed():
    assert verdict("3305", ("01-20", "01-20"), "01-21", WUHAN).reason == "not_listed"


def test_another_pack_judges_by_its_own_days_and_levels():
    judge = Judge(read_pack("cn.screen.2022-06"), Listings([WUHAN]), listed_as_of=None)
    stay = ("4201", on("01-20"), on("01-20"))
    late = Arrival(2, b"", *stay, on("01-28"), False, "", ())
    timely = Arrival(2, b"", *stay, on("01-27"), False, "", ())
    assert [judge.judge(arrival).follow_up for arrival in (late, timely)] == [False, True]


def outcomes(text: str, mapping: Mapping | None = None):
    table = read_table(text.encode())
    screening = prepare_screening(table, listings=Listings([WUHAN]), pack=PACK, at=AT, mapping=mapping)
    return list(screening.outcomes())


def codes(text: str, mapping: Mapping | None = None) -> list[str]:
    """The fate of each row, or the code of its first finding."""
    return [item.findings[0].code if item.findings else item.fate for item in outcomes(text, mapping)]


HEAD = "姓名,手机,出发地,离开日期,到达日期\n"


def test_the_same_person_stay_and_arrival_is_a_duplicate_and_names_the_first_row():
    rows = outcomes(
        HEAD + "甲,13800138000,武汉,2020-01-20,2020-01-21\n甲,+86 138 0013 8000,武汉市,2020/1/20,20200121\n"
    )
    assert [(item.fate, item.duplicate_of) for item in rows] == [("follow_up", None), ("duplicate", 2)]


def test_another_stay_of_the_same_person_is_no_duplicate():
    text = HEAD + "甲,13800138000,武汉,2020-01-20,2020-01-21\n甲,13800138000,武汉,2020-01-24,2020-01-25\n"
    counts = Reconciliation()
    for item in outcomes(text):
        counts.add(item)
    assert (counts.follow_up, counts.follow_up_persons) == (2, 1)


def test_two_people_of_one_name_are_two_and_one_row_twice_is_one():
    text = "姓名,住址,出发地,到达日期\n甲,一号,武汉,2020-01-21\n甲,二号,武汉,2020-01-21\n甲,二号,武汉,2020-01-21\n"
    assert codes(text) == ["follow_up", "follow_up", "duplicate"]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("甲,13800138000,鼓楼区,2020-01-20,2020-01-21", "area_ambiguous"),
        ("甲,13800138000,汉口,2020-01-20,2020-01-21", "area_name_unknown"),
        ("甲,13800138000,,2020-01-20,2020-01-21", "area_missing"),
        ("甲,13800138000,武汉,,", "date_missing"),
        ("甲,13800138000,武汉,2月1日,2020-02-02", "date_year_missing"),
        ("甲,13800138000,武汉,15/05/20,2020-02-02", "date_two_digit_year"),
        ("甲,13800138000,武汉,2020-01-22,2020-01-21", "dates_contradict"),
        ("甲,13800138000,武汉,2020-01-20,2020-06-02", "date_in_future"),
        ("甲,13800138000,武汉,昨天,2020-01-21", "date_unreadable"),
        (",,武汉,2020-01-20,2020-01-21", "person_missing"),
        ("甲,13800138000,武汉,2020-01-20", "row_width"),
    ],
)
def test_a_row_that_cannot_be_decided_says_why(row, code):
    (item,) = outcomes(HEAD + row + "\n")
    finding = item.findings[0]
    assert (finding.code, finding.row) == (code, 2)
    assert item.fate == ("rejected" if code in {"date_unreadable", "row_width"} else "quarantined")
    assert finding.field or code == "row_width"


def test_an_answered_place_name_is_used():
    text = HEAD + "甲,13800138000,汉口,2020-01-20,2020-01-21\n"
    assert codes(text, Mapping(places={"汉口": "420100"})) == ["follow_up"]


def test_a_code_decides_and_a_contradicting_name_is_questioned():
    head = "姓名,手机,出发地编码,出发地,到达日期\n"
    rows = (
        "甲,13800138000,420100,汉口,2020-01-21\n"
        "乙,13800138001,420100,温州,2020-01-21\n"
        "丙,13800138002,4201000,武汉,2020-01-21\n"
    )
    assert codes(head + rows) == ["follow_up", "area_disagree", "area_code_length"]


@pytest.mark.invariant("INV-21")
def test_identity_numbers_spoilt_by_a_spreadsheet_are_questioned_and_slips_need_another_sign_of_the_person():
    head = "证件号码,姓名,手机,出发地,到达日期\n"
    rows = (
        "1.10105E+17,甲,13800138000,武汉,2020-01-21\n"
        "110105194912310021,乙,13800138001,武汉,2020-01-21\n"
        "110105194912310021,丙,,武汉,2020-01-21\n"
        "E12345678,丁,,武汉,2020-01-21\n"
    )
    assert codes(head + rows) == ["id_number_damaged", "follow_up", "id_number_checksum", "follow_up"]


@pytest.mark.invariant("INV-21")
def test_numbers_that_lost_their_leading_zeros_are_questioned():
    text = "人员编号,出发地,到达日期\n00012,武汉,2020-01-21\n13,武汉,2020-01-21\n12345,武汉,2020-01-21\n"
    assert codes(text) == ["follow_up", "leading_zero_lost", "follow_up"]
    assert codes(text.replace("00012", "12")) == ["follow_up", "follow_up", "follow_up"]


def test_split_columns_of_province_city_and_county_are_one_place():
    text = "姓名,手机,出发地/省,出发地/市,出发地/县,到达日期\n甲,13800138000,湖北省,武汉市,武昌区,2020-01-21\n"
    (item,) = outcomes(text)
    assert item.arrival.code == "420106"


@pytest.mark.parametrize(
    ("head", "english"),
    [
        ("姓名,手机,到达日期", "origin"),
        ("姓名,手机,出发地", "arrives on"),
        ("备注,出发地,到达日期", "person number"),
    ],
)
def test_a_list_without_area_date_or_person_is_refused_naming_the_column(head, english):
    with pytest.raises(TableRefused) as caught:
        outcomes(f"{head}\n甲,乙,丙\n")
    assert caught.value.finding.code == "column_missing"
    assert english in caught.value.finding.reason.en


@pytest.mark.invariant("INV-02")
def test_many_persons_with_one_identical_stay_raise_an_alarm():
    rows = "".join(f"某{n},1380013{n:04d},武汉,2020-01-20,2020-01-21\n" for n in range(1317))
    counts = Reconciliation()
    for item in outcomes(HEAD + rows):
        counts.add(item)
    (alarm,) = counts.alarms
    assert (alarm.person_count, alarm.area_code, counts.adds_up) == (1317, "420100", True)


@pytest.mark.invariant("INV-14")
def test_where_somebody_is_from_changes_nothing():
    head = "姓名,手机,出发地,到达日期,户籍地,手机归属地,民族,车牌归属地\n"
    one = outcomes(head + "甲,13800138000,温州,2020-01-21,湖北,武汉,甲族,鄂A\n")
    two = outcomes(head + "甲,13800138000,温州,2020-01-21,浙江,湖州,乙族,浙E\n")
    assert one[0].verdict == two[0].verdict
    assert one[0].arrival == two[0].arrival
