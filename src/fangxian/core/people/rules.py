"""When two records speak of one person (O12), and how identifiers are normalised."""

from __future__ import annotations

import unicodedata

CARE_DUTIES = ("grid", "health", "community")  # 三包一: three named people; who they are is local


def normalise_name(name: str) -> str:
    """One spelling of a name for comparing: full-width folded, spaces gone, case folded."""
    return "".join(unicodedata.normalize("NFKC", name).split()).casefold()


def normalise_document(number: str) -> str:
    return "".join(unicodedata.normalize("NFKC", number).split()).upper()


def masked(text: str | None) -> str:
    """A name or phone as it is shown where knowing it all is not needed."""
    if not text:
        return ""
    if len(text) <= 3:
        return text[0] + "*" * (len(text) - 1)
    return text[:3] + "*" * (len(text) - 5) + text[-2:] if len(text) > 6 else text[0] + "*" * (len(text) - 1)
