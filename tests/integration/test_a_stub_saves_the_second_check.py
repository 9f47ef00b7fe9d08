"""A signed stub of the first post is taken by the posts to come, until she has arrived (F16)."""

from datetime import timedelta

import pytest
from tests.entries import entry, receiver
from tests.posts import officer, post, shift

from fangxian.core.tokens.queries import read
from fangxian.engine.rules.packs import read_pack
from fangxian.engine.tokens import TokenRefused
from fangxian.engine.tokens.gate import Kind, Word
from fangxian.intake.sources.checkpoint.forms import LookForm
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
