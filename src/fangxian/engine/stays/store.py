"""Where a lake's files lie: a folder of this machine or a bucket, said by one URL."""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import fs as arrow_fs

from fangxian.engine.stays.findings import refuse

DRAFTS = ".drafts"
CHUNK = 1 << 22


@dataclass(frozen=True, slots=True)
class Store:
    """Files under one root. A file is there whole or not at all.

    On a disk it is written under another name, flushed, and renamed; in a bucket an object appears when its upload
    ends. Names are relative, with slashes.
    """

    filesystem: Any
    root: str

    @classmethod
    def at(cls, url: str | Path) -> Store:
        """The store at `s3://bucket/path?region=…&endpoint_override=…`, `file:///…` or a folder.

        Errors: TableRefused for an address that nothing here can open.
        """
        text = str(url)
        if "://" not in text:
            return cls(arrow_fs.LocalFileSystem(), str(Path(text).absolute()))
        if "@" in text.split("?")[0] or "secret_key" in text:
            raise refuse("key_in_address")
        try:
            filesystem, root = arrow_fs.FileSystem.from_uri(text)
        except (pa.ArrowException, OSError) as error:
            # what follows the question mark may hold a key
            raise refuse("no_address", detail=f"{text.split('?')[0]}: {type(error).__name__}") from None
        return cls(filesystem, root)

    @property
    def folder(self) -> Path | None:
        """The folder, if the files lie on this machine."""
        return Path(self.root) if self.filesystem.type_name == "local" else None

    def path(self, name: str) -> str:
        return f"{self.root}/{name}"

    def is_there(self, name: str) -> bool:
        return bool(self._info(name).type == arrow_fs.FileType.File)

    def size(self, name: str) -> int:
        return int(self._info(name).size or 0)

    def _info(self, name: str) -> Any:
        return self.filesystem.get_file_info(self.path(name))

    def names(self, under: str = "") -> list[str]:
        """Every file below a folder, in order; none if it is absent."""
        top = self.path(under) if under else self.root
        found = self.filesystem.get_file_info(arrow_fs.FileSelector(top, allow_not_found=True, recursive=True))
        files = [info.path for info in found if info.type == arrow_fs.FileType.File]
        return sorted(path[len(self.root) + 1 :] for path in files)

    def read(self, name: str) -> bytes:
        with self.filesystem.open_input_stream(self.path(name)) as stream:
            return bytes(stream.read())

    def chunks(self, name: str) -> Iterator[bytes]:
        with self.filesystem.open_input_stream(self.path(name)) as stream:
            while chunk := stream.read(CHUNK):
                yield chunk

    def put(self, name: str, content: bytes) -> None:
        """Write a small file, in place of one of the same name."""
        with self.draft() as draft:
            path = draft / "file"
            path.write_bytes(content)
            self.adopt(path, name)

    def adopt(self, draft: Path, name: str) -> None:
        """Take over a file that was written to a draft folder, under its name; on the disk before this returns."""
        if self.folder is None:
            self._upload(draft, name)
            return
        target = self.folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        _flush(draft)
        draft.replace(target)
        _flush(target.parent)
        _flush(target.parent.parent)

    def _upload(self, draft: Path, name: str) -> None:
        if self.filesystem.type_name != "s3":  # a bucket has no folders
            self.filesystem.create_dir(self.path(name).rsplit("/", 1)[0], recursive=True)
        with draft.open("rb") as source, self.filesystem.open_output_stream(self.path(name)) as sink:
            shutil.copyfileobj(source, sink, CHUNK)

    @contextmanager
    def draft(self) -> Iterator[Path]:
        """A folder for files that are being written, gone afterwards; beside the lake where that is a disk."""
        if self.folder is None:
            with tempfile.TemporaryDirectory(prefix="fangxian-") as apart:
                yield Path(apart)
            return
        place = self.folder / DRAFTS / secrets.token_hex(8)
        place.mkdir(parents=True)
        try:
            yield place
        finally:
            shutil.rmtree(place, ignore_errors=True)

    def delete(self, name: str) -> None:
        """Take a file away; on a disk also the folder that it leaves empty."""
        self.filesystem.delete_file(self.path(name))
        if self.folder is not None:
            parent = (self.folder / name).parent
            _flush(parent)
            if parent != self.folder and not any(parent.iterdir()):
                parent.rmdir()
                _flush(parent.parent)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """One writer at a time. In a bucket nobody can promise that: its installation runs one worker.

        Errors: TableRefused while another process writes.
        """
        if self.folder is None:
            yield
            return
        import fcntl  # not on every system; a lake in a bucket does without

        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / ".lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise refuse("busy") from None
            yield


def _flush(path: Path) -> None:
    """Have the disk hold a file, or a folder's list of names."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
