"""Attacks on what is shown at gates: read it, copy it, link two, outlive a measure, forge a list (INV-13, 14, 15)."""

from datetime import timedelta

import cbor2
import pytest
from django.db import connection

from fangxian.core.actors.rules import Purpose
from fangxian.core.people.models import Person
from fangxian.core.problems.rules import Refused
from fangxian.core.tokens import queries as tokens
from fangxian.core.tokens.models import IssuedToken
from fangxian.core.tokens.services import keep_keys
from fangxian.engine.tokens import TokenRefused, TrustList, WithdrawnTokens
from fangxian.engine.tokens.gate import Word
from fangxian.engine.tokens.keys import UntrustedList, new_signing_key
from fangxian.engine.tokens.opening import TOKEN_ID
from fangxian.engine.tokens.wire import from_text
from fangxian.erasure.services import forget
from fangxian.measures.services import release
from fangxian.portal import services
from tests import stand_down
from tests.city import NEXT_COUNTY_GRID
from tests.household import CHILD, a_proposal, approved, in_force, served
from tests.passing import Keeper

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def shown(city, person, *, at=None):
    """The code on her own phone."""
    return services.token_on_phone(person=person, by=services.own_actor(person), at=at or city.at)


def card(city, person, *, at=None):
    return services.own_card(person=person, by=services.own_actor(person), at=at or city.at)


def claims(text):
    return cbor2.loads(cbor2.loads(from_text(text, prefix="FX1:")).value[2])


@pytest.fixture
def free(city):
    """Somebody whom the command knows and whom nothing restricts: a measure is proposed, not served."""
    return a_proposal(city).person


@pytest.mark.invariant("INV-13")
def test_the_code_of_a_bound_and_of_a_free_person_differ_by_one_number_and_chance(city, free):
    bound = in_force(city, claim=CHILD, is_dependent=True, companion="试验配偶").person
    one, other = claims(shown(city, free).text), claims(shown(city, bound).text)
    assert [label for label in one if one[label] != other[label] and label != TOKEN_ID] == [-70_003]


@pytest.mark.invariant("INV-13")
def test_no_code_holds_a_number_from_which_anybody_finds_its_bearer(city, free):
    text = shown(city, free).text
    body = from_text(text, prefix="FX1:")
    known = [
        free.id.bytes,
        free.id.hex.encode(),
        *(bytes(getattr(free, name)) for name in ("name_index", "phone_index")),
    ]
    known += [(free.name or "").encode(), (free.phone or "").encode(), free.area_code.encode()]
    assert [secret for secret in known if secret in body] == []


@pytest.mark.invariant("INV-13")
def test_codes_of_one_person_and_of_two_are_equally_strange_to_each_other(city, free):
    other = a_proposal(city, claim=CHILD, is_dependent=True, companion="试验配偶").person
    ids = [claims(card(city, person).text)[TOKEN_ID] for person in (free, free, other)]
    assert len(set(ids)) == 3
    assert {len(one) for one in ids} == {12}
    assert not any(one[:4] == two[:4] for one, two in ((ids[0], ids[1]), (ids[0], ids[2])))


@pytest.mark.invariant("INV-13")
def test_a_copied_card_dies_with_the_card_and_the_next_one_lives(city, free):
    copied = card(city, free)
    keeper = Keeper(city)
    assert keeper.says(copied.text, at=city.at) == Word.PASS
    services.end_token(person=free, token_id=copied.row.id, by=services.own_actor(free), at=city.at)
    fresh = card(city, free)
    keeper.fetch(at=city.at)
    assert (keeper.refusal(copied.text, at=city.at), keeper.says(copied.text, at=city.at)) == (
        "withdrawn",
        Word.ASK_DUTY,
    )
    assert keeper.says(fresh.text, at=city.at) == Word.PASS


@pytest.mark.invariant("INV-02", "INV-13")
def test_what_says_pass_is_withdrawn_in_the_moment_a_measure_begins_and_no_worker_is_needed(city):
    measure = approved(city, a_proposal(city))
    person = measure.person
    codes = [shown(city, person), card(city, person)]
    keeper = Keeper(city)
    assert {keeper.says(code.text, at=city.at) for code in codes} == {Word.PASS}
    served(city, measure, at=city.at + MINUTE)
    keeper.fetch(at=city.at + MINUTE)
    assert {keeper.refusal(code.text, at=city.at + MINUTE) for code in codes} == {"withdrawn"}
    assert shown(city, person, at=city.at + MINUTE).word == Word.ASK_DUTY


@pytest.mark.invariant("INV-13")
def test_a_gate_that_hears_nothing_believes_a_phone_for_half_a_day_and_a_card_for_three_at_most(city):
    measure = approved(city, a_proposal(city))
    phone, paper, deaf = shown(city, measure.person), card(city, measure.person), Keeper(city)
    served(city, measure, at=city.at + MINUTE)
    assert deaf.says(phone.text, at=city.at + timedelta(hours=13)) == Word.ASK_DUTY
    assert deaf.says(paper.text, at=city.at + timedelta(hours=73)) == Word.ASK_DUTY


