"""The EU's published certificate cases run through the same reader as the city's own tokens.

Source: eu-digital-green-certificates/dgc-testdata (Apache-2.0), read in place; each case tells which
step must succeed or fail.
"""

import base64
import hashlib
import json
from datetime import UTC, datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cwt import COSEKey
from dateutil.parser import isoparse
from tests.cli.files import SHARED
from tests.public_data import data_set

from fangxian.engine.tokens import Profile, TokenRefused, TrustList, VerificationKey, open_token

FOLDER = SHARED / "interop" / "eu_dcc"
CASES = sorted(FOLDER.rglob("*.json"))
KINDS = {"t": "test", "v": "vaccination", "r": "recovery"}
# What a certificate says that its key may sign, as DER: some issuers' extensions are not strict enough
# to be parsed as a whole. The second arc was used by early issuers.
USES = {
    bytes.fromhex(arc + f"8e378f6501{number:02x}"): use
    for arc in ("060b2b06010401", "060c2b0601040100")
    for number, use in ((1, "test"), (2, "vaccination"), (3, "recovery"))
}
# Signed as ES256 with a key on another curve than P-256: RFC 9053 advises against it, the reader refuses it.
OTHER_CURVE = {"ES/2DCode/raw/401", "ES/2DCode/raw/402", "ES/2DCode/raw/403"}
STEPS = {  # the published name of a step, and the refusals that mean that it failed
    "EXPECTEDUNPREFIX": {"foreign"},
    "EXPECTEDB45DECODE": {"garbled"},
    "EXPECTEDCOMPRESSION": {"not_packed"},
    "EXPECTEDDECODE": {"unreadable"},
    "EXPECTEDVERIFY": {"unknown_key", "forged", "unreadable"},
    "EXPECTEDEXPIRATIONCHECK": {"expired", "not_yet"},
    "EXPECTEDKEYUSAGE": {"wrong_use"},
}


def kind_of(claims):
    """What a certificate is about; empty if it is about nothing."""
    certificate = dict(claims[-260][1])
    return next((KINDS[kind] for kind in certificate if kind in KINDS), "")


HC1 = Profile("HC1:", kind_of)


def trust_of(case):
    """The one key of a case, with what its certificate lets it sign."""
    der = base64.b64decode(case["TESTCTX"]["CERTIFICATE"])
    public = x509.load_der_x509_certificate(der).public_key()
    key_id = hashlib.sha256(der).digest()[:8]
    alg = "PS256" if isinstance(public, RSAPublicKey) else "ES256"
    pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    uses = frozenset(use for oid, use in USES.items() if oid in der)
    key = VerificationKey(key_id, COSEKey.from_pem(pem, kid=key_id, alg=alg), uses)
    return TrustList.of([key], made_at=datetime(2021, 5, 1, tzinfo=UTC))


def judged(case):
    """The refusal's code, or `counts`."""
    at = isoparse(case["TESTCTX"]["VALIDATIONCLOCK"])
    try:
        open_token(case["PREFIX"], profile=HC1, trust=trust_of(case), at=at)
    except TokenRefused as refused:
        return refused.code
    return "counts"


def named(path):
    return str(path.relative_to(FOLDER)).removesuffix(".json")


@pytest.mark.parametrize("path", [path for path in CASES if named(path) not in OTHER_CURVE], ids=named)
def test_a_published_case_fails_at_its_step_and_at_no_other(path):
    case = json.loads(path.read_text(encoding="utf-8"))
    expected = case["EXPECTEDRESULTS"]
    may_fail = {code for step, codes in STEPS.items() if expected.get(step) is False for code in codes}
    must_not = {code for step, codes in STEPS.items() if expected.get(step) is True for code in codes}
    outcome = judged(case)
    assert outcome in may_fail if may_fail else outcome not in must_not


@pytest.mark.parametrize("path", [FOLDER / f"{name}.json" for name in sorted(OTHER_CURVE)], ids=named)
def test_a_key_of_another_curve_is_not_taken(path):
    data_set("interop")
    with pytest.raises(ValueError, match="P-384"):
        judged(json.loads(path.read_text(encoding="utf-8")))


def test_every_step_is_made_to_fail_by_some_case():
    data_set("interop")
    results = [json.loads(path.read_text(encoding="utf-8"))["EXPECTEDRESULTS"] for path in CASES]
    assert {step for step in STEPS if any(one.get(step) is False for one in results)} == set(STEPS)
