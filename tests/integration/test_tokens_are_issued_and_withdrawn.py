"""Tokens are issued under a key that phones know, withdrawn by a list, and their keys take turns (ADR 0012)."""

from datetime import timedelta
from uuid import uuid4

import pytest
import segno

from fangxian.core.actors.rules import Purpose, system
from fangxian.core.audit.models import AuditEvent
from fangxian.core.privacy.models import ProgrammeKey
from fangxian.core.problems.rules import Refused
from fangxian.core.tokens import queries, rules, services
from fangxian.core.tokens.models import IssuedToken
from fangxian.engine.tokens import TokenRefused, TrustList, WithdrawnTokens
from fangxian.engine.tokens.gate import Kind, Word, read_gate_token
from fangxian.engine.tokens.keys import UntrustedList

pytestmark = [pytest.mark.django_db, pytest.mark.invariant("INV-13")]
MINUTE = timedelta(minutes=1)


def a_token(city, *, at=None, form=rules.CARD, word=Word.PASS, **more):
    by = system(city.programme.id, Purpose.CHECK_AT_POST)
    return services.issue(
        programme=city.programme, kind=Kind.GATE, form=form, word=word, by=by, at=at or city.at, **more
    )


def phone(city, *, at=None):
    """What a phone holds after fetching both lists, with the root that it was enrolled with."""
    root = queries.root_of(city.programme.id)
    trust = TrustList.opened(queries.trust_list(city.programme.id).signed(root=root), root=root)
    listed = queries.withdrawn_tokens(city.programme.id, at=at or city.at).signed(root=root)
    return {"trust": trust, "withdrawn": WithdrawnTokens.opened(listed, root=root)}


def refusal(text, *, at, **lists):
    with pytest.raises(TokenRefused) as refused:
        read_gate_token(text, at=at, **lists)
    return refused.value.code


def test_a_phone_with_both_lists_reads_a_token_with_no_network(city):
    issued = a_token(city, scope="330502001005")
    read = read_gate_token(issued.text, at=city.at + timedelta(hours=71), **phone(city))
    assert (read.word, read.scope, read.expires_at) == (Word.PASS, "330502001005", city.at + timedelta(hours=72))
    assert segno.make(issued.text, error="q").version <= 15


def test_the_server_reads_a_token_as_a_gate_does_and_finds_its_issue(city):
    entry_id = uuid4()
    by = system(city.programme.id, Purpose.CHECK_AT_POST)
    stub = services.issue_stub(
        programme=city.programme, entry_id=entry_id, until=city.at + timedelta(hours=3), by=by, at=city.at
    )
    found = queries.read(stub.text, programme=city.programme, at=city.at + MINUTE)
    assert (found.token.kind, found.issued.about_id) == (Kind.STUB, entry_id)
    assert found.token.expires_at == city.at + timedelta(hours=3)


def test_a_stub_ends_with_what_it_speaks_of(city):
    entry_id, by = uuid4(), system(city.programme.id, Purpose.CHECK_AT_POST)
    stub = services.issue_stub(
        programme=city.programme, entry_id=entry_id, until=city.at + timedelta(hours=3), by=by, at=city.at
    )
    assert services.withdraw_about(entry_id, by=by, at=city.at + MINUTE) == 1
    assert refusal(stub.text, at=city.at + MINUTE, **phone(city, at=city.at + MINUTE)) == "withdrawn"
    assert services.withdraw_about(entry_id, by=by, at=city.at + MINUTE) == 0


def test_the_list_of_withdrawn_tokens_drops_what_has_run_out_and_says_each_hour_that_it_holds(city):
    issued = a_token(city, form=rules.PHONE)
    services.withdraw_one(issued.row, by=system(city.programme.id), at=city.at + MINUTE)
    tags = {minutes: queries.withdrawn_tag(city.programme.id, at=city.at + minutes * MINUTE) for minutes in (2, 50, 61)}
    assert tags[2] == tags[50] != tags[61]
    assert len(queries.withdrawn_tokens(city.programme.id, at=city.at + timedelta(hours=11))) == 1
    assert len(queries.withdrawn_tokens(city.programme.id, at=city.at + timedelta(hours=13))) == 0


