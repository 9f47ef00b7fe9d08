"""A sealed archive: a zip, encrypted piece by piece, that cannot be cut off, put together anew or altered unseen.

Each piece is AES-256-GCM under a nonce of (random prefix ‖ number of the piece ‖ is it the last),
bound to the head of the file. Written and read as a stream: nothing readable touches the disk on
the way out.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO
from uuid import UUID
from zipfile import ZIP_STORED, ZipFile

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from fangxian.core.backups import rules
from fangxian.core.privacy.rules import master_id
from fangxian.core.problems.rules import Problem, refuse

MAGIC = b"FANGXIAN-BACKUP-1\n"
PREFIX_BYTES, PIECE_BYTES, TAG_BYTES = 7, 1 << 20, 16
HEAD_BYTES = len(MAGIC) + 16 + PREFIX_BYTES


class _Sealing(io.RawIOBase):
    """A stream that seals what is written to it."""

    def __init__(self, out: BinaryIO, key: bytes):
        self._out, self._cipher = out, AESGCM(key)
        self._prefix = os.urandom(PREFIX_BYTES)
        self._head = MAGIC + master_id(key).bytes + self._prefix
        self._pending, self._number = bytearray(), 0
        out.write(self._head)

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self._pending += data
        while len(self._pending) > PIECE_BYTES:
            self._piece(bytes(self._pending[:PIECE_BYTES]), is_last=False)
            del self._pending[:PIECE_BYTES]
        return len(data)

    def finish(self) -> None:
        self._piece(bytes(self._pending), is_last=True)

    def _piece(self, data: bytes, *, is_last: bool) -> None:
        self._out.write(self._cipher.encrypt(_nonce(self._prefix, self._number, is_last), data, self._head))
        self._number += 1


def _nonce(prefix: bytes, number: int, is_last: bool) -> bytes:
    return prefix + number.to_bytes(4, "big") + bytes([is_last])


@contextmanager
def writing(file: Path, *, key: bytes) -> Iterator[ZipFile]:
    """A zip to write to; the file is there, sealed and readable by its owner alone, only if the block ends well."""
    draft = file.with_name(f".{file.name}.draft")
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as out:
            sealing = _Sealing(out, key)
            with ZipFile(sealing, "w", ZIP_STORED, allowZip64=True) as archive:  # the dump is compressed already
                yield archive
            sealing.finish()
            out.flush()
            os.fsync(out.fileno())
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)


@contextmanager
def reading(file: Path, *, key: bytes, scratch: Path) -> Iterator[ZipFile]:
    """The opened zip, unsealed into `scratch`, which only its owner may read; deleted at the end.

    Refuses a file that is no backup, was sealed with another key, is cut off or altered.
    """
    opened = scratch / "opened.zip"
    try:
        descriptor = os.open(opened, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as out, file.open("rb") as sealed:
            for piece in _pieces(sealed, key):
                out.write(piece)
        with ZipFile(opened) as archive:
            yield archive
    finally:
        opened.unlink(missing_ok=True)


def _pieces(sealed: BinaryIO, key: bytes) -> Iterator[bytes]:
    head = sealed.read(HEAD_BYTES)
    if len(head) < HEAD_BYTES or not head.startswith(MAGIC):
        refuse(Problem("backups.not_a_backup", rules.NOT_A_BACKUP))
    key_id, prefix = UUID(bytes=head[len(MAGIC) : len(MAGIC) + 16]), head[-PREFIX_BYTES:]
    if key_id != master_id(key):
        refuse(Problem("backups.other_key", rules.OTHER_KEY, {"key": str(key_id)}))
    cipher, number = AESGCM(key), 0
    piece = sealed.read(PIECE_BYTES + TAG_BYTES)
    while True:
        following = sealed.read(PIECE_BYTES + TAG_BYTES)
        try:
            yield cipher.decrypt(_nonce(prefix, number, not following), piece, head)
        except (InvalidTag, ValueError):
            refuse(Problem("backups.not_a_backup", rules.NOT_A_BACKUP))
        if not following:
            return
        piece, number = following, number + 1
