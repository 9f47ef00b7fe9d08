"""What a phone seals so that the server alone can open it: HPKE (RFC 9180), one suite, no choice.

DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-256-GCM, base mode. P-256 because every browser of the last ten years
does it by itself; the reasons stand in docs/adr/0017. A sealed record is `enc` (65 bytes) and then the ciphertext.
"""

from __future__ import annotations

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

SUITE = {"kem": 0x0010, "kdf": 0x0001, "aead": 0x0002}  # numbers of RFC 9180, section 7
INFO = b"fangxian field record 1"  # binds a sealed text to this use
_CURVE = ec.SECP256R1()
_SUITE = Suite(KEM.P256, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


class DoesNotOpen(Exception):
    """What was sealed was altered, cut short, or sealed to another key."""


def new_private() -> bytes:
    """A fresh private half: the 32 bytes of its number."""
    return ec.generate_private_key(_CURVE).private_numbers().private_value.to_bytes(32, "big")


def private_from(private: bytes) -> ec.EllipticCurvePrivateKey:
    """The private half as it is worked with; making it costs as much as opening a record, so keep it."""
    return ec.derive_private_key(int.from_bytes(private, "big"), _CURVE)


def public_of(private: bytes) -> bytes:
    """The half that phones are handed: 65 bytes, an uncompressed point as WebCrypto imports it ("raw")."""
    return private_from(private).public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def seal_to(public: bytes, plain: bytes) -> bytes:
    """Seal as a phone does; the server itself never needs it."""
    return _SUITE.encrypt(plain, ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, public), INFO)


def open_sealed(sealed: bytes, *, private: ec.EllipticCurvePrivateKey) -> bytes:
    """What a phone sealed. Raises `DoesNotOpen`."""
    try:
        return _SUITE.decrypt(sealed, private, INFO)
    except InvalidTag as error:
        raise DoesNotOpen from error
