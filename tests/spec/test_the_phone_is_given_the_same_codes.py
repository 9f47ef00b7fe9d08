"""The codes that both readers are given are those that the table describes."""

import json

from fangxian.engine.tokens.gate import PREFIX
from fangxian.engine.tokens.wire import WireFault, from_text
from tests.spec import made_tokens

HELD = json.loads(made_tokens.FILE.read_text(encoding="utf-8"))
MADE = made_tokens.made()


def inside(text):
    """What a code holds once unpacked: packing may differ from one zlib to the next, what is packed may not."""
    try:
        return from_text(text.strip(), prefix=PREFIX)
    except WireFault as fault:
        return fault.code


def test_the_codes_are_what_the_table_describes():
    assert {case: inside(text) for case, text in HELD["codes"].items()} == {
        case: inside(text) for case, text in MADE["codes"].items()
    }, "write them anew: python -m tests.spec.made_tokens"


def test_the_lists_and_the_words_are_the_offices():
    assert {name: HELD[name] for name in HELD if name != "codes"} == {
        name: MADE[name] for name in MADE if name != "codes"
    }, "write them anew: python -m tests.spec.made_tokens"


def test_every_reason_is_met_by_some_case():
    met = {row.expected["refused"] for row in made_tokens.cases()} - {""}
    assert met == set(MADE["reasons"])
