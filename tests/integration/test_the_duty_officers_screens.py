"""From the file to the recorded facts, as a duty officer and a second unit see it."""

import hashlib
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.lists import as_csv, commit, dry_run, receive, row

from fangxian.core.audit.models import AuditEvent
from fangxian.core.messages.models import Message
from fangxian.intake.models import Fact
from fangxian.intake.sources.pushed_list import queries, services
from fangxian.intake.sources.pushed_list.models import Import


@pytest.fixture
def duty(client, city):
    return sign_in(client, city, "duty")


def sign_in(client, city, who):
    client.force_login(city.posts[who].user, backend="fangxian.core.staff.services.backend.StaffBackend")
    return client


def form(content, **changes):
    told = {
        "file": SimpleUploadedFile("list.csv", content),
        "sender": "省大数据局",
        "channel": "email",
        "row_count": content.count(b"\n") - 1,
        "sha256": hashlib.sha256(content).hexdigest().upper(),
        "purpose": "核查",
        "legal_basis": "传染病防治法第十二条",
        "clock_profile": "list",
    }
    return told | changes


def columns_of(source_list):
    field_of = {head: field for field, head in source_list.mapping.items()}
    return {f"column_{n}": field_of.get(head, "") for n, head in enumerate(source_list.columns["heads"])}


def test_a_list_goes_from_the_file_to_its_facts(duty, city):
    content = as_csv([row(1), row(1), row(2, 旅居地="鼓楼区")])
    duty.post(reverse("intake:receive"), form(content))
    source_list = Import.objects.get()
    page = duty.get(reverse("intake:columns", args=[source_list.id]))
    assert "试验1" not in page.text and "湖北省武汉市" in page.text
    duty.post(reverse("intake:columns", args=[source_list.id]), columns_of(source_list))
    services.read_list(list_id=source_list.id, at=city.at)
    url = reverse("intake:list", args=[source_list.id])
    assert "鼓楼区" in duty.get(url).text
    duty.post(reverse("intake:commit", args=[source_list.id]))
    while services.commit_next_chunk(list_id=source_list.id, at=city.at):
        pass
    services.finish_commit(list_id=source_list.id, at=city.at)
    assert duty.get(url).status_code == 200 and Fact.objects.count() == 1


def test_a_manifest_file_fills_in_the_form(duty):
    content = as_csv([row(1)])
    manifest = json.dumps({"sender": "省卫健委", "count": 1, "sha256": hashlib.sha256(content).hexdigest()})
    told = form(content, sender="", row_count="", sha256="", manifest=SimpleUploadedFile("m.json", manifest.encode()))
    duty.post(reverse("intake:receive"), told)
    assert Import.objects.get().sender == "省卫健委"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"sha256": "xyz"}, "sha256"),
        ({"sha256": ""}, "sha256"),
        ({"row_count": ""}, "row_count"),
        ({"sender": ""}, "sender"),
        ({"purpose": ""}, "purpose"),
        ({"legal_basis": ""}, "legal_basis"),
        ({"manifest": SimpleUploadedFile("m.json", b"[1")}, "manifest"),
        ({"file": SimpleUploadedFile("x.csv", b"%PDF")}, "file"),
    ],
)
def test_a_form_that_lacks_something_says_where(duty, change, field):
    page = duty.post(reverse("intake:receive"), form(as_csv([row(1)]), **change))
    assert page.status_code == 422 and field in page.context["form"].errors
    assert not Import.objects.exists()


def test_a_refused_file_is_on_record(duty):
    duty.post(reverse("intake:receive"), form(as_csv([row(1)]), file=SimpleUploadedFile("x.csv", b"%PDF-1.4")))
    assert AuditEvent.objects.get(action="intake.list_refused").detail["problem"] == "pushed_list.not_a_table"


@pytest.mark.invariant("INV-20")
def test_a_held_list_tells_the_sender_and_our_desk(duty):
    duty.post(reverse("intake:receive"), form(as_csv([row(1)]), row_count=2257, contact="0572-2398000"))
    source_list = Import.objects.get()
    assert (
        "2,257" in duty.get(reverse("intake:list", args=[source_list.id])).text
        or "2257" in duty.get(reverse("intake:list", args=[source_list.id])).text
    )
    told = Message.objects.order_by("id")
    assert {message.kind for message in told} == {"list_held"} and len(told) == 2
    assert {message.channel for message in told} == {"sms", "letter"}


@pytest.mark.invariant("INV-17", "INV-18")
def test_rows_are_shown_with_names_masked_and_the_look_is_on_record(duty, city):
    source_list = dry_run(city, as_csv([row(1), row(2)]))
    page = duty.get(reverse("intake:rows", args=[source_list.id]))
    assert "试验1" not in page.text and "试*" in page.text and "1101051800" not in page.text
    assert AuditEvent.objects.get(action="intake.saw_rows").count == 2


