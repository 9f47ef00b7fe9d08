"""Tokens that no longer count although they have not run out: a list that a phone can hold.

Six bytes of each token's id hashed, sorted: 10,000 tokens in 60 KB. A token that is not withdrawn is
taken for one with a chance of count / 2**48; the answer is then "ask the duty officer", never a refusal.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Iterable
from datetime import datetime

from cwt.cose_key_interface import COSEKeyInterface

from fangxian.engine.tokens.keys import UntrustedList
from fangxian.engine.tokens.moments import moment_of, seconds_of
from fangxian.engine.tokens.signing import NotSigned, open_signed, sign

MARK_BYTES = 6
WHAT = "withdrawn"


class WithdrawnTokens:
    """The marks of withdrawn tokens, as of one moment. Only tokens that have not run out need to be in it."""

    def __init__(self, token_ids: Iterable[bytes], *, made_at: datetime) -> None:
        self.made_at = made_at
        self._marks = sorted({_mark(token_id) for token_id in token_ids})

    def __len__(self) -> int:
        return len(self._marks)

    def __contains__(self, token_id: bytes) -> bool:
        mark = _mark(token_id)
        at = bisect_left(self._marks, mark)
        return at < len(self._marks) and self._marks[at] == mark

    def signed(self, *, root: COSEKeyInterface) -> bytes:
        body = {1: seconds_of(self.made_at), 2: b"".join(self._marks)}
        return sign(body, key=root, what=WHAT)

    @classmethod
    def opened(cls, signed: bytes, *, root: COSEKeyInterface) -> WithdrawnTokens:
        """The list that `root` signed. Raises `UntrustedList`."""
        try:
            body = open_signed(signed, key=root, what=WHAT)
            found = cls((), made_at=moment_of(body[1]))
            marks = body[2]
            found._marks = sorted(marks[at : at + MARK_BYTES] for at in range(0, len(marks), MARK_BYTES))
        except (NotSigned, ValueError, KeyError, TypeError) as error:
            raise UntrustedList(type(error).__name__) from error
        return found


def _mark(token_id: bytes) -> bytes:
    return hashlib.sha256(b"fangxian withdrawn\0" + token_id).digest()[:MARK_BYTES]
