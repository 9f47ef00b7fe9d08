"""Envelope encryption and keyed indexes, as pure functions.

A programme has keys of its own, each wrapped by the installation's master key. Destroying the
programme's keys makes every identifier, index and audit reference of it unreadable (INV-18, 4.6).
"""

from __future__ import annotations

import hashlib
import hmac
import os
from datetime import datetime, timedelta
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from fangxian.core.problems.rules import Problem, said

FORMAT = b"\x01"
NONCE_BYTES = 12
FIELD = "field"  # the private half of the key to which phones seal what they could not send yet (field_seals)
# Seeds of keys that sign (core.tokens): the root that phones are given once, and what signs tokens.
TOKEN_ROOT, TOKEN_SIGNING = "token_root", "token_signing"
KEY_PURPOSES = ("identifiers", "index", "audit", FIELD, TOKEN_ROOT, TOKEN_SIGNING)
# An index or reference made with a replaced key would no longer be found: those keys stay.
ROTATED_PURPOSES = ("identifiers",)
CLASSES = ("personal", "sensitive", "operational")

# Retention classes of domain.md 4.6; the days are data (pack cn.retention), the names are code.
RETENTION_CLASSES = frozenset(
    {
        "programme", "gate_log", "passage", "survey", "declaration", "reading", "case", "measure",
        "advice", "property", "hotline", "audit", "staff", "import", "task", "reference", "sign_in",
        "token",
    }
)  # fmt: skip


class Unreadable(Exception):
    """The ciphertext was altered, moved to another column, or belongs to a destroyed key."""


def new_key() -> bytes:
    return AESGCM.generate_key(bit_length=256)


def master_id(master: bytes) -> UUID:
    """The name of a master key: a fingerprint, so that a wrapped key says which master opens it."""
    return UUID(bytes=hashlib.sha256(b"fangxian master key\0" + master).digest()[:16])


def seal(plain: bytes, *, key: bytes, key_id: UUID, label: str) -> bytes:
    """Encrypt `plain`; `label` binds the result to its column so that it cannot be moved."""
    nonce = os.urandom(NONCE_BYTES)
    return FORMAT + key_id.bytes + nonce + AESGCM(key).encrypt(nonce, plain, label.encode())


def key_id_of(sealed: bytes) -> UUID:
    if len(sealed) < 1 + 16 + NONCE_BYTES or sealed[:1] != FORMAT:
        raise Unreadable("not a sealed value")
    return UUID(bytes=sealed[1:17])


def unseal(sealed: bytes, *, key: bytes, label: str) -> bytes:
    nonce = sealed[17 : 17 + NONCE_BYTES]
    try:
        return AESGCM(key).decrypt(nonce, sealed[17 + NONCE_BYTES :], label.encode())
    except InvalidTag as error:
        raise Unreadable("altered, or of another column") from error


def blind_index(value: str, *, key: bytes, label: str) -> bytes:
    """A keyed hash: equal values can be found, no value can be guessed without the key."""
    return hmac.digest(key, f"{label}\0{value}".encode(), hashlib.sha256)


# Another process may go on sealing with a key that was replaced, as long as it keeps keys in memory.
OLD_KEY_IN_USE = timedelta(minutes=5)
NO_SUCH_KEY = said("There is no such living key.")
STILL_NEWEST = said("This is the newest key of its kind: make a new one first (fangxian keys rotate).")
NOT_ROTATED = said("Index and audit keys are destroyed only with their programme.")
# A phone may lie in a drawer with records sealed to the key it knew; promised are 72 hours (docs/adr/0017).
FIELD_KEY_OPENS_FOR = timedelta(days=30)
PHONES_STILL_SEND = said("Phones may still bring records sealed to this key: it is kept %(days)s days after the next.")
TOO_FRESH = said("The new key is younger than five minutes: another process may still seal with the old one.")
STILL_NEEDED = said("%(count)s values are still sealed with this key. Run: fangxian keys re-encrypt")


def why_not_destroy(*, purpose: str, is_newest: bool, replaced_at: datetime, at: datetime) -> Problem | None:
    """Why one key may not be destroyed by itself, whatever is sealed with it."""
    if purpose not in (*ROTATED_PURPOSES, FIELD):
        return Problem("privacy.not_rotated", NOT_ROTATED)
    if is_newest:
        return Problem("privacy.still_newest", STILL_NEWEST)
    if at - replaced_at < OLD_KEY_IN_USE:
        return Problem("privacy.too_fresh", TOO_FRESH)
    if purpose == FIELD and at - replaced_at < FIELD_KEY_OPENS_FOR:
        return Problem("privacy.phones_still_send", PHONES_STILL_SEND, {"days": FIELD_KEY_OPENS_FOR.days})
    return None


def why_still_needed(value_count: int) -> Problem | None:
    return Problem("privacy.still_needed", STILL_NEEDED, {"count": value_count}) if value_count else None
