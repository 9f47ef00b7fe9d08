"""Makes the codes of spec/why-a-token-is-refused.md, always the same, for the office's reader and the phone's.

The phone's tests run without Python: spec/why-a-token-is-refused.json holds what is made here. Write it anew with
`python -m tests.spec.made_tokens`; a test tells when it is not what the table says.
"""

import base64
import hashlib
import json
import zlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import base45
import cbor2
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from cwt import COSEKey

from fangxian.engine.tokens import TrustList, VerificationKey, WithdrawnTokens
from fangxian.engine.tokens.gate import KIND, KINDS, PREFIX, SCOPE, WORD, WORDS
from fangxian.engine.tokens.keys import public_part
from fangxian.engine.tokens.opening import EXPIRES, ISSUED, NOT_BEFORE, REASONS, TOKEN_ID
from fangxian.engine.tokens.signing import sign
from fangxian.engine.tokens.wire import LARGEST_BODY, to_text
from tests.spec.tables import SPEC, Row, rows

TABLE = "why-a-token-is-refused/tokens"
FILE = SPEC / "why-a-token-is-refused.json"
DAY = "2020-03-10"
CLAIMS = {
    "ends": EXPIRES, "from": NOT_BEFORE, "issued": ISSUED, "id": TOKEN_ID, "kind": KIND, "scope": SCOPE, "word": WORD,
}  # fmt: skip


def moment(text: str) -> datetime:
    """A time of the table's day, or a moment with its offset."""
    return datetime.fromisoformat(text if "T" in text else f"{DAY}T{text}+08:00").astimezone(UTC)


def private(name: str) -> Ed25519PrivateKey:
    """A key that is always the same; it guards nothing."""
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(f"a key of the tables: {name}".encode()).digest())


def key(name: str, *, says_it_is: str = "") -> Any:
    pem = private(name).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    named = hashlib.sha256(f"its name: {says_it_is or name}".encode()).digest()[:8]
    return COSEKey.from_pem(pem, kid=named, alg="EdDSA")


ROOT = key("root")
SIGNERS = {
    **{name: key(name) for name in ("gates", "receipts", "old", "coming", "stranger")},
    "impostor": key("impostor", says_it_is="gates"),
}


def _listed(name: str, *uses: str, **bounds: datetime) -> VerificationKey:
    return VerificationKey(SIGNERS[name].kid, public_part(SIGNERS[name]), frozenset(uses), **bounds)


TRUST = TrustList.of(
    [
        _listed("gates", "gate", "stub"),
        _listed("receipts", "receipt"),
        _listed("old", valid_until=moment("08:00")),
        _listed("coming", valid_from=moment("2020-03-11T00:00+08:00")),
    ],
    made_at=moment("00:00"),
)
THE_DAY_BEFORE = moment("00:00") - timedelta(days=1)
NO_LIST = TrustList.of([], made_at=moment("00:00"))


def token_id(row: Row) -> bytes:
    return hashlib.sha256(row.case.encode()).digest()[:12]


def text_of(row: Row) -> str:
    """What is scanned in a case."""
    odd = row["odd"].split(" ", 1)
    named, detail = odd[0], odd[1] if len(odd) > 1 else ""
    if row["code"].startswith('"'):
        text = row["code"].strip('"')
        return text * int(detail) if named == "repeat" else text
    return _spoilt(_message(row, named, detail), named, detail)


def _message(row: Row, named: str, detail: str) -> bytes:
    kind, scope, word = row["code"].split()
    claims: dict[int, Any] = {
        EXPIRES: int(moment(row["ends"]).timestamp()),
        ISSUED: int(moment(row["issued"]).timestamp()),
        TOKEN_ID: token_id(row),
        KIND: KINDS.index(kind) + 1,
        SCOPE: 0 if scope == "city" else int(scope),
        WORD: WORDS.index(word) + 1,
    }
    if named in CLAIMS:
        claims[CLAIMS[named]] = _instead(detail)
    return sign({label: held for label, held in claims.items() if held is not None}, key=SIGNERS[row["key"]])


def _instead(detail: str) -> Any:
    if detail.endswith(" bytes"):
        return bytes(int(detail.split()[0]))
    return {"none": None, "text": "PASS"}.get(detail, detail) if not detail.lstrip("-").isdigit() else int(detail)


def _spoilt(message: bytes, named: str, detail: str) -> str:
    text = to_text(message, prefix=detail if named == "prefix" else PREFIX)
    match named:
        case "keep":
            return text[: int(detail)]
        case "change":
            at = int(detail)
            return text[:at] + ("0" if text[at] != "0" else "1") + text[at + 1 :]
        case "small":
            return PREFIX + text[len(PREFIX) :].lower()
        case "spaces":
            return f" {text}\n"
        case "tail":
            return PREFIX + base45.b45encode(zlib.compress(message, 9) + b"more").decode()
        case "swollen":
            return to_text(message + bytes(LARGEST_BODY), prefix=PREFIX)
        case "nonsense":
            return to_text(b"\xff\x00 no token", prefix=PREFIX)
    return text


def withdrawn(cases: list[Row]) -> WithdrawnTokens:
    return WithdrawnTokens([token_id(row) for row in cases if row["withdrawn"] == "yes"], made_at=moment("00:00"))


def cases() -> list[Row]:
    return [row for row in rows() if row.table == TABLE]


def made() -> dict[str, Any]:
    """Everything that the phone's reader needs to run the table."""
    public = private("root").public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return {
        "root": base64.b64encode(public).decode(),
        "trust": base64.b64encode(TRUST.signed(root=ROOT)).decode(),
        "trust_before": base64.b64encode(replace(TRUST, made_at=THE_DAY_BEFORE).signed(root=ROOT)).decode(),
        "withdrawn": base64.b64encode(withdrawn(cases()).signed(root=ROOT)).decode(),
        "kinds": list(KINDS),
        "words": list(WORDS),
        "reasons": {code: {"zh": said.zh, "en": said.en} for code, said in REASONS.items()},
        "codes": {row.case: text_of(row) for row in cases()},
    }


def parsed(signed: str) -> Any:
    """The signed list in base64 as its parts, for comparing."""
    return cbor2.loads(base64.b64decode(signed))


if __name__ == "__main__":
    FILE.write_text(json.dumps(made(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
