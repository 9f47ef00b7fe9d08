"""A signed stub of the first post is taken by the posts to come, until she has arrived (F16)."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from tests.entries import entry, receiver
from tests.integration.test_what_a_phone_names_is_kept_as_far_as_it_may import land, record
from tests.posts import officer, post, shift

from fangxian.core.orders.models import Order
from fangxian.core.tokens.queries import read
from fangxian.engine.rules.packs import read_pack
from fangxian.engine.tokens import TokenRefused
from fangxian.engine.tokens.gate import Kind, Word
from fangxian.intake.sources.checkpoint.forms import LookForm
from fangxian.intake.sources.checkpoint.models import Check, Passage
from fangxian.tasks.kinds.controlled_entry import services
from fangxian.tasks.models import Task
from fangxian.tasks.rules import CALL

pytestmark = pytest.mark.django_db


def looked(city, text):
    told = {"client_id": "0190b7a0-0000-7000-8000-000000000001", "method": "forehead", "number": text}
    form = LookForm(told, pack=read_pack("cn.temperature"), programme=city.programme, language="en", at=city.at)
    return form, form.is_valid()


def test_a_stub_says_a_word_and_is_taken_by_a_later_post(city):
    one = entry(city)
    text = services.stub_of(entry=one, by=officer(city), at=city.at)
    token = read(text, programme=city.programme, at=city.at).token
    assert (token.kind, token.word) == (Kind.STUB, Word.PASS)
    form, is_valid = looked(city, text)
    assert is_valid and form.stub == token.token_id


def test_a_stub_stays_the_same_and_ends_with_the_arrival(city):
    one = entry(city)
    text = services.stub_of(entry=one, by=officer(city), at=city.at)
    again = services.stub_of(entry=one, by=officer(city), at=city.at)
    ids = {read(one_text, programme=city.programme, at=city.at).token.token_id for one_text in (text, again)}
    assert len(ids) == 1
    services.arrive(entry=one, by=receiver(city), at=city.at)
    with pytest.raises(TokenRefused):
        read(text, programme=city.programme, at=city.at + timedelta(minutes=1))


def at_the_next_post(city, client, settings):
    settings.CLOCK_OFFSET = city.at - datetime.now(UTC)
    client.force_login(city.posts["checkpoint"].user)
    next_post = post(city, under=Order.objects.first(), name="南浔收费站", road="G50 南浔出口")
    client.post(reverse("checkpoint:begin", args=[next_post.id]))
    return next_post


def test_at_the_next_post_a_stub_is_one_pass_and_no_second_look(city, client, settings):
    one = entry(city)
    text = services.stub_of(entry=one, by=officer(city), at=city.at)
    there = at_the_next_post(city, client, settings)
    shown = {"client_id": str(uuid4()), "method": "forehead", "number": text}
    assert client.post(reverse("checkpoint:look"), shown).status_code == 302
    check = Check.objects.get(checkpoint=there)
    assert (check.verdict, check.readings, check.declaration) == ("PASS", [], "")
    (passage,) = Passage.objects.filter(check_record=check)
    assert (passage.person_id, passage.shown, passage.order_id) == (one.person_id, "token", None)


def test_a_temperature_at_the_next_post_goes_before_the_stub(city, client, settings):
    text = services.stub_of(entry=entry(city), by=officer(city), at=city.at)
    there = at_the_next_post(city, client, settings)
    raised = {"client_id": str(uuid4()), "method": "forehead", "number": text, "celsius": "38.2"}
    client.post(reverse("checkpoint:look"), raised)
    assert Check.objects.get(checkpoint=there).verdict == "RECHECK_TEMP"


def test_a_stub_that_a_phone_scanned_with_no_signal_is_a_stage_of_the_entry(city):
    one = entry(city)
    stub = read(services.stub_of(entry=one, by=officer(city), at=city.at), programme=city.programme, at=city.at)
    there = post(city, under=Order.objects.first(), name="南浔收费站", road="G50 南浔出口")
    sent = record(there, city, token=stub.token.token_id.hex(), vehicles=0)
    assert [landed.word for landed in land(city, sent, sent)] == ["new", "identical"]
    (passage,) = Passage.objects.filter(check_record__checkpoint=there)
    assert (passage.person_id, passage.order_id) == (one.person_id, None)
    land(city, sent | {"undone": True})
    assert not Passage.objects.filter(check_record__checkpoint=there).exists()


def test_a_code_that_does_not_count_is_said_and_an_ordinary_look_decides(city):
    form, is_valid = looked(city, "FX1:NONSENSE")
    assert not is_valid and form.stub is None and "number" in form.errors


def test_a_late_exit_means_one_call_and_one_without_a_phone_means_none(city):
    from fangxian.intake.sources.checkpoint import services as posts

    on = shift(city, at_post=post(city))
    for phone in ("13800138000", ""):
        posts.begin_transit(shift=on, person_count=1, phone=phone, by=officer(city), at=city.at)
    late = city.at + timedelta(hours=4, minutes=1)
    assert services.watch_entries(late) == 1 and services.watch_entries(late) == 0
    call = Task.objects.get(kind=CALL)
    assert call.person_id is None and "+8613800138000" in call.note
