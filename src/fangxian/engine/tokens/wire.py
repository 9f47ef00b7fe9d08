"""From bytes to the text of a QR code and back: a prefix, base45, zlib.

QR readers return text and QR codes hold base45 most densely (RFC 9285). The same layers as the EU's
certificates, so that their published test cases prove this reader too.
"""

from __future__ import annotations

import zlib

import base45

# More than any QR code of version 40 holds; a longer text is no token.
LONGEST_TEXT = 4_296
# What a token may unpack to: far above a real one, far below what could fill a phone's memory.
LARGEST_BODY = 64 * 1024


class WireFault(Exception):
    """The text is not one of ours; `code` is the reason of `opening.REASONS`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def to_text(body: bytes, *, prefix: str) -> str:
    """The text for a QR code."""
    packed: bytes = base45.b45encode(zlib.compress(body, 9))
    return prefix + packed.decode()


def from_text(text: str, *, prefix: str) -> bytes:
    """The bytes in a text. Raises `WireFault`: foreign, garbled or not_packed."""
    if not text.startswith(prefix):
        raise WireFault("foreign")
    if len(text) > LONGEST_TEXT:
        raise WireFault("garbled")
    try:
        packed = base45.b45decode(text[len(prefix) :])
    except ValueError as error:
        raise WireFault("garbled") from error
    return _unpacked(packed)


def _unpacked(packed: bytes) -> bytes:
    unpacker = zlib.decompressobj()
    try:
        body = unpacker.decompress(packed, LARGEST_BODY)
    except zlib.error as error:
        raise WireFault("not_packed") from error
    if not unpacker.eof or unpacker.unused_data:  # cut off, larger than any token is, or something hangs on behind
        raise WireFault("not_packed")
    return body
