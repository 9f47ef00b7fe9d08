"""The code on a declaration's receipt: a post without a network reads one word from it (F15, INV-13)."""

from datetime import timedelta

import pytest
from tests.integration.test_the_public_door import send
from tests.passing import Keeper
from tests.residents import at_the_door, url
from tests.work import list_in_effect

from fangxian.core.privacy.models import ProgrammeKey
from fangxian.core.tokens import queries as tokens
from fangxian.core.tokens.models import IssuedToken
from fangxian.engine.tokens.gate import Kind, Word
from fangxian.intake.models import Receipt
from fangxian.portal.services import code_on_receipt, own_actor
from fangxian.reactions.jobs import run_all

pytestmark = [pytest.mark.django_db, pytest.mark.invariant("INV-13")]


@pytest.fixture
def visitor(city, client, settings):
    return at_the_door(city, client, settings)


def judged(city, receipt):
    """The worker has had its turn, a minute later."""
    city.at += timedelta(minutes=1)
    run_all(at=city.at)
    receipt.refresh_from_db()


def code_of(city, receipt):
    return code_on_receipt(receipt=receipt, by=own_actor(receipt.person), at=city.at)


def test_a_receipt_that_waits_for_the_rule_lets_pass_and_a_post_finds_it_by_its_code(city, visitor):
    page = visitor.get(send(visitor).url)
    receipt = Receipt.objects.get()
    row = IssuedToken.objects.get()
    assert "For posts, also without a network." in page.text
    assert (row.kind, row.about_id, row.scope) == (Kind.RECEIPT, receipt.id, "")
    found = tokens.read(
        tokens.text_of(row, word=Word.PASS, at=row.issued_at), programme=city.programme, at=row.issued_at
    )
    assert found.issued.about_id == receipt.id


def test_a_verdict_that_asks_for_more_withdraws_the_code_that_said_less(city, visitor):
    list_in_effect(city)
    send(visitor)
    receipt = Receipt.objects.get()
    early = code_of(city, receipt)
    assert early.word == Word.PASS
    judged(city, receipt)
    assert receipt.result == "follow_up"
    keeper = Keeper(city).fetch(at=city.at)
    late = code_of(city, receipt)
    assert keeper.refusal(early.text, at=city.at) == "withdrawn"
    assert (late.word, keeper.says(late.text, at=city.at)) == (Word.ASK_DUTY, Word.ASK_DUTY)


def test_a_verdict_in_doubt_leaves_printed_receipts_as_they_are(city, visitor):
    send(visitor)
    receipt = Receipt.objects.get()
    early = code_of(city, receipt)
    judged(city, receipt)
    keeper = Keeper(city).fetch(at=city.at)
    assert receipt.result == "undecidable" and keeper.says(early.text, at=city.at) == Word.PASS


def test_without_keys_the_receipt_is_shown_all_the_same(city, visitor):
    ProgrammeKey.objects.filter(purpose="token_signing").delete()
    page = visitor.get(send(visitor).url)
    assert page.status_code == 200 and Receipt.objects.get().spoken_number in page.text
    assert url("receipt", Receipt.objects.get().number) and "also without a network" not in page.text
