"""Received = accepted + duplicate + quarantined + rejected, whatever is in the list (INV-20)."""

import pytest
from tests.lists import as_csv, commit, dry_run, row

from fangxian.core.people.models import Person
from fangxian.intake.models import Fact
from fangxian.intake.sources.pushed_list import queries


def outcomes(source_list):
    return {r.number: r.outcome for r in queries.rows_of(source_list)}


def codes(source_list, number):
    return {finding["code"] for finding in queries.rows_of(source_list).get(number=number).findings}


def test_a_good_row_is_accepted_with_its_destination(city):
    source_list = dry_run(city, as_csv([row(1)]))
    accepted = queries.rows_of(source_list).get()
    assert (accepted.outcome, accepted.area_code) == ("accepted", "33050200100501")


@pytest.mark.parametrize(
    ("change", "outcome", "code"),
    [
        ({"身份证号": "1.10105E+17", "手机号": ""}, "quarantined", "id_number_damaged"),
        ({"身份证号": "110105189912310000", "手机号": ""}, "quarantined", "id_number_damaged"),
        ({"身份证号": "110105189912310026", "手机号": ""}, "quarantined", "id_number_checksum"),
        ({"身份证号": "11010518991231002", "手机号": ""}, "quarantined", "id_number_format"),
        ({"身份证号": "110105189913310025", "手机号": ""}, "quarantined", "id_number_date"),
        ({"身份证号": "", "手机号": "12345"}, "quarantined", "phone_unreadable"),
        ({"身份证号": "", "手机号": ""}, "quarantined", "nobody_to_find"),
        ({"姓名": ""}, "quarantined", "name_missing"),
        ({"离开日期": "15/05/20"}, "quarantined", "date_two_digit_year"),
        ({"离开日期": "2月1日"}, "quarantined", "date_year_missing"),
        ({"离开日期": "43862"}, "quarantined", "date_serial"),
        ({"离开日期": "2020-02-30"}, "rejected", "date_impossible"),
        ({"离开日期": "上周"}, "rejected", "date_unreadable"),
        ({"离开日期": "2020-05-01", "到达日期": ""}, "quarantined", "date_in_future"),
        ({"离开日期": "2020-03-09"}, "quarantined", "dates_contradict"),
        ({"离开日期": "", "到达日期": ""}, "quarantined", "date_missing"),
        ({"旅居地": "鼓楼区"}, "quarantined", "area_ambiguous"),
        ({"旅居地": "不存在的地方"}, "quarantined", "area_name_unknown"),
        ({"目的地": "第一网格"}, "quarantined", "destination_ambiguous"),
        ({"目的地": ""}, "quarantined", "destination_missing"),
        ({"姓名": "试验\uff11", "身份证号": "４４０５２４１８８００１０１００１４"}, "accepted", None),
        ({"离开日期": "2020年3月1日"}, "accepted", None),
        ({"身份证号": "110105189912310026"}, "accepted", "id_number_not_used"),
        ({"目的地": "杭州市"}, "accepted", "destination_outside"),
        ({"离开日期": "", "到达日期": "2020-03-20"}, "accepted", "stay_assumed"),
    ],
)
def test_each_kind_of_row_comes_to_its_end_and_says_why(city, change, outcome, code):
    source_list = dry_run(city, as_csv([row(1, **change), row(2)]))
    assert outcomes(source_list) == {2: outcome, 3: "accepted"}
    assert (code in codes(source_list, 2)) if code else not codes(source_list, 2)


@pytest.mark.invariant("INV-20")
def test_a_row_with_too_many_cells_is_rejected_and_the_others_are_not(city):
    content = as_csv([row(1), (*row(2), "x", "y"), row(3)])
    assert outcomes(dry_run(city, content)) == {2: "accepted", 3: "rejected", 4: "accepted"}


