"""Address lists: received = accepted + duplicate + quarantined + rejected, and every version is kept (F06)."""

import io

import pytest
import xlsxwriter
from django.db import connection
from tests.city import GRID, NEXT_COUNTY_GRID
from tests.sweeps import PLACES, building, leader, round_over, tried

from fangxian.core.problems.rules import Refused
from fangxian.intake.sources.sweep import queries, services
from fangxian.intake.sources.sweep.models import Building, Door

pytestmark = pytest.mark.django_db
TWELVE = PLACES + "".join(
    f"浮星桥小区3幢,{unit},{floor}0{n}\n" for unit in (1, 2) for floor in (1, 2, 3) for n in (1, 2)
)


def taken(city, text, **more):
    return services.take_over(address_list=tried(city, text, **more), by=leader(city), at=city.at)


def on_list(city):
    return queries.doors_on_list(programme_id=city.programme.id, area_code=GRID, kinds=["building", "firm", "village"])


def ends(one):
    return (one.received_count, one.accepted_count, one.duplicate_count, one.quarantined_count, one.rejected_count)


def test_trying_a_list_writes_no_door_and_every_row_comes_to_one_end(city):
    building(city)
    text = (
        PLACES
        + "浮星桥小区3幢,1单元,101室\n浮星桥小区4幢,1,101\n浮星桥小区4幢,1,101\n浮星桥小区4幢,1,\n,,\n多,了,一,格\n"
    )
    one = tried(city, text)
    assert ends(one) == (5, 1, 2, 1, 1) and one.state == "tried"
    assert on_list(city).count() == 12


def test_a_list_in_a_workbook_is_read_like_one_in_text(city):
    held = io.BytesIO()
    with xlsxwriter.Workbook(held) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(TWELVE.splitlines()):
            sheet.write_row(number, 0, row.split(","))
    one = services.try_list(
        content=held.getvalue(), file_name="清单.xlsx", kind="building", area_code=GRID, is_complete=False,
        programme=city.programme, by=leader(city), at=city.at,
    )  # fmt: skip
    assert ends(one) == (12, 12, 0, 0, 0)


def test_an_address_in_one_column_is_taken_apart(city):
    taken(city, "序号,地址\n1,浮星桥小区3幢2单元1203室\n2,三号楼乙单元302\n3,桥头第二家\n")
    doors = [queries.door_rules.label(d.building.name, d.unit, d.number) for d in on_list(city).order_by("walk_order")]
    assert sorted(doors) == ["3号楼 乙单元 302室", "浮星桥小区3幢 2单元 1203室"]


def test_firms_and_village_households_are_denominators_too(city):
    taken(city, "园区,企业名称\n东区,某某袜业\n东区,某某童装\n", kind="firm")
    taken(city, "自然村,村民小组,户号\n东村,三,12\n东村,3,13号\n", kind="village")
    assert set(Building.objects.values_list("kind", "name")) == {("firm", "东区"), ("village", "东村3组")}
    assert on_list(city).count() == 4


def test_columns_about_people_are_not_kept_and_denied_ones_are_named(city):
    one = tried(city, "楼栋,单元,房号,户主姓名,联系电话,户籍\n3幢,1,101,试验甲,13800000001,湖北\n")
    assert one.columns["unread"] == ["户主姓名", "联系电话"] and one.columns["denied"][0]["head"] == "户籍"
    assert [row.cells for row in queries.rows_of(one)] == [{"building": "3幢", "unit": "1", "door": "101"}]


def test_a_name_written_into_an_address_is_sealed(city):
    one = tried(city, "序号,地址\n1,浮星桥小区3幢2单元1203室试验甲\n")
    with connection.cursor() as cursor:
        cursor.execute("SELECT intake_addressrow::text FROM intake_addressrow")
        [(stored,)] = cursor.fetchall()
    assert "试验甲" not in stored and "试验甲".encode().hex() not in stored
    assert "试验甲" in queries.rows_of(one).get().cells["address"]


def test_a_question_is_answered_or_given_up_and_the_sum_holds(city):
    one = tried(city, PLACES + "浮星桥小区3幢,1,101\n浮星桥小区3幢,1,\n浮星桥小区3幢,2,\n")
    first, second = queries.rows_of(one, "quarantined")
    services.answer_row(row=first, building="浮星桥小区3幢", unit="1", door="102", by=leader(city), at=city.at)
    services.give_up_row(row=second, by=leader(city), at=city.at)
    one.refresh_from_db()
    assert ends(one) == (3, 2, 0, 0, 1)
    assert services.take_over(address_list=one, by=leader(city), at=city.at).added_count == 2


def test_each_version_of_a_denominator_can_be_told(city):
    taken(city, TWELVE)
    fewer = "\n".join(TWELVE.splitlines()[:11]) + "\n浮星桥小区4幢,1,101\n"
    second = taken(city, fewer, is_complete=True)
    assert (second.number, second.added_count, second.removed_count) == (2, 1, 2)
    told = {"programme_id": city.programme.id, "area_code": GRID, "kind": "building"}
    assert [queries.doors_at_version(number=n, **told).count() for n in (1, 2)] == [12, 11]
    assert on_list(city).count() == 11 and Door.objects.count() == 13


def test_a_round_keeps_the_doors_that_it_began_with(city):
    taken(city, TWELVE)
    round_ = round_over(city)
    taken(city, PLACES + "浮星桥小区9幢,1,101\n", is_complete=True)
    assert queries.coverage_of(round_).doors == 12


def test_a_list_is_taken_over_once_and_a_discarded_one_never(city):
    one = tried(city, TWELVE)
    services.take_over(address_list=one, by=leader(city), at=city.at)
    with pytest.raises(Refused):
        services.take_over(address_list=one, by=leader(city), at=city.at)
    other = services.discard_list(address_list=tried(city, TWELVE), by=leader(city), at=city.at)
    assert other.state == "discarded" and not other.rows.exists()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("楼栋,单元\n3幢,1\n", "sweep.no_door_column"),
        ("只有一列\n3幢\n", "sweep.one_column"),
        ("", "sweep.empty"),
        (PLACES + "".join(f"1幢,1,{n}\n" for n in range(50_001)), "sweep.file_too_large"),
    ],
)
def test_what_is_no_address_list_is_refused_with_the_reason(city, text, code):
    with pytest.raises(Refused) as refused:
        tried(city, text)
    assert refused.value.problem.code == code


@pytest.mark.parametrize("area", ["330502", "330502001", NEXT_COUNTY_GRID[:12] + "99x"])
def test_a_list_belongs_to_one_village_or_grid(city, area):
    with pytest.raises(Refused):
        tried(city, TWELVE, area=area)
