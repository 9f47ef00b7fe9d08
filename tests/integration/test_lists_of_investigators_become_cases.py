"""Lists of other systems become cases, contacts, links and readings, by the rules that hold at the screen."""

import hashlib
from datetime import date, timedelta

import pytest
from tests.city import GRID
from tests.followups import a_followup
from tests.household import a_case, investigator
from tests.public_data import data_set

from fangxian.cases.models import Case, CaseLink, Exposure, LineList, LineListRow
from fangxian.cases.services.linelists import (
    Terms,
    answer_line,
    commit_line_list,
    confirm_line_list,
    discard_line_list,
    go_on,
    look_again,
    receive_line_list,
    second_needed,
)
from fangxian.core.actors.rules import Purpose
from fangxian.core.audit.models import AuditEvent
from fangxian.core.people.models import Person, PersonFile
from fangxian.core.problems.rules import Refused
from fangxian.followup.models import Reading
from fangxian.measures.models import Measure
from fangxian.reactions.jobs import run_all
from fangxian.screening.models import Verdict

pytestmark = pytest.mark.django_db
CASES = "编号,姓名,身份证号,病例分类,发病日期,检测机构,样本编号,采样日期,结果日期,民族\n"
GO_CASES = (
    "uuid,case_id,classification,date_of_onset,firstName\n"
    "c-1,C1,CONFIRMED,2020-03-05,甲\nc-2,C2,CONFIRMED,2020-03-06,乙\n"
)
GO_CONTACTS = "uuid,contact_id,firstName,date_of_last_contact,contact_status\nk-1,K1,丙,2020-03-07,UNDER_FOLLOW_UP\n"
GO_LINKS = (
    "uuid,source_uuid,target_uuid,date_of_last_contact\n"
    "r-1,c-1,c-2,2020-03-05\nr-2,c-1,k-1,2020-03-07\nr-3,c-1,k-9,2020-03-07\n"
)
CONTACTS = "编号,姓名,手机号,本系统病例号,末次接触日期,与病例关系,接触方式\n"


def taken(city, text, *, sender="试验疾控", case=None, count=None, area_code=GRID, by=None, at=None):
    content = text if isinstance(text, bytes) else text.encode()
    rows = count if count is not None else len(content.strip().splitlines()) - 1
    terms = Terms(sender, "试验流调", "传染病防治法第四十条", rows, "", area_code, case)
    return receive_line_list(
        content=content, file_name="list.csv", terms=terms, programme=city.programme, by=by or investigator(city),
        at=at or city.at,
    )  # fmt: skip


def shipped(city, name, count, **more):
    return taken(city, (data_set("interop") / name).read_bytes(), sender="WHO", count=count, **more)


def recorded(city, line_list, **more):
    return commit_line_list(line_list=line_list, by=investigator(city), at=more.get("at", city.at))


def ends(line_list):
    found = line_list.rows.values_list("outcome", flat=True)
    return {end: list(found).count(end) for end in ("accepted", "duplicate", "quarantined", "rejected")}


def codes(line_list):
    return {note["code"] for row in line_list.rows.all() for note in row.findings}


def refusal(act):
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.problem.code


def a_row(number=1, name="名单甲", sample="S-1"):
    return f"{number},{name},,确诊,2020-03-05,县疾控实验室,{sample},2020-03-07,2020-03-08,汉族\n"


def met(number=1, name="接触甲", phone="13700001111", case="1"):
    return f"{number},{name},{phone},{case},2020-03-08,同事,同餐\n"


def test_a_row_with_its_laboratory_becomes_a_case_with_both_clocks(city):
    line_list = recorded(city, taken(city, CASES + a_row()))
    case = Case.objects.get()
    assert (line_list.state, case.lab_name, case.onset_on) == ("recorded", "县疾控实验室", date(2020, 3, 5))
    row = line_list.rows.get()
    assert (row.made_id, row.record) == (case.id, None) and row.done_at
    event = AuditEvent.objects.get(action="cases.line_list_committed")
    assert event.count == 1 and event.digest


def test_nothing_is_recorded_by_taking_a_list_in(city):
    line_list = taken(city, CASES + a_row())
    assert line_list.state == "read" and not Case.objects.exists() and not Person.objects.exists()


