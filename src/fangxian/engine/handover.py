"""A list on its way out of the house: packed with its manifest, sealed for one recipient, opened by her alone.

The package is a ZIP of the rows (CSV, UTF-8, every cell text), a manifest and a statement, encrypted in the
public format age (age-encryption.org/v1) to the recipient's own key. Nobody here can open it again; the
recipient opens it with `fangxian open-package` or with any other program of that format.
Cases: tests/unit/test_a_package_is_opened_by_its_recipient_alone.py
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyrage
from pyrage import x25519

ROWS, MANIFEST, STATEMENT = "rows.csv", "manifest.json", "statement.txt"
LARGEST_BYTES = 64 * 1024 * 1024  # unpacked; what claims to be larger is not a package of ours
AT = (1980, 1, 1, 0, 0, 0)  # no time of its own: the same rows give the same bytes


class BadPackage(Exception):
    """Why a package is not opened, in English: not for this key, altered, or not a package."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A package as its recipient reads it. rows: the CSV, bytes."""

    manifest: Mapping[str, Any]
    rows: bytes
    statement: str


def new_key() -> tuple[str, str]:
    """A recipient's pair: the secret key, which she keeps, and the public key, which she gives away."""
    identity = x25519.Identity.generate()
    return str(identity), str(identity.to_public())


def is_public_key(text: str) -> bool:
    """Whether a text is a public key; one wrong character is found."""
    try:
        x25519.Recipient.from_str(text)
    except pyrage.RecipientError:
        return False
    return True


def rows_csv(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """The rows as they lie in a package, and over which its hash is taken."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_text_only(cell) for cell in row] for row in rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _text_only(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return "'" + cell if cell[:1] in ("=", "-", "@", "\t", "\r") else cell


def seal(rows: bytes, *, manifest: Mapping[str, Any], statement: str, public_key: str) -> bytes:
    """The encrypted package. The hash of the rows is written into the manifest.

    Errors: ValueError for a text that is no public key.
    """
    if not is_public_key(public_key):
        raise ValueError("not a public key")
    content = {
        MANIFEST: json.dumps({**manifest, "sha256": sha256(rows)}, ensure_ascii=False, indent=1).encode(),
        STATEMENT: statement.encode(),
        ROWS: rows,
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in content.items():
            archive.writestr(zipfile.ZipInfo(name, AT), part)
    sealed: bytes = pyrage.encrypt(out.getvalue(), [x25519.Recipient.from_str(public_key)])
    return sealed


def open_package(sealed: bytes, *, secret_key: str) -> Opened:
    """What is in a package, checked against its manifest. Errors: BadPackage."""
    try:
        identity = x25519.Identity.from_str(secret_key.strip())
    except pyrage.IdentityError as error:
        raise BadPackage("this is not a secret key") from error
    try:
        plain = pyrage.decrypt(sealed, [identity])
    except pyrage.DecryptError as error:
        raise BadPackage("the package is for another key, or was altered") from error
    parts = _unpacked(plain)
    manifest = json.loads(parts[MANIFEST])
    if manifest.get("sha256") != sha256(parts[ROWS]):
        raise BadPackage("the rows are not those of the manifest")
    if manifest.get("row_count") != _count(parts[ROWS]):
        raise BadPackage("the manifest gives another number of rows")
    return Opened(manifest, parts[ROWS], parts[STATEMENT].decode())


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _unpacked(plain: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(plain)) as archive:
            if sum(part.file_size for part in archive.infolist()) > LARGEST_BYTES:
                raise BadPackage("the package is too large")
            return {name: archive.read(name) for name in (MANIFEST, STATEMENT, ROWS)}
    except (zipfile.BadZipFile, KeyError) as error:
        raise BadPackage("this is not a hand-over package") from error


def _count(rows: bytes) -> int:
    return sum(1 for _ in csv.reader(io.StringIO(rows.decode("utf-8-sig")))) - 1
