"""Envelope encryption and keyed indexes, as pure functions.

A programme has keys of its own, each wrapped by the installation's master key. Destroying the
programme's keys makes every identifier, index and audit reference of it unreadable (INV-18, 4.6).
"""

from __future__ import annotations

import hashlib
import hmac
import os
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

FORMAT = b"\x01"
NONCE_BYTES = 12
KEY_PURPOSES = ("identifiers", "index", "audit")
# An index or reference made with a replaced key would no longer be found: those keys stay.
ROTATED_PURPOSES = ("identifiers",)
CLASSES = ("personal", "sensitive", "operational")

# Retention classes of domain.md 4.6; the days are data (pack cn.retention), the names are code.
RETENTION_CLASSES = frozenset(
    {
        "programme", "gate_log", "passage", "survey", "declaration", "reading", "case", "measure",
        "advice", "property", "hotline", "audit", "staff", "import", "task", "reference", "sign_in",
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