def test_a_question_is_answered_on_its_page(duty, city):
    source_list = dry_run(city, as_csv([row(1, 旅居地="鼓楼区"), row(2, 旅居地="鼓楼区")]))
    url = reverse("intake:row", args=[source_list.id, 2])
    assert "南京市鼓楼区" in duty.get(url).text
    duty.post(url, {"answer": "1", "pick_stay_code": "320106", "basis": "sender", "alike": "on"})
    assert queries.counts_of(source_list)["accepted"] == 2


def test_an_answer_without_content_is_refused_on_the_same_page(duty, city):
    source_list = dry_run(city, as_csv([row(1, 旅居地="鼓楼区")]))
    page = duty.post(reverse("intake:row", args=[source_list.id, 2]), {"answer": "1", "basis": "sender"})
    assert page.status_code == 422 and queries.counts_of(source_list)["quarantined"] == 1


def test_a_second_unit_sees_the_rows_and_confirms(client, city):
    source_list = dry_run(city, as_csv(row(n) for n in range(21)))
    sign_in(client, city, "duty").post(reverse("intake:submit", args=[source_list.id]))
    url = reverse("intake:confirm", args=[source_list.id])
    assert client.get(url).status_code == 403
    for who in ("duty2", "approver"):
        page = sign_in(client, city, who).get(url)
        assert page.status_code == 200 and "鼓" not in page.text and "武汉市" in page.text
    client.post(url)
    source_list.refresh_from_db()
    assert source_list.confirmed_by == city.posts["approver"]


@pytest.mark.invariant("INV-17")
def test_the_sender_gets_rows_and_reasons_and_nobodys_name(duty, city):
    source_list = dry_run(city, as_csv([row(1), row(2, 旅居地="鼓楼区"), row(3, 离开日期="上周")]))
    text = duty.get(reverse("intake:for_sender", args=[source_list.id])).content.decode("utf-8-sig")
    assert len(text.strip().splitlines()) == 3 and "试验" not in text and "旅居地" in text


def test_progress_ends_in_the_page_itself(duty, city):
    source_list = receive(city, as_csv([row(1)]))
    by = city.actor("duty", "receive_facts")
    services.map_columns(source_list=source_list, mapping=source_list.mapping, by=by, at=city.at)
    url = reverse("intake:progress", args=[source_list.id])
    assert "progress" in duty.get(url).text
    services.read_list(list_id=source_list.id, at=city.at)
    assert duty.get(url).headers["HX-Redirect"] == reverse("intake:list", args=[source_list.id])


@pytest.mark.parametrize("name", ["list", "rows", "reconciliation"])
@pytest.mark.parametrize("who", ["grid", "next", "auditor"])
def test_people_without_the_power_see_no_list(client, city, name, who):
    source_list = dry_run(city, as_csv([row(1)]))
    assert sign_in(client, city, who).get(reverse(f"intake:{name}", args=[source_list.id])).status_code == 403


@pytest.mark.invariant("INV-16")
def test_a_county_desk_does_not_see_the_citys_lists(client, city):
    from fangxian.core.actors.rules import Role

    city.post("county", Role.DUTY_OFFICER, "330521", "德清县卫健局")
    source_list = dry_run(city, as_csv([row(1)]))
    assert sign_in(client, city, "county").get(reverse("intake:list", args=[source_list.id])).status_code == 404


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_page_of_a_closed_list_opens_in_both_languages(duty, city, language):
    duty.cookies["language"] = language
    source_list = commit(city, dry_run(city, as_csv([row(1), row(1)])))
    duty.post(reverse("intake:close", args=[source_list.id]))
    for name in ("list", "rows", "reconciliation"):
        assert duty.get(reverse(f"intake:{name}", args=[source_list.id])).status_code == 200
    for name in ("lists", "receive", "to_confirm", "list_template", "manifest_template"):
        assert duty.get(reverse(f"intake:{name}")).status_code == 200


def test_the_list_of_lists_is_filtered_and_its_queries_are_bounded(duty, city, django_assert_max_num_queries):
    for n in range(3):
        dry_run(city, as_csv([row(n)]))
    receive(city, as_csv([row(9)]), count=5)
    with django_assert_max_num_queries(12):
        page = duty.get(reverse("intake:lists"), {"state": "held"})
    assert page.context["page"].paginator.count == 1
    assert duty.get(reverse("intake:lists"), {"state": "waiting"}).context["page"].paginator.count == 4
