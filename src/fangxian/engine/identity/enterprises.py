"""Unified social credit codes of firms and bodies (GB 32100-2015)."""

import unicodedata

from stdnum.cn import uscc


def uscc_is_valid(text: str) -> bool:
    """Whether eighteen characters are a well-formed code: alphabet without I O S V Z, check character mod 31."""
    return bool(uscc.is_valid(unicodedata.normalize("NFKC", text)))
