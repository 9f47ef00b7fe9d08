"""Another desk hands its requests over as a file: tried first, each received once, urgent first, and answered."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from tests.city import GRID, NEXT_COUNTY_GRID
from tests.filed import HEADS, as_csv, desk, received, recorded, row, tried
from tests.packages import PUBLIC, approved, fetched, rows_in
from tests.requests import TIP, again, operator, told
from tests.work import later

from fangxian.core.actors.rules import Purpose, Role, system
from fangxian.core.audit.models import AuditEvent
from fangxian.core.problems.rules import Refused
from fangxian.intake.sources.service_request import queries, services
from fangxian.intake.sources.service_request.models import RequestFile, RequestFileRow, ServiceRequest
from fangxian.outgoing import services as outgoing
from fangxian.tasks import services as tasks
from fangxian.tasks.models import Task

pytestmark = pytest.mark.django_db


@pytest.fixture
def of(city):
    return desk(city)


def refused(act, *args, **given) -> str:
    with pytest.raises(Refused) as problem:
        act(*args, **given)
    return problem.value.problem.code


def codes(file, number) -> list[str]:
    return [finding["code"] for finding in file.rows.get(number=number).findings]


def sums_up(file) -> dict:
    counts = queries.counts_of(file)
    ends = ("accepted", "duplicate", "quarantined", "rejected")
    assert counts["received"] == file.row_count == sum(counts[end] for end in ends)
    return {name: counts[name] for name in (*ends, "recorded") if counts[name]}


def test_each_accepted_row_becomes_a_request_as_if_an_operator_had_taken_it(city, of):
    file = recorded(
        city,
        tried(
            city, [row(1, 来电号码="13800138000"), row(2, 诉求类别="断药、急需药品", 诉求内容="胰岛素没有了")], of=of
        ),
    )
    assert sums_up(file) == {"accepted": 2, "recorded": 2} and file.state == "recorded"
    tip, help_ = (one.request for one in file.rows.order_by("number"))
    assert (tip.text, tip.service_code, tip.area_code, tip.channel) == (TIP, "open_venue", GRID, "import")
    assert (tip.contact, tip.wants_callback, tip.desk) == ("+8613800138000", True, of)
    assert (help_.is_urgent, help_.dispatched_at, tip.dispatched_at) == (True, city.at, None)
    assert not RequestFileRow.objects.exclude(record=None).exists() and file.sealed is None


def test_a_dry_run_records_nothing_and_may_be_done_again_with_other_columns(city, of):
    file = tried(city, [row(1)], of=of)
    assert not ServiceRequest.objects.exists() and sums_up(file) == {"accepted": 1}
    mapping = {field: head for field, head in file.mapping.items() if field != "taken_at"}
    file = services.read_file(file=file, mapping=mapping, by=operator(city), at=city.at)
    assert codes(file, 2) == ["taken_unknown"]
    other = tried(city, [row(2)], of=of)
    assert "taken_at" not in queries.saved_mapping(of) or other.mapping == queries.saved_mapping(of)


@pytest.mark.invariant("INV-20")
@pytest.mark.parametrize(
    ("changes", "outcome", "code"),
    [
        ({"工单编号": ""}, "quarantined", "number_missing"),
        ({"诉求内容": "", "诉求类别": ""}, "rejected", "nothing_said"),
        ({"受理时间": "2020-03-12 08:00"}, "quarantined", "taken_to_come"),
        ({"受理时间": "2019-11-01 08:00"}, "quarantined", "taken_long_ago"),
        ({"受理时间": "昨天"}, "quarantined", "taken_unreadable"), ({"受理时间": ""}, "accepted", "taken_unknown"),
        ({"办理状态": "已办结"}, "rejected", "closed_there"), ({"办理状态": "搁置"}, "quarantined", "status_unknown"),
        ({"诉求类别": "疑难"}, "accepted", "kind_unknown"),
        ({"所属区域": "不存在的地方", "地点": ""}, "accepted", "area_unknown"),
        ({"所属区域": "浙江省杭州市西湖区"}, "rejected", "area_outside"),
        ({"来电号码": "12"}, "accepted", "phone_unreadable"),
        ({"紧急程度": "随便"}, "accepted", "urgency_unknown"), ({"紧急程度": "特急"}, "accepted", "urgency_of_kind"),
        ({"诉求内容": "长" * 2001}, "quarantined", "too_long"),
    ],
)  # fmt: skip
def test_every_row_comes_to_one_end_with_its_reason(city, of, changes, outcome, code):
    file = tried(city, [row(1, **changes), row(2)], of=of)
    assert file.rows.get(number=2).outcome == outcome and code in codes(file, 2)
    assert sum(sums_up(file).values()) == 2
    assert (file.rows.get(number=2).record is not None) == (outcome == "accepted")


def test_the_same_number_of_the_same_desk_is_received_once_by_whichever_way(city, of):
    by_machine = services.receive(
        told=told(), channel="open311", client_id=city.programme.id, programme=city.programme, by=operator(city),
        at=city.at, sent_by=services.SentBy(of, "HZ000001"),
    ).request  # fmt: skip
    file = tried(city, [row(1), row(2), row(2)], of=of)
    assert sums_up(file) == {"accepted": 1, "duplicate": 2}
    assert (codes(file, 2), codes(file, 4)) == (["known_already"], ["same_in_file"])
    assert file.rows.get(number=2).request == by_machine
    recorded(city, file)
    next_day = tried(city, [row(1), row(2), row(3)], of=of)
    assert sums_up(next_day) == {"accepted": 1, "duplicate": 2}
    other = tried(city, [row(1)], of=desk(city, "德清110"))
    assert sums_up(other) == {"accepted": 1}


def test_what_came_between_the_dry_run_and_the_recording_is_a_duplicate(city, of):
    file = tried(city, [row(1)], of=of)
    services.receive(
        told=told(), channel="open311", client_id=city.programme.id, programme=city.programme, by=operator(city),
        at=city.at, sent_by=services.SentBy(of, "HZ000001"),
    )  # fmt: skip
    assert sums_up(recorded(city, file)) == {"duplicate": 1} and ServiceRequest.objects.count() == 1


def test_identical_tips_of_one_file_are_one_task_and_every_caller_is_answered(city, of):
    file = recorded(city, tried(city, [row(number) for number in range(1, 251)], of=of), sends_out=True)
    assert sums_up(file) == {"accepted": 250, "recorded": 250}
    lead = ServiceRequest.objects.get(duplicate_of=None)
    by = system(city.programme.id, Purpose.VERIFY_LEAD)
    for event in AuditEvent.objects.filter(action="intake.request_dispatched"):
        tasks.act_on_request(event, by=by, at=city.at)
    assert Task.objects.filter(kind="answer_request").count() == 1 and queries.linked_count(lead) == 249
    services.answer(request=lead, answer="已关门。", by=operator(city), at=later(city, minutes=9))
    assert not queries.waiting(operator(city)).exists()


def test_a_request_that_comes_late_raises_no_alarm_and_says_since_when_its_caller_waits(city, of):
    old = (city.at - timedelta(days=9)).strftime("%Y-%m-%dT%H:%M+00:00")
    new = (city.at - timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M+00:00")
    rows = [row(1, 受理时间=old), row(2, 受理时间=new, 诉求内容="公园里很多人聚集", 诉求类别="聚集性活动"),
            row(3, 受理时间=old, 诉求类别="断药、急需药品", 诉求内容="胰岛素没有了")]  # fmt: skip
    file = recorded(city, tried(city, rows, of=of))
    due = [one.request.due_at - city.at for one in file.rows.order_by("number")]
    assert due == [timedelta(hours=8), timedelta(hours=22), timedelta(minutes=30)]
    assert not queries.waiting(operator(city)).filter(due_at__lt=city.at).exists()
    late = file.rows.get(number=2).request
    assert late.taken_at == city.at - timedelta(days=9)
    services.classify(request=late, service="goods", area_code=GRID, by=operator(city), at=later(city, minutes=1))
    assert again(late).due_at == city.at + timedelta(hours=8)  # three days ran out a week ago


def test_work_on_what_was_handed_over_all_at_once_is_due_within_the_shift(city, of):
    recorded(
        city, tried(city, [row(1), row(2, 诉求类别="断药、急需药品", 诉求内容="胰岛素没有了")], of=of), sends_out=True
    )
    by = system(city.programme.id, Purpose.VERIFY_LEAD)
    for event in AuditEvent.objects.filter(action="intake.request_dispatched"):
        tasks.act_on_request(event, by=by, at=city.at)
    assert dict(Task.objects.values_list("severity", "profile")) == {"normal": "list", "serious": "lead"}


def test_what_a_desk_calls_urgent_comes_first_until_somebody_sorts_it(city, of):
    file = recorded(
        city,
        tried(city, [row(1), row(2, 诉求类别="", 紧急程度="特急", 诉求内容="老人喘不上气")], of=of),
        sends_out=True,
    )
    one = file.rows.get(number=3).request
    assert queries.in_order(queries.waiting(operator(city))).first() == one
    assert (one.is_urgent, one.dispatched_at, one.due_at) == (True, None, city.at + timedelta(minutes=30))
    services.classify(request=one, service="question", area_code=GRID, by=operator(city), at=city.at)
    assert not again(one).is_urgent


@pytest.mark.invariant("INV-05")
def test_origin_and_health_are_left_out_as_of_every_call_and_names_are_not_read(city, of):
    rows = [row(1, 诉求内容="东街棋牌室还在营业，老板是武汉回来的", 来电人="试验人员"), row(2, 诉求内容="隔壁发烧了")]
    file = recorded(city, _with_names(city, of, rows))
    first, second = (one.request for one in file.rows.order_by("number"))
    assert first.text == "东街棋牌室还在营业，" and second.text is None and second.answered_at
    assert "来电人" in file.columns["heads"] and "来电人" not in file.mapping.values()


def _with_names(city, of, rows) -> RequestFile:
    file = received(city, as_csv(rows, heads=(*HEADS, "来电人")), of=of)
    return services.read_file(file=file, mapping=file.mapping, by=operator(city), at=city.at)


@pytest.mark.invariant("INV-20")
def test_a_file_that_is_not_the_one_its_desk_speaks_of_is_not_taken_in(city, of):
    content = as_csv([row(1), row(2)])
    assert refused(received, city, content, of=of, count=3) == "requests.file_count_disagrees"
    assert refused(received, city, content, of=of, sha256="ab" * 32) == "requests.file_hash_disagrees"
    assert not RequestFile.objects.exists()
    received(city, content, of=of)
    assert refused(received, city, content, of=of) == "requests.file_same"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "requests.empty"), ("工单编号\nHZ1\n".encode(), "requests.one_column"), (b"PK\x03\x04broken", None),
        ("工单编号,诉求内容\n".encode(), "requests.no_rows"), (b"\xff\xfe\x00\x00\x81\x30", None),
    ],
)  # fmt: skip
def test_a_broken_file_is_refused_with_its_reason(city, of, content, code):
    found = refused(received, city, content, of=of, count=1)
    assert found.startswith("requests.") and code in (None, found) and not RequestFile.objects.exists()


def test_a_file_without_own_numbers_is_not_read(city, of):
    file = received(city, as_csv([row(1)], heads=HEADS[1:]), of=of)
    assert refused(services.read_file, file=file, mapping=file.mapping, by=operator(city), at=city.at) == (
        "requests.file_column"
    )


@pytest.mark.invariant("INV-20")
def test_a_column_that_nobody_may_use_is_dropped_at_the_door(city, of):
    file = received(city, as_csv([row(1) | {"户籍": "湖北"}], heads=(*HEADS, "户籍")), of=of)
    assert [item["head"] for item in file.columns["denied"]] == ["户籍"]
    mapping = dict(file.mapping) | {"place": "户籍"}
    assert refused(services.read_file, file=file, mapping=mapping, by=operator(city), at=city.at) == "requests.mapping"


def test_a_discarded_file_keeps_nothing_and_may_come_again(city, of):
    file = tried(city, [row(1)], of=of)
    assert refused(services.discard_file, file=file, reason="", by=operator(city), at=city.at) == "requests.file_reason"
    file = services.discard_file(file=file, reason="发错了平台", by=operator(city), at=city.at)
    assert file.sealed is None and not RequestFileRow.objects.exclude(record=None).exists()
    assert refused(services.record_file, file=file, sends_out=False, by=operator(city), at=city.at) == (
        "requests.file_not_now"
    )
    assert tried(city, [row(1)], of=of).state == "read"


def test_a_county_records_for_its_own_area_and_no_other_role_takes_files_in(city, of):
    city.post("desk_b", Role.HOTLINE_OPERATOR, "330521", "德清县热线", "command")
    by = operator(city, "desk_b")
    file = tried(city, [row(1), row(2, 所属区域=NEXT_COUNTY_GRID)], of=of, by=by)
    assert sums_up(recorded(city, file, by=by)) == {"accepted": 1, "rejected": 1, "recorded": 1}
    assert codes(file, 2) == ["not_taken"]
    for name in ("grid", "epi"):
        assert refused(received, city, as_csv([row(9)]), of=of, by=city.actor(name, Purpose.RECEIVE_FACTS)) == (
            "actors.no_power"
        )


def test_a_worker_that_died_is_taken_up_again(city, of):
    file = tried(city, [row(number, 诉求内容=f"第{number}处还在营业") for number in range(1, 121)], of=of)
    services.record_file(file=file, sends_out=False, by=operator(city), at=city.at)
    assert (ServiceRequest.objects.count(), RequestFile.objects.get().state) == (100, "recording")
    assert services.resume_files(at=later(city, minutes=5)) == 1
    assert not services.go_on(file_id=file.id, at=later(city, minutes=5))
    assert ServiceRequest.objects.count() == 120 and services.resume_files(at=later(city, minutes=9)) == 0


@pytest.mark.invariant("INV-17")
def test_results_and_answers_go_back_sealed_by_the_rows_of_the_desks_own_file(city, of):
    rows = [
        row(1),
        row(2, 办理状态="已办结"),
        row(3, 工单编号=""),
        row(4, 诉求内容="公园聚集", 诉求类别="聚集性活动"),
        row(1),
    ]
    file = recorded(city, tried(city, rows, of=of))
    first = file.rows.get(number=2).request
    services.answer(request=first, answer="已关门。", by=operator(city), at=later(city, minutes=1))
    package = outgoing.request_package(
        programme=city.programme, purpose="request_results", area_code=file.area_code, about_id=file.id,
        columns=["row_number", "result", "request_number", "answer"], reason="按来文反馈", recipient_body="湖州12345",
        recipient_name="试验收件人", recipient_key=PUBLIC, days=7, by=city.actor("duty", Purpose.HAND_OVER), at=city.at,
    )  # fmt: skip
    package = approved(city, package)
    outgoing.make_packages(at=city.at)
    package.refresh_from_db()
    found = rows_in(fetched(city, package))
    assert [(line["row_number"], line["result"], line["answer"]) for line in found] == [
        ("2", "answered", "已关门。"), ("3", "not_read", ""), ("4", "asked_back", ""), ("5", "waiting", ""),
        ("6", "answered", "已关门。"),
    ]  # fmt: skip
    assert found[0]["request_number"] == first.number and TIP not in str(found)


def test_the_pages_lead_from_the_file_to_the_requests(client, city, of, settings):
    settings.CLOCK_OFFSET = city.at - datetime.now(UTC)
    client.force_login(city.posts["duty"].user)
    assert client.get(reverse("requests:files")).status_code == 200
    content = as_csv([row(1), row(2, 工单编号="")])
    wrong = client.post(reverse("requests:receive_file"), {"desk": of.id, "file": _upload(content), "told_count": "9"})
    assert wrong.status_code == 422 and AuditEvent.objects.filter(action="intake.request_file_refused").exists()
    taken = client.post(reverse("requests:receive_file"), {"desk": of.id, "file": _upload(content), "told_count": "2"})
    columns = client.get(taken.url)
    assert TIP not in columns.content.decode() and "应停业场所" in columns.content.decode()
    form = columns.context["form"]
    tried_at = client.post(taken.url, {name: field.initial for name, field in form.fields.items()})
    shown = client.get(tried_at.url)
    assert shown.context["counts"]["quarantined"] == 1 and TIP not in shown.content.decode()
    client.post(reverse("requests:record_file", args=[RequestFile.objects.get().id]), {"sends_out": "on"})
    assert ServiceRequest.objects.get().dispatched_at is not None


def test_a_file_of_the_next_county_is_not_there(client, city, of, settings):
    settings.CLOCK_OFFSET = city.at - datetime.now(UTC)
    city.post("desk_a", Role.HOTLINE_OPERATOR, "330502", "吴兴区热线", "command")
    city.post("desk_b", Role.HOTLINE_OPERATOR, "330521", "德清县热线", "command")
    file = tried(city, [row(1)], of=of, by=operator(city, "desk_a"))
    for name, status in (("desk_a", 200), ("desk_b", 404), ("grid", 403)):
        client.force_login(city.posts[name].user)
        assert client.get(reverse("requests:file", args=[file.id])).status_code == status


def _upload(content: bytes):
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile("file.csv", content)
