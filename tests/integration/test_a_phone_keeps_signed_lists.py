"""What a phone fetches to read tokens by itself: the root once, the keys and the withdrawn tokens when they change."""

import base64
from datetime import timedelta

import pytest
from django.test import Client
from tests.stand_down import end

from fangxian.core import clock
from fangxian.core.actors.rules import Purpose, system
from fangxian.core.privacy.models import ProgrammeKey
from fangxian.core.tokens import rules, services
from fangxian.engine.tokens import TrustList, WithdrawnTokens
from fangxian.engine.tokens.gate import Kind, Word, read_gate_token
from fangxian.engine.tokens.keys import verification_key_of

pytestmark = [pytest.mark.django_db, pytest.mark.invariant("INV-13")]


@pytest.fixture
def live(city, settings):
    """The city, with a clock that stands half an hour after its moment."""
    settings.CLOCK_OFFSET = city.at + timedelta(minutes=30) - (clock.now() - settings.CLOCK_OFFSET)
    return city


def phone_of(city, name="checkpoint"):
    client = Client()
    client.force_login(city.posts[name].user)
    return client


def a_token(city, *, form=rules.CARD):
    by = system(city.programme.id, Purpose.CHECK_AT_POST)
    return services.issue(programme=city.programme, kind=Kind.GATE, form=form, word=Word.PASS, by=by, at=city.at)


def test_a_phone_learns_the_root_once_and_verifies_both_lists_with_it(live):
    phone, issued = phone_of(live), a_token(live)
    told = phone.get("/sync/root-key/").json()["root"]
    root = verification_key_of(base64.b64decode(told["public"]), name=bytes.fromhex(told["id"]))
    trust = TrustList.opened(phone.get("/sync/trust/").content, root=root)
    withdrawn = WithdrawnTokens.opened(phone.get("/sync/withdrawn/").content, root=root)
    assert len(told["fingerprint"].split()) == 5
    assert read_gate_token(issued.text, trust=trust, at=live.at, withdrawn=withdrawn).word == Word.PASS


@pytest.mark.parametrize("name", ["trust", "withdrawn"])
def test_a_list_that_did_not_change_is_not_sent_again(live, name):
    phone = phone_of(live)
    first = phone.get(f"/sync/{name}/")
    again = phone.get(f"/sync/{name}/", headers={"if-none-match": first["etag"]})
    assert (first.status_code, first["content-type"]) == (200, "application/cose")
    assert (again.status_code, again.content, again["etag"]) == (304, b"", first["etag"])


def test_a_withdrawal_changes_the_list_that_phones_ask_for(live):
    phone, issued = phone_of(live), a_token(live)
    before = phone.get("/sync/withdrawn/")
    services.withdraw_one(issued.row, by=system(live.programme.id), at=live.at)
    after = phone.get("/sync/withdrawn/", headers={"if-none-match": before["etag"]})
    assert after.status_code == 200 and len(after.content) == len(before.content) + 6


def test_nobody_without_a_post_learns_how_many_tokens_were_withdrawn(live):
    assert {Client().get(f"/sync/{name}/").status_code for name in ("root-key", "trust", "withdrawn")} == {401}


def test_a_phone_of_an_ended_programme_gets_no_list_and_is_told_what_to_forget(live):
    end(live)
    told = phone_of(live).get("/sync/withdrawn/")
    assert told.status_code in (403, 410) and told.json()["stood_down"] is True


def test_without_keys_a_phone_is_told_so(live):
    ProgrammeKey.objects.filter(purpose__startswith="token_").delete()
    assert {phone_of(live).get(f"/sync/{name}/").status_code for name in ("root-key", "trust", "withdrawn")} == {409}