def test_the_same_person_stay_and_arrival_twice_is_one_duplicate(city):
    source_list = dry_run(city, as_csv([row(1), row(1), row(1, 到达日期="2020-03-08")]))
    assert outcomes(source_list) == {2: "accepted", 3: "duplicate", 4: "accepted"}
    assert queries.rows_of(source_list).get(number=3).first_row == 2
    assert source_list.person_count == 1


def test_a_person_without_document_in_one_row_is_known_by_phone_and_name(city):
    source_list = dry_run(city, as_csv([row(1), row(1, 身份证号="")]))
    assert outcomes(source_list) == {2: "accepted", 3: "duplicate"}


@pytest.mark.invariant("INV-20")
def test_everything_adds_up_to_what_was_received(city):
    content = as_csv([row(1), row(1), row(2, 旅居地="鼓楼区"), row(3, 离开日期="上周")])
    source_list = dry_run(city, content)
    counts = queries.counts_of(source_list)
    assert counts == {"accepted": 1, "duplicate": 1, "quarantined": 1, "rejected": 1}
    assert sum(counts.values()) == source_list.row_count == source_list.told_count


def test_a_dry_run_writes_no_person_and_no_fact(city):
    dry_run(city, as_csv([row(1), row(2)]))
    assert not Person.objects.exists() and not Fact.objects.exists()


def test_a_commit_makes_one_fact_of_each_accepted_row(city):
    source_list = commit(city, dry_run(city, as_csv([row(1), row(1), row(2), row(3, 旅居地="鼓楼区")])))
    facts = list(Fact.objects.order_by("import_row"))
    assert [fact.import_row for fact in facts] == [2, 4]
    assert source_list.state == "committed" and queries.waiting_count(source_list) == 0
    assert facts[0].content["stays"][0] == {
        "area_code": "4201", "area_text": "湖北省武汉市", "from_on": "2020-03-01", "until_on": "2020-03-01",
        "transit_only": False,
    }  # fmt: skip
    assert facts[0].clock_profile == "list" and facts[0].sender == "省大数据局"


def test_a_second_list_that_repeats_a_committed_row_says_so(city):
    commit(city, dry_run(city, as_csv([row(1)])))
    again = dry_run(city, as_csv([row(1), row(2)]))
    assert outcomes(again) == {2: "duplicate", 3: "accepted"}
    assert codes(again, 2) == {"known_already"}


def test_a_row_that_became_known_between_dry_run_and_commit_is_not_doubled(city):
    first, second = dry_run(city, as_csv([row(1)])), dry_run(city, as_csv([row(1), row(2)]))
    commit(city, first)
    commit(city, second)
    assert outcomes(second) == {2: "duplicate", 3: "accepted"} and Fact.objects.count() == 2


def test_a_destination_outside_the_programme_is_marked(city):
    commit(city, dry_run(city, as_csv([row(1, 目的地="杭州市")])))
    assert Fact.objects.get().content["destination"] == {"area_code": "3301", "in_programme": False}


@pytest.mark.invariant("INV-14")
def test_a_denied_column_is_named_and_never_stored(city):
    content = as_csv(
        [(*row(1), "某族")], heads=("姓名", "身份证号", "手机号", "旅居地", "离开日期", "到达日期", "目的地", "民族")
    )
    source_list = dry_run(city, content)
    assert [item["head"] for item in source_list.columns["denied"]] == ["民族"]
    assert "某族" not in queries.rows_of(source_list).get().record


def test_originals_are_sealed_in_the_table(city):
    from django.db import connection

    source_list = dry_run(city, as_csv([row(1)]))
    with connection.cursor() as cursor:
        cursor.execute("SELECT record FROM intake_importrow")
        stored = bytes(cursor.fetchone()[0])
        cursor.execute("SELECT sealed FROM intake_importfilepart")
        stored += bytes(cursor.fetchone()[0])
    assert "试验".encode() not in stored and "试验1" in queries.rows_of(source_list).get().record