@pytest.mark.invariant("INV-02", "INV-13")
def test_no_code_outlives_the_last_minute_of_a_measure_and_the_next_one_says_pass(city):
    measure = in_force(city)
    end = measure.ends_at
    code = card(city, measure.person, at=end - MINUTE)
    keeper = Keeper(city)
    assert (code.word, code.expires_at) == (Word.ASK_DUTY, end)
    assert keeper.says(code.text, at=end - MINUTE) == Word.ASK_DUTY
    assert keeper.says(card(city, measure.person, at=end).text, at=end) == Word.PASS
    assert shown(city, measure.person, at=end).word == Word.PASS


@pytest.mark.invariant("INV-02")
def test_whoever_is_released_shows_pass_in_the_same_moment(city):
    measure = in_force(city)
    assert shown(city, measure.person).word == Word.ASK_DUTY
    by = city.actor("approver", Purpose.DECIDE_MEASURE)
    release(measure=measure, reason="复核后认为居家健康监测已经足够", by=by, at=city.at + MINUTE)
    after = shown(city, measure.person, at=city.at + MINUTE)
    assert Keeper(city).says(after.text, at=city.at + MINUTE) == Word.PASS


@pytest.mark.invariant("INV-13", "INV-14")
def test_a_gate_elsewhere_and_a_code_that_cannot_be_read_ask_and_turn_nobody_back(city, free):
    code = shown(city, free)
    assert Keeper(city, area_code=NEXT_COUNTY_GRID).says(code.text, at=city.at) == Word.ASK_DUTY
    assert Keeper(city).says("paper", at=city.at) == Word.ASK_DUTY
    assert {word.value for word in Word} == {"PASS", "ASK_DUTY"}


@pytest.mark.invariant("INV-13")
def test_a_forged_list_frees_no_withdrawn_code_and_brings_in_no_key(city):
    forger, root = new_signing_key(), tokens.root_of(city.programme.id)
    with pytest.raises(UntrustedList):
        WithdrawnTokens.opened(WithdrawnTokens([], made_at=city.at).signed(root=forger), root=root)
    with pytest.raises(UntrustedList):
        TrustList.opened(TrustList.of([], made_at=city.at).signed(root=forger), root=root)
    with pytest.raises(UntrustedList):
        WithdrawnTokens.opened(tokens.trust_list(city.programme.id).signed(root=root), root=root)


@pytest.mark.invariant("INV-13")
def test_a_newer_list_is_never_dated_before_an_older_one(city):
    keeper = Keeper(city)
    first = keeper.trust.made_at
    keep_keys(at=city.at + timedelta(days=27))
    assert first < keeper.fetch(at=city.at + timedelta(days=27)).trust.made_at


@pytest.mark.invariant("INV-15")
def test_nobody_makes_a_code_for_somebody_else(city, free):
    other = a_proposal(city, claim=CHILD, is_dependent=True, companion="试验配偶").person
    for by in (services.own_actor(other), city.actor("duty", Purpose.FOLLOW_UP), city.actor("next", Purpose.FOLLOW_UP)):
        with pytest.raises(Refused) as refused:
            services.token_on_phone(person=free, by=by, at=city.at)
        assert refused.value.problem.code == "portal.not_her_token"
    assert not IssuedToken.objects.exists()


@pytest.mark.invariant("INV-24")
def test_codes_end_with_the_programme_and_what_was_issued_is_forgotten_with_its_keys(city):
    person = in_force(city).person
    text = card(city, person).text
    stand_down.end(city)
    with pytest.raises(Refused) as refused:
        card(city, Person.objects.get(id=person.id))
    assert refused.value.problem.code == "programmes.ended"
    stand_down.erase(city)
    assert not IssuedToken.objects.exists() and not Person.objects.exists()
    with pytest.raises(TokenRefused, match="unknown_key"):
        tokens.read(text, programme=city.programme, at=city.at - timedelta(days=30))


@pytest.mark.invariant("INV-24")
def test_that_a_code_was_made_is_forgotten_two_weeks_after_it_ran_out(city, free):
    expires_at = card(city, free).expires_at
    forget(at=expires_at + timedelta(days=14))
    assert IssuedToken.objects.count() == 1
    forget(at=expires_at + timedelta(days=16))
    assert IssuedToken.objects.count() == 0


@pytest.mark.invariant("INV-13", "INV-24")
def test_no_statement_issues_a_code_after_the_end(city, free):
    row = card(city, free).row
    stand_down.end(city)
    with connection.cursor() as cursor, pytest.raises(Exception, match="collects nothing"):
        cursor.execute(
            "INSERT INTO tokens_issuedtoken SELECT gen_random_uuid(), decode('00', 'hex'), about_id, kind, form, "
            "scope, issued_at, expires_at, withdrawn_at, person_id, programme_id FROM tokens_issuedtoken WHERE id = %s",
            [row.id],
        )
