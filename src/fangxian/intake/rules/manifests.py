"""What the sender says of a list: by whom, how, how many rows, and the hash of the file (INV-20)."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from fangxian.core.problems.rules import Problem, said

CHANNELS = (
    ("government_network", said("Government network")),
    ("exchange_platform", said("Data exchange platform")),
    ("disc", said("Disc or drive handed over")),
    ("email", said("E-mail")),
    ("other", said("Another way")),
)
MANIFEST_LIMIT = 64 * 1024
_SHA256 = re.compile(r"[0-9a-f]{64}")
_SEPARATORS = re.compile(r"[\s:\-]+")


@dataclass(frozen=True)
class Manifest:
    """The sender's word about a list.

    sender      the body that sent it
    row_count   rows of data, without the head
    sha256      of the file as it was sent, 64 hexadecimal digits
    contact     how to reach the sender's duty desk; "" if not given
    reference   the sender's own number for the list; "" if none
    """

    sender: str
    channel: str
    row_count: int
    sha256: str
    contact: str = ""
    reference: str = ""


def normalise_sha256(text: str) -> str:
    """A hash as tools print it: upper case, in groups or with colons are all the same."""
    return _SEPARATORS.sub("", text).lower()


def why_not_sha256(text: str) -> Problem | None:
    if not _SHA256.fullmatch(normalise_sha256(text)):
        return Problem(
            "pushed_list.not_a_hash",
            said("A SHA-256 hash has 64 characters, 0 to 9 and a to f."),
            field="sha256",
            status=422,
        )
    return None


def read_manifest(content: bytes) -> tuple[dict[str, Any], Problem | None]:
    """The values of a manifest file in JSON, and why it cannot be used, if so.

    Known keys: sender, channel, count, sha256, contact, reference, purpose, legal_basis. Others are ignored.
    """
    if len(content) > MANIFEST_LIMIT:
        return {}, _not_a_manifest(said("The manifest is larger than any manifest should be."))
    try:
        told = json.loads(content.decode("utf-8-sig"))
    except ValueError:
        return {}, _not_a_manifest(said("The manifest is not a JSON file in UTF-8."))
    if not isinstance(told, dict):
        return {}, _not_a_manifest(said("The manifest must be one JSON object."))
    known = ("sender", "channel", "count", "sha256", "contact", "reference", "purpose", "legal_basis")
    return {key: told[key] for key in known if isinstance(told.get(key), str | int)}, None


def _not_a_manifest(text: str) -> Problem:
    return Problem("pushed_list.not_a_manifest", text, field="manifest", status=422)


def why_held(manifest: Manifest, *, row_count: int, sha256: str) -> Problem | None:
    """Why a list is held: it is not what its sender says it is. Nothing of it is read until that is cleared up.

    The hash is looked at first: a file that was changed on the way explains a wrong count as well.
    """
    if manifest.sha256 != sha256:
        return Problem(
            "pushed_list.hash_disagrees",
            said(
                "The file is not the one in the manifest: its hash begins with %(found)s, the manifest says %(told)s."
            ),
            {"found": sha256[:12], "told": manifest.sha256[:12]},
            "sha256",
        )
    if manifest.row_count != row_count:
        return Problem(
            "pushed_list.count_disagrees",
            said("The file holds %(found)s rows, the manifest says %(told)s."),
            {"found": row_count, "told": manifest.row_count},
            "row_count",
        )
    return None


def why_not_as_told(*, told_count: int, row_count: int, told_sha256: str, sha256: str, source: str) -> Problem | None:
    """Why a file is not the one that its sender speaks of; then nothing of it is kept (INV-20).

    told_sha256  "" if the sender gave none; source: the first part of the problem's code
    """
    if told_sha256 and told_sha256 != sha256:
        return Problem(
            f"{source}_hash_disagrees",
            said("The file is not the one that was sent: its hash begins with %(found)s, the sender's with %(told)s."),
            {"found": sha256[:12], "told": told_sha256[:12]}, "told_sha256", status=422,
        )  # fmt: skip
    if told_count != row_count:
        return Problem(
            f"{source}_count_disagrees",
            said("The file holds %(found)s rows, the sender says %(told)s."),
            {"found": row_count, "told": told_count}, "told_count", status=422,
        )  # fmt: skip
    return None
