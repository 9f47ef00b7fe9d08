"""Where a table's bytes come from: a path or bytes in hand, plain or gzipped, with size and hash."""

import gzip
import hashlib
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from fangxian.engine.tables.findings import refuse

CHUNK = 1 << 20
UNPACKED_LIMIT = 2 << 30  # bytes; a list of ten million rows fits
RATIO_LIMIT = 200  # honest lists shrink 5 to 40 times
RATIO_MATTERS_FROM = 20 << 20  # below this size even a bomb does no harm


@dataclass(frozen=True, slots=True)
class FileBytes:
    """A file as received.

    name      its name, for messages only
    sha256    of the bytes as received (of the compressed file, if it is one)
    gzipped   whether `opened` unpacks it
    """

    name: str
    path: Path | None
    data: bytes | None
    size: int
    sha256: str
    gzipped: bool
    head: bytes

    @contextmanager
    def opened(self) -> Iterator[BinaryIO]:
        """The file's content from its beginning, unpacked if it is gzipped."""
        raw: BinaryIO = io.BytesIO(self.data) if self.data is not None else cast(Path, self.path).open("rb")
        with raw:
            if self.gzipped:
                with gzip.GzipFile(fileobj=raw) as unpacked:
                    yield cast(BinaryIO, unpacked)
            else:
                yield raw

    def chunks(self) -> Iterator[bytes]:
        """The content in pieces. Errors: TableRefused if a gzipped file breaks off, is damaged or is a bomb."""
        unpacked = 0
        try:
            with self.opened() as stream:
                while chunk := stream.read(CHUNK):
                    unpacked += len(chunk)
                    if self.gzipped:
                        refuse_bomb(unpacked, self.size)
                    yield chunk
        except EOFError:
            raise refuse("cut_off") from None
        except (gzip.BadGzipFile, zlib.error):
            raise refuse("damaged") from None


def take(source: Path | str | bytes, *, name: str | None = None) -> FileBytes:
    """A file's bytes with hash and size. Errors: TableRefused if it is absent, unreadable or empty."""
    if isinstance(source, bytes):
        taken = FileBytes(
            name or "", None, source, len(source), hashlib.sha256(source).hexdigest(), False, source[:8192]
        )
    else:
        taken = _from_path(Path(source), name)
    if taken.size == 0:
        raise refuse("empty")
    if taken.head[:2] != b"\x1f\x8b":
        return taken
    packed = FileBytes(taken.name, taken.path, taken.data, taken.size, taken.sha256, True, b"")
    first = next(packed.chunks(), b"")
    if not first:
        raise refuse("empty")
    return FileBytes(taken.name, taken.path, taken.data, taken.size, taken.sha256, True, first[:8192])


def _from_path(path: Path, name: str | None) -> FileBytes:
    digest = hashlib.sha256()
    size = 0
    head = b""
    try:
        with path.open("rb") as stream:
            while chunk := stream.read(CHUNK):
                head = head or chunk[:8192]
                size += len(chunk)
                digest.update(chunk)
    except FileNotFoundError:
        raise refuse("no_file") from None
    except OSError as error:
        raise refuse("unreadable", detail=error.strerror or "?") from None
    return FileBytes(name or path.name, path, None, size, digest.hexdigest(), False, head)


def refuse_bomb(unpacked: int, packed: int) -> None:
    """Refuse content that unpacks to more than any honest list does. Errors: TableRefused."""
    ratio = unpacked // max(packed, 1)
    if unpacked > UNPACKED_LIMIT or (unpacked > RATIO_MATTERS_FROM and ratio > RATIO_LIMIT):
        raise refuse("zip_bomb", unpacked=unpacked, ratio=ratio)
