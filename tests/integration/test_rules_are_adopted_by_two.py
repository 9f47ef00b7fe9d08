"""An edition of the rules decides in a real programme only once every capacity has signed for its very text."""

import pytest

from fangxian.core.actors.rules import Purpose, Role
from fangxian.core.packs import queries, services
from fangxian.core.problems.rules import Refused

PACK = "cn.screen.2020-02"


@pytest.fixture
def real(city):
    city.programme.is_demonstration = False
    city.programme.save()
    return city


def actor(city, name):
    return city.actor(name, Purpose.ADMINISTER)


def sign(city, name, capacity):
    return services.sign_adoption(pack_id=PACK, capacity=capacity, by=actor(city, name), at=city.at)


def test_a_draft_decides_in_a_demonstration_and_says_so(city):
    assert queries.pack_in_force(city.programme, PACK, city.at).status == "DRAFT"


@pytest.mark.invariant("INV-01")
def test_a_draft_decides_nothing_in_a_real_programme(real):
    with pytest.raises(Refused) as refused:
        queries.pack_in_force(real.programme, "cn.screen", real.at)
    assert refused.value.problem.code == "packs.not_adopted"


def test_two_signatures_of_two_bodies_adopt_an_edition(real):
    services.propose_adoption(pack_id=PACK, by=actor(real, "admin"), at=real.at)
    sign(real, "signatory", "legal_review")
    with pytest.raises(Refused):
        queries.pack_in_force(real.programme, PACK, real.at)
    sign(real, "signatory2", "health_authority")
    assert queries.pack_in_force(real.programme, "cn.screen", real.at).status == "ADOPTED"


@pytest.mark.invariant("INV-03")
def test_one_person_or_one_body_does_not_sign_for_both(real):
    real.post("signatory3", Role.SIGNATORY, "", "市政府", "command")
    services.propose_adoption(pack_id=PACK, by=actor(real, "admin"), at=real.at)
    sign(real, "signatory", "legal_review")
    for name, code in (("signatory", "staff.same_person"), ("signatory3", "staff.same_body")):
        with pytest.raises(Refused) as refused:
            sign(real, name, "health_authority")
        assert refused.value.problem.code == code


def test_nobody_signs_for_what_was_not_proposed_or_in_a_made_up_capacity(real):
    with pytest.raises(Refused) as refused:
        sign(real, "signatory", "legal_review")
    assert refused.value.problem.code == "packs.not_proposed"
    services.propose_adoption(pack_id=PACK, by=actor(real, "admin"), at=real.at)
    with pytest.raises(Refused) as refused:
        sign(real, "signatory", "anything")
    assert refused.value.problem.code == "packs.no_such_capacity"


@pytest.mark.invariant("INV-06")
def test_a_signature_is_for_this_text_and_no_other(real):
    services.propose_adoption(pack_id=PACK, by=actor(real, "admin"), at=real.at)
    for name, capacity in (("signatory", "legal_review"), ("signatory2", "health_authority")):
        sign(real, name, capacity)
    from fangxian.core.packs.models import Adoption

    Adoption.objects.update(pack_sha256="0" * 64)
    with pytest.raises(Refused):
        queries.pack_in_force(real.programme, PACK, real.at)


def test_a_withdrawn_adoption_makes_a_draft_of_it_again(real):
    services.propose_adoption(pack_id=PACK, by=actor(real, "admin"), at=real.at)
    for name, capacity in (("signatory", "legal_review"), ("signatory2", "health_authority")):
        sign(real, name, capacity)
    services.withdraw_adoption(pack_id=PACK, by=actor(real, "signatory"), at=real.at)
    with pytest.raises(Refused):
        queries.pack_in_force(real.programme, PACK, real.at)


@pytest.mark.parametrize("name", ["grid", "next", "duty"])
def test_others_neither_propose_nor_sign(city, name):
    with pytest.raises(Refused):
        services.propose_adoption(pack_id=PACK, by=actor(city, name), at=city.at)
    with pytest.raises(Refused):
        sign(city, name, "legal_review")
