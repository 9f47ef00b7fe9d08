"""The keys that a token may be signed with, and the signed list of them that every phone holds."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cwt import COSEKey
from cwt.cose_key_interface import COSEKeyInterface

from fangxian.engine.tokens.moments import moment_of, seconds_of
from fangxian.engine.tokens.signing import NotSigned, open_signed, sign

LIST_VERSION = 1
WHAT = "keys"
KEY_ID_BYTES = 8
SEED_BYTES = 32
CURVE, PUBLIC_PART, PRIVATE_PART, KEY_NAME, OPERATIONS = -1, -2, -4, 2, 4  # labels of RFC 9052 and RFC 9053
OCTET_PAIR, ED25519, EDDSA, VERIFY = 1, 6, -8, 2  # their values


@dataclass(frozen=True)
class VerificationKey:
    """A public key and what it may speak for.

    key_id       the eight bytes by which a token names it
    public       the key, with its algorithm
    uses         kinds of token it may sign; empty means every kind
    valid_from, valid_until   when a token may have been issued with it, half-open; None: no bound
    """

    key_id: bytes
    public: COSEKeyInterface
    uses: frozenset[str] = frozenset()
    valid_from: datetime | None = None
    valid_until: datetime | None = None

    def may_sign(self, use: str) -> bool:
        return not self.uses or use in self.uses

    def was_valid_at(self, issued_at: datetime) -> bool:
        after_start = self.valid_from is None or self.valid_from <= issued_at
        return after_start and (self.valid_until is None or issued_at < self.valid_until)


class UntrustedList(Exception):
    """The list of keys is not signed by the root that this reader was given, or cannot be read."""


@dataclass(frozen=True)
class TrustList:
    """The keys of one city. Row grain: key.

    made_at   when the list was signed; a reader never takes an older list for a newer one
    """

    made_at: datetime
    keys: Mapping[bytes, VerificationKey] = field(default_factory=dict)

    @classmethod
    def of(cls, keys: Iterable[VerificationKey], *, made_at: datetime) -> TrustList:
        return cls(made_at, {key.key_id: key for key in keys})

    def find(self, key_id: bytes) -> VerificationKey | None:
        return self.keys.get(key_id)

    def signed(self, *, root: COSEKeyInterface) -> bytes:
        """The list as bytes that phones fetch and keep, signed by the installation's root key."""
        body = {1: LIST_VERSION, 2: seconds_of(self.made_at), 3: [_written(key) for key in self.keys.values()]}
        return sign(body, key=root, what=WHAT)

    @classmethod
    def opened(cls, signed: bytes, *, root: COSEKeyInterface) -> TrustList:
        """The list that `root` signed. Raises `UntrustedList`."""
        try:
            body = open_signed(signed, key=root, what=WHAT)
            if body[1] != LIST_VERSION:
                raise UntrustedList(f"version {body[1]}")
            return cls.of(map(_read, body[3]), made_at=moment_of(body[2]))
        except (NotSigned, ValueError, KeyError, TypeError, IndexError) as error:
            raise UntrustedList(type(error).__name__) from error


def new_signing_key() -> COSEKeyInterface:
    """A fresh Ed25519 key."""
    return signing_key_of(os.urandom(SEED_BYTES))


def signing_key_of(seed: bytes) -> COSEKeyInterface:
    """The Ed25519 key of a seed of 32 bytes (RFC 8032), named by a fingerprint of its public half."""
    private = Ed25519PrivateKey.from_private_bytes(seed)
    public = private.public_key().public_bytes_raw()
    name = hashlib.sha256(b"fangxian token key\0" + public).digest()[:KEY_ID_BYTES]
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return COSEKey.from_pem(pem, kid=name, alg="EdDSA")


def verification_key_of(public: bytes, *, name: bytes) -> COSEKeyInterface:
    """A key that verifies only, from its 32 public bytes and the name by which messages mention it."""
    return COSEKey.new(
        {1: OCTET_PAIR, KEY_NAME: name, 3: EDDSA, OPERATIONS: [VERIFY], CURVE: ED25519, PUBLIC_PART: public}
    )


def key_id_of(key: COSEKeyInterface) -> bytes:
    """The name by which tokens and lists mention a key; empty if it has none."""
    return bytes(key.kid or b"")


def public_bytes(key: COSEKeyInterface) -> bytes:
    """The 32 bytes of an Ed25519 key's public half."""
    return bytes(key.to_dict()[PUBLIC_PART])


def public_part(key: COSEKeyInterface) -> COSEKeyInterface:
    """The half of an Ed25519 key that readers are given: it verifies and cannot sign."""
    kept = {label: value for label, value in key.to_dict().items() if label != PRIVATE_PART}
    return COSEKey.new(kept | {OPERATIONS: [VERIFY]})


def _written(key: VerificationKey) -> list[Any]:
    bounds = [seconds_of(at) if at else None for at in (key.valid_from, key.valid_until)]
    return [key.key_id, public_part(key.public).to_dict(), sorted(key.uses), *bounds]


def _read(row: list[Any]) -> VerificationKey:
    key_id, public, uses, valid_from, valid_until = row
    bounds = [moment_of(at) if at is not None else None for at in (valid_from, valid_until)]
    return VerificationKey(key_id, COSEKey.new(public), frozenset(uses), *bounds)