def test_a_row_without_a_laboratory_waits_for_one_and_traces_nobody(city):
    line_list = taken(city, CASES + "1,名单甲,,确诊,2020-03-05,,,,,\n")
    assert refusal(lambda: recorded(city, line_list)) == "cases.list_nothing_accepted"
    row = line_list.rows.get()
    assert row.outcome == "quarantined" and "needs_laboratory" in codes(line_list)
    answers = {"lab_name": "县疾控", "sample_number": "S-9", "sampled_on": "2020-03-07", "result_on": "2020-03-08"}
    answer_line(row=row, answers=answers, alike=False, by=investigator(city), at=city.at)
    recorded(city, line_list)
    assert Case.objects.get().sample_number == "S-9"


def test_the_same_list_again_is_refused_and_the_same_rows_are_duplicates(city):
    recorded(city, taken(city, CASES + a_row()))
    assert refusal(lambda: taken(city, CASES + a_row())) == "cases.list_same_file"
    again = taken(city, CASES + a_row() + a_row() + a_row(2, "名单乙", "S-2"))
    assert ends(again) == {"accepted": 1, "duplicate": 2, "quarantined": 0, "rejected": 0}
    recorded(city, again)
    assert Case.objects.count() == 2


def test_a_sample_that_is_a_case_already_is_a_duplicate(city):
    recorded(city, taken(city, CASES + a_row()))
    other = recorded(city, taken(city, CASES + a_row(7, "名单甲（更正）"), sender="另一疾控"))
    assert ends(other)["duplicate"] == 1 and "sample_known" in codes(other) and Case.objects.count() == 1


def test_a_contact_is_classified_by_the_rule_and_bound_by_nothing(city):
    case = a_case(city)
    recorded(city, taken(city, CONTACTS + met(case=str(case.serial))))
    exposure = Exposure.objects.get()
    assert (exposure.case, exposure.relation, exposure.protection) == (case, "colleague", "unknown")
    assert exposure.classifications.get().method == "rule"
    run_all(at=city.at)
    assert not Measure.objects.exists() and not PersonFile.objects.exists() and not Verdict.objects.exists()


def test_a_contact_of_no_case_here_waits_and_is_looked_at_again(city):
    line_list = taken(city, CONTACTS + met(case="41"))
    assert ends(line_list)["quarantined"] == 1 and "not_here" in codes(line_list)
    case = a_case(city)
    row = line_list.rows.get()
    answer_line(row=row, answers={"case_ref": str(case.serial)}, alike=True, by=investigator(city), at=city.at)
    recorded(city, line_list)
    assert Exposure.objects.get().case == case


def test_a_contact_that_is_on_record_is_not_recorded_twice(city):
    case = a_case(city)
    recorded(city, taken(city, CONTACTS + met(case=str(case.serial))))
    again = recorded(city, taken(city, CONTACTS + met(5, case=str(case.serial)), sender="另一疾控"))
    assert ends(again)["duplicate"] == 1 and Exposure.objects.count() == Person.objects.count() - 1 == 1


def test_a_passenger_manifest_is_contacts_of_the_case_it_was_handed_over_for(city):
    case = a_case(city)
    later = city.at + timedelta(days=400)  # the manifest is of March 2021
    line_list = shipped(city, "saraalert/Epi-X-Format.csv", 15, case=case, at=later)
    assert ends(line_list) == {"accepted": 4, "duplicate": 0, "quarantined": 11, "rejected": 0}


def test_a_word_of_the_sender_about_its_list_must_hold(city):
    assert refusal(lambda: taken(city, CASES + a_row(), count=2)) == "cases.list_count_disagrees"
    terms = Terms("试验疾控", "试验", "依据", 1, "0" * 64, GRID)
    content = (CASES + a_row()).encode()
    assert hashlib.sha256(content).hexdigest() != "0" * 64
    assert refusal(lambda: receive_line_list(
        content=content, file_name="x", terms=terms, programme=city.programme, by=investigator(city), at=city.at,
    )) == "cases.list_hash_disagrees"  # fmt: skip
    assert not LineList.objects.exists()


def test_answers_for_many_are_for_the_laboratory_and_the_case_only(city):
    line_list = taken(city, CASES + "1,名单甲,,确诊,2020-03-05,,S-1,2020-03-07,2020-03-08,\n"
                      + "2,名单乙,,确诊,2020-03-05,,S-2,2020-03-07,2020-03-08,\n")  # fmt: skip
    row = line_list.rows.first()
    by = investigator(city)
    assert refusal(lambda: answer_line(row=row, answers={"onset_on": "2020-03-01"}, alike=True, by=by, at=city.at)) \
        == "cases.line_not_asked"  # fmt: skip
    found = answer_line(row=row, answers={"lab_name": "县疾控"}, alike=True, by=by, at=city.at)
    assert found["accepted"] == 2