def test_a_list_of_withdrawn_tokens_never_goes_back_in_time(city):
    issued = a_token(city, form=rules.PHONE)
    services.withdraw_one(issued.row, by=system(city.programme.id), at=issued.expires_at - MINUTE)
    moments = [issued.expires_at + minutes * MINUTE for minutes in (-1, 3, 10, 70)]
    made_at = [queries.withdrawn_tokens(city.programme.id, at=at).made_at for at in moments]
    assert made_at == sorted(made_at)


def test_a_new_key_is_on_every_phone_before_it_signs_and_the_old_ones_tokens_live_out(city):
    first = queries.signing_key_at(city.programme.id, at=city.at).kid
    due = city.at + timedelta(days=27)
    services.keep_keys(at=due - MINUTE)
    assert len(queries.signing_keys(city.programme.id)) == 1
    services.keep_keys(at=due)
    on_phones, begins = phone(city, at=due), due + rules.PUBLISHED_AHEAD
    assert queries.signing_key_at(city.programme.id, at=begins - MINUTE).kid == first
    old = a_token(city, at=begins - MINUTE)
    new = a_token(city, at=begins)
    assert queries.signing_key_at(city.programme.id, at=begins).kid != first
    assert read_gate_token(new.text, at=begins, **on_phones).word == Word.PASS
    services.keep_keys(at=old.expires_at)
    assert read_gate_token(old.text, at=old.expires_at, **phone(city, at=old.expires_at)).word == Word.PASS


def test_a_replaced_key_is_destroyed_once_its_tokens_have_run_out(city):
    due = city.at + timedelta(days=27)
    services.keep_keys(at=due)
    services.keep_keys(at=due + timedelta(days=7))
    (left,) = queries.signing_keys(city.programme.id)
    assert left.span.made_at == due
    assert ProgrammeKey.objects.filter(purpose="token_signing", wrapped=None, destroyed_at__isnull=False).count() == 1
    assert AuditEvent.objects.filter(action="tokens.key_destroyed").count() == 1


def test_a_stolen_key_signs_for_nobody_once_it_is_distrusted(city):
    stolen = a_token(city)
    (key,) = queries.signing_keys(city.programme.id)
    services.distrust(key.row_id, at=city.at + MINUTE)
    later = city.at + 2 * MINUTE
    assert refusal(stolen.text, at=later, **phone(city, at=later)) == "unknown_key"
    assert read_gate_token(a_token(city, at=later).text, at=later, **phone(city, at=later)).word == Word.PASS
    with pytest.raises(Refused) as refused:
        services.distrust(key.row_id, at=later)
    assert refused.value.problem.code == "tokens.no_such_key"


def test_phones_of_a_replaced_root_believe_no_list_of_the_new_one(city):
    former = queries.root_of(city.programme.id)
    services.make_root(programme_id=city.programme.id, at=city.at + MINUTE)
    root = queries.root_of(city.programme.id)
    signed = queries.trust_list(city.programme.id).signed(root=root)
    with pytest.raises(UntrustedList):
        TrustList.opened(signed, root=former)
    assert root.kid != former.kid and TrustList.opened(signed, root=root).keys


def test_a_programme_without_keys_gets_them_by_the_job(city):
    ProgrammeKey.objects.filter(purpose__startswith="token_").delete()
    with pytest.raises(queries.NoKeys):
        queries.trust_list(city.programme.id)
    services.keep_keys(at=city.at)
    assert read_gate_token(a_token(city).text, at=city.at, **phone(city)).word == Word.PASS


def test_no_seed_of_a_key_is_in_the_database_in_plain(city):
    for row in ProgrammeKey.objects.filter(purpose__startswith="token_"):
        key = (
            queries.root_of(city.programme.id)
            if row.purpose == "token_root"
            else queries.signing_keys(city.programme.id)[0].key
        )
        assert key.to_dict()[-4] not in bytes(row.wrapped)


def test_the_word_is_stored_nowhere_and_the_audit_holds_no_token(city):
    issued = a_token(city, word=Word.ASK_DUTY)
    event = AuditEvent.objects.get(action="tokens.issued")
    assert issued.row.token_id.hex() not in str(event.detail) and "ASK" not in str(event.detail)
    assert "word" not in {column.name for column in IssuedToken._meta.concrete_fields}
