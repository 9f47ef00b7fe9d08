"""A quarantined row waits until somebody answers it; then it comes to its end like any other."""

import pytest
from tests.lists import as_csv, commit, document, dry_run, receive, row

from fangxian.core.actors.rules import Purpose
from fangxian.core.problems.rules import Refused
from fangxian.intake.models import Fact
from fangxian.intake.sources.pushed_list import queries, services
from fangxian.intake.sources.pushed_list.models import ImportFilePart


def by(city, who="duty"):
    return city.actor(who, Purpose.RECEIVE_FACTS)


def answer(city, source_list, number, **changes):
    told = {"answers": {}, "left_out": (), "basis": "sender", "alike": False} | changes
    return services.answer_row(row=queries.rows_of(source_list).get(number=number), **told, by=by(city), at=city.at)


def outcome(source_list, number):
    return queries.rows_of(source_list).get(number=number).outcome


def test_a_chosen_place_makes_the_row_acceptable(city):
    source_list = dry_run(city, as_csv([row(1, 旅居地="鼓楼区")]))
    assert answer(city, source_list, 2, answers={"stay_code": "320106"}) == {"accepted": 1}
    commit(city, source_list)
    assert Fact.objects.get().content["stays"][0]["area_code"] == "320106"


def test_one_answer_serves_every_row_that_asks_the_same(city):
    rows = [row(n, 旅居地="鼓楼区") for n in range(3)] + [row(3, 旅居地="朝阳区")]
    source_list = dry_run(city, as_csv(rows))
    assert answer(city, source_list, 2, answers={"stay_code": "320106"}, alike=True) == {"accepted": 3}
    assert outcome(source_list, 5) == "quarantined"


def test_a_number_is_never_answered_for_many(city):
    source_list = dry_run(city, as_csv([row(1, 身份证号="1.10105E+17", 手机号="")]))
    with pytest.raises(Refused) as refused:
        answer(city, source_list, 2, answers={"document_number": document(1)}, alike=True)
    assert refused.value.problem.code == "pushed_list.not_alike"


def test_a_corrected_number_is_checked_again(city):
    source_list = dry_run(city, as_csv([row(1, 身份证号="1.10105E+17", 手机号="")]))
    assert answer(city, source_list, 2, answers={"document_number": "110105189912310026"}) == {"quarantined": 1}
    assert answer(city, source_list, 2, answers={"document_number": document(1)}) == {"accepted": 1}


def test_a_number_can_be_left_out_if_the_person_can_still_be_found(city):
    source_list = dry_run(city, as_csv([row(1, 身份证号="1.10105E+17")]))
    assert answer(city, source_list, 2, left_out=["document_number"]) == {"accepted": 1}


def test_an_answered_row_that_repeats_another_is_a_duplicate(city):
    source_list = dry_run(city, as_csv([row(1), row(1, 身份证号="1.10105E+17")]))
    assert answer(city, source_list, 3, answers={"document_number": document(1)}) == {"duplicate": 1}


def test_rows_answered_after_the_commit_are_recorded_by_another(city):
    source_list = commit(city, dry_run(city, as_csv([row(1), row(2, 旅居地="鼓楼区")])))
    answer(city, source_list, 3, answers={"stay_code": "320106"})
    assert queries.waiting_count(source_list) == 1
    commit(city, source_list)
    assert Fact.objects.count() == 2 and queries.waiting_count(source_list) == 0


@pytest.mark.invariant("INV-20")
def test_a_row_that_nobody_can_answer_is_rejected_with_that_reason(city):
    source_list = dry_run(city, as_csv([row(1), row(2, 旅居地="鼓楼区")]))
    services.give_up_row(row=queries.rows_of(source_list).get(number=3), by=by(city), at=city.at)
    row_3 = queries.rows_of(source_list).get(number=3)
    assert row_3.outcome == "rejected" and row_3.findings[-1]["code"] == "given_up"


def test_an_answer_needs_a_source(city):
    source_list = dry_run(city, as_csv([row(1, 旅居地="鼓楼区")]))
    with pytest.raises(Refused) as refused:
        answer(city, source_list, 2, answers={"stay_code": "320106"}, basis="")
    assert refused.value.problem.field == "basis"


@pytest.mark.parametrize("who", ["grid", "next", "auditor"])
def test_people_without_the_power_answer_nothing(city, who):
    source_list = dry_run(city, as_csv([row(1, 旅居地="鼓楼区")]))
    with pytest.raises(Refused):
        services.answer_row(
            row=queries.rows_of(source_list).get(), answers={"stay_code": "320106"}, basis="sender",
            by=by(city, who), at=city.at,
        )  # fmt: skip
    assert outcome(source_list, 2) == "quarantined"


def test_a_list_with_open_questions_is_not_closed(city):
    source_list = commit(city, dry_run(city, as_csv([row(1), row(2, 旅居地="鼓楼区")])))
    with pytest.raises(Refused) as refused:
        services.close_list(source_list=source_list, by=by(city), at=city.at)
    assert refused.value.problem.code == "pushed_list.questions_open"


@pytest.mark.invariant("INV-20")
def test_closing_destroys_the_originals_and_keeps_the_reconciliation(city):
    source_list = commit(city, dry_run(city, as_csv([row(1), row(1), row(2, 离开日期="上周")])))
    closed = services.close_list(source_list=source_list, by=by(city), at=city.at)
    assert closed.state == "closed" and not ImportFilePart.objects.exists()
    assert {r.record for r in queries.rows_of(closed)} == {None} == {r.person_key for r in queries.rows_of(closed)}
    assert queries.counts_of(closed) == {"accepted": 1, "duplicate": 1, "quarantined": 0, "rejected": 1}


def test_a_discarded_list_leaves_nothing_but_its_record_and_may_be_sent_again(city):
    content = as_csv([row(1)])
    source_list = dry_run(city, content)
    services.discard_list(source_list=source_list, reason="发错名单", by=by(city), at=city.at)
    assert not queries.rows_of(source_list).exists() and not ImportFilePart.objects.exists()
    assert dry_run(city, content).state == "read"


def test_a_committed_list_is_not_discarded(city):
    source_list = commit(city, dry_run(city, as_csv([row(1)])))
    with pytest.raises(Refused) as refused:
        services.discard_list(source_list=source_list, reason="发错名单", by=by(city), at=city.at)
    assert refused.value.problem.code == "pushed_list.not_to_discard"


def test_a_list_that_is_discarded_while_it_is_read_keeps_no_row(city, monkeypatch):
    source_list = receive(city, as_csv([row(n) for n in range(4)]))
    services.map_columns(source_list=source_list, mapping=source_list.mapping, by=by(city), at=city.at)
    monkeypatch.setattr(services.reading, "ROWS_AT_ONCE", 2)
    write = services.reading._write

    def write_and_be_discarded(*args, **kwargs):
        write(*args, **kwargs)
        services.discard_list(source_list=source_list, reason="发错名单", by=by(city), at=city.at)

    monkeypatch.setattr(services.reading, "_write", write_and_be_discarded)
    services.read_list(list_id=source_list.id, at=city.at)
    source_list.refresh_from_db()
    assert source_list.state == "discarded" and not queries.rows_of(source_list).exists()