def test_a_list_that_is_discarded_forgets_what_it_told(city):
    line_list = taken(city, CASES + a_row())
    by = investigator(city)
    discard_line_list(line_list=line_list, reason="发错了名单，已告知发送方", by=by, at=city.at)
    assert not LineListRow.objects.exclude(record=None).exists()
    assert taken(city, CASES + a_row()).state == "read"


def test_results_reach_the_cases_that_wait_for_them(city):
    later = city.at + timedelta(days=200)
    cases = shipped(city, "godata/cases_clean.csv", 56, at=later)
    results = shipped(city, "godata/lab_results_clean.csv", 40, at=later)
    before = sum(row.missing.count("sample_number") for row in cases.rows.all())
    recorded(city, results, at=later)
    left = sum(row.missing.count("sample_number") for row in cases.rows.all())
    filled = results.rows.filter(done_at__isnull=False).count()
    assert filled > 0 and left < before and not Case.objects.exists()


def test_who_met_whom_becomes_contacts_and_links(city):
    cases = taken(city, GO_CASES)
    by = investigator(city)
    told = {"lab_name": "县疾控", "sampled_on": "2020-03-07", "result_on": "2020-03-08"}
    for number, row in enumerate(cases.rows.order_by("number")):
        answer_line(row=row, answers=told | {"sample_number": f"S-{number}"}, alike=False, by=by, at=city.at)
    recorded(city, cases)
    contacts = taken(city, GO_CONTACTS)
    assert ends(contacts)["quarantined"] == 1
    links = taken(city, GO_LINKS)
    assert ends(links) == {"accepted": 2, "duplicate": 0, "quarantined": 1, "rejected": 0}
    recorded(city, links)
    assert CaseLink.objects.get().reference == "r-1"
    assert Exposure.objects.get().person.name == "丙" and contacts.rows.get().done_at
    assert look_again(line_list=links, by=by, at=city.at)["quarantined"] == 1


def test_follow_ups_become_readings_where_somebody_is_followed_up(city):
    case = a_case(city)
    file = a_followup(city)
    phone = file.person.phone.removeprefix("+86")
    recorded(
        city,
        taken(city, CONTACTS + met(11, "随访1", phone, case.serial) + met(12, "接触乙", "13700002222", case.serial)),
    )
    day = city.at.astimezone(city.programme.zone).date().isoformat()
    text = f"接触者编号,随访日期,随访结果,体温\n11,{day},正常,36.4\n12,{day},正常,\n13,{day},正常,\n"
    told = recorded(city, taken(city, text))
    run_all(at=city.at)
    reading = Reading.objects.get()
    assert (reading.file, str(reading.celsius), reading.is_unwell) == (file, "36.4", False)
    assert "told_by_list" in reading.marks
    assert ends(told) == {"accepted": 1, "duplicate": 0, "quarantined": 2, "rejected": 0}
    assert {"no_follow_up", "not_here"} <= codes(told)


def test_a_long_list_is_recorded_piece_by_piece(city):
    case = a_case(city)
    rows = "".join(met(n, f"接触{n}", f"137{n:08d}", case.serial) for n in range(120))
    line_list = taken(city, CONTACTS + rows)
    confirm_line_list(line_list=line_list, by=city.actor("approver", Purpose.INVESTIGATE_CASE), at=city.at)
    assert recorded(city, line_list).state == "recording"
    while go_on(line_list_id=line_list.id, at=city.at):
        pass
    line_list.refresh_from_db()
    assert line_list.state == "recorded" and Exposure.objects.count() == 120


@pytest.mark.parametrize("who", ["duty", "grid"])
def test_only_an_investigator_takes_a_list_in(city, who):
    by = city.actor(who, Purpose.INVESTIGATE_CASE)
    assert refusal(lambda: taken(city, CASES + a_row(), by=by)) == "actors.no_power"


def test_twenty_people_pass_and_one_more_needs_a_second_unit(city):
    case = a_case(city)
    rows = [met(n, f"接触{n}", f"137{n:08d}", case.serial) for n in range(21)]
    assert not second_needed(taken(city, CONTACTS + "".join(rows[:20])), at=city.at)
    assert second_needed(taken(city, CONTACTS + "".join(rows), sender="另一疾控"), at=city.at)
