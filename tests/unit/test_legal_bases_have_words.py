"""No paper cites a law that nobody can read on it."""

from fangxian.engine.legal import cite, legal_bases
from fangxian.engine.rules.packs import read_packs


def test_every_reference_of_every_pack_has_its_wording():
    used = {ref for pack in read_packs() for rule in pack.rules for ref in rule.legal_basis}
    assert used <= set(legal_bases())


def test_a_basis_is_cited_in_both_languages():
    (basis,) = cite(["IDL-2013-39"])
    assert "第三十九条" in basis.title.zh and "article 39" in basis.title.en
    assert basis.evidence == "V"


def test_an_orders_own_wording_is_quoted_as_it_is():
    (basis,) = cite(["《浙江省突发公共卫生事件应急办法》第二十条"])
    assert basis.title.zh == basis.title.en == "《浙江省突发公共卫生事件应急办法》第二十条"
