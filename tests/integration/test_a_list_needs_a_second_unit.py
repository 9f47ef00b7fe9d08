"""More than twenty people, an alarm or a corrected manifest: another body confirms before anything is opened (O8)."""

import pytest
from tests.lists import as_csv, commit, dry_run, receive, row

from fangxian.core.actors.rules import Purpose
from fangxian.core.problems.rules import Refused
from fangxian.intake.models import Fact
from fangxian.intake.sources.pushed_list import queries, services


def by(city, who):
    return city.actor(who, Purpose.RECEIVE_FACTS)


def submit(city, source_list, who="duty"):
    return services.submit_list(source_list=source_list, by=by(city, who), at=city.at)


def confirm(city, source_list, who, ticked=()):
    return services.confirm_list(source_list=source_list, ticked=ticked, by=by(city, who), at=city.at)


def code_of(refused):
    return refused.value.problem.code


def test_twenty_people_are_committed_by_one_officer(city):
    source_list = dry_run(city, as_csv(row(n) for n in range(20)))
    assert source_list.person_count == 20
    assert commit(city, source_list).state == "committed"


@pytest.mark.invariant("INV-03")
def test_twenty_one_people_wait_for_a_second_unit(city):
    source_list = dry_run(city, as_csv(row(n) for n in range(21)))
    with pytest.raises(Refused) as refused:
        services.start_commit(source_list=source_list, by=by(city, "duty"), at=city.at)
    assert code_of(refused) == "pushed_list.needs_second" and not Fact.objects.exists()


def test_a_row_that_still_asks_something_counts_as_a_person_too(city):
    rows = [row(n) for n in range(20)] + [row(20, 旅居地="鼓楼区")]
    assert dry_run(city, as_csv(rows)).person_count == 21


@pytest.mark.invariant("INV-03")
def test_whoever_handed_it_on_cannot_confirm_it(city):
    source_list = submit(city, dry_run(city, as_csv(row(n) for n in range(21))))
    with pytest.raises(Refused) as refused:
        confirm(city, source_list, "duty")
    assert code_of(refused) == "staff.same_person"


@pytest.mark.invariant("INV-03")
def test_a_colleague_of_the_same_body_cannot_confirm_it(city):
    from fangxian.core.actors.rules import Role

    city.post("colleague", Role.DUTY_OFFICER, "", "指挥部办公室", "command")
    source_list = submit(city, dry_run(city, as_csv(row(n) for n in range(21))))
    with pytest.raises(Refused) as refused:
        confirm(city, source_list, "colleague")
    assert code_of(refused) == "staff.same_body"


def test_an_officer_of_another_body_confirms_and_the_list_is_committed(city):
    source_list = submit(city, dry_run(city, as_csv(row(n) for n in range(21))))
    assert list(queries.lists_to_confirm(by(city, "duty2"))) == [source_list]
    assert not queries.lists_to_confirm(by(city, "duty")).exists()
    confirmed = confirm(city, source_list, "duty2")
    assert commit(city, confirmed).state == "committed" and Fact.objects.count() == 21


@pytest.mark.invariant("INV-03")
@pytest.mark.parametrize("who", ["grid", "next", "auditor"])
def test_people_without_the_power_confirm_nothing(city, who):
    source_list = submit(city, dry_run(city, as_csv(row(n) for n in range(21))))
    with pytest.raises(Refused) as refused:
        confirm(city, source_list, who)
    assert code_of(refused) == "actors.no_power"


@pytest.mark.invariant("INV-02")
def test_one_identical_stay_of_many_people_raises_one_alarm(city, settings):
    settings.INTAKE_IDENTICAL_STAYS_ALARM = 5
    rows = [row(n, 到达日期="2020-03-02") for n in range(5)] + [row(n, 旅居地="武汉市江汉区") for n in range(5, 9)]
    alarm = dry_run(city, as_csv(rows)).alarms.get()
    assert (alarm.person_count, alarm.row_count) == (5, 5)
    assert alarm.stay["area_code"] == "4201" and alarm.stay["arrives_on"] == "2020-03-02"


def test_an_alarm_needs_both_to_have_looked(city, settings):
    settings.INTAKE_IDENTICAL_STAYS_ALARM = 5
    source_list = dry_run(city, as_csv(row(n, 到达日期="2020-03-02") for n in range(5)))
    alarm_id = source_list.alarms.get().id
    with pytest.raises(Refused) as refused:
        submit(city, source_list)
    assert code_of(refused) == "pushed_list.alarm_not_seen"
    services.see_alarms(source_list=source_list, alarm_ids=[alarm_id], by=by(city, "duty"), at=city.at)
    source_list = submit(city, source_list)
    with pytest.raises(Refused) as refused:
        confirm(city, source_list, "duty2")
    assert code_of(refused) == "pushed_list.alarm_not_seen"
    confirm(city, source_list, "duty2", ticked=[alarm_id])
    alarm = source_list.alarms.get()
    assert alarm.seen_by_first == city.posts["duty"] and alarm.seen_by_second == city.posts["duty2"]


def test_a_list_that_is_given_back_can_be_handed_on_again(city):
    source_list = submit(city, dry_run(city, as_csv(row(n) for n in range(21))))
    given_back = services.return_list(source_list=source_list, reason="来源不明", by=by(city, "duty2"), at=city.at)
    assert given_back.state == "read" and given_back.returned_reason == "来源不明"
    assert submit(city, given_back).state == "submitted"


def test_a_list_whose_manifest_was_corrected_needs_a_second_unit_however_short(city):
    content = as_csv([row(1)])
    source_list = receive(city, content, count=2)
    services.correct_manifest(
        source_list=source_list, told_count=1, told_sha256=source_list.file_sha256, reason="发送方来电更正为1行",
        by=by(city, "duty"), at=city.at,
    )  # fmt: skip
    source_list.refresh_from_db()
    services.map_columns(source_list=source_list, mapping=source_list.mapping, by=by(city, "duty"), at=city.at)
    source_list = services.read_list(list_id=source_list.id, at=city.at)
    assert services.second_needed(source_list)
