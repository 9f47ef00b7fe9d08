"""Signing and opening what the installation itself says: one COSE_Sign1 message around canonical CBOR.

`what` is signed along (external_aad of RFC 9052), so that a list of one kind is never taken for another.
"""

from __future__ import annotations

from typing import Any

import cbor2
from cwt import COSE, COSEAlgs, COSEHeaders
from cwt.cose_key_interface import COSEKeyInterface
from cwt.exceptions import CWTError


class NotSigned(Exception):
    """The bytes are no message of this kind that this key signed."""


def sign(body: dict[int, Any], *, key: COSEKeyInterface, what: str = "") -> bytes:
    """The signed bytes. Raises ValueError for a key that cannot sign."""
    headers = {COSEHeaders.ALG: COSEAlgs.EDDSA, COSEHeaders.KID: key.kid}
    signed: bytes = COSE.new().encode(
        cbor2.dumps(body, canonical=True), key, protected=headers, external_aad=what.encode()
    )
    return signed


def open_signed(signed: bytes, *, key: COSEKeyInterface, what: str) -> dict[int, Any]:
    """What `key` signed as `what`. Raises `NotSigned`."""
    try:
        body = cbor2.loads(COSE.new(verify_kid=True).decode(signed, key, external_aad=what.encode()))
    except (CWTError, cbor2.CBORDecodeError, ValueError, TypeError) as error:
        raise NotSigned(type(error).__name__) from error
    if not isinstance(body, dict):
        raise NotSigned(type(body).__name__)
    return body
