"""The wording of a legal basis: what a paper says instead of a reference such as `IDL-2013-39`.

Source: domain 4.1. The texts are data (`data/legal_bases.yaml`); a lawyer of the adopting city signs them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

import yaml

from fangxian.engine.texts import Bilingual


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """One article: its title as it is cited, what it says for this purpose, and how it was checked (V or M)."""

    ref: str
    title: Bilingual
    content: Bilingual
    evidence: str


@cache
def legal_bases() -> Mapping[str, LegalBasis]:
    """Every legal basis the software can cite, by reference."""
    file = resources.files("fangxian").joinpath("data", "legal_bases.yaml")
    rows = yaml.safe_load(file.read_text(encoding="utf-8"))
    return {
        ref: LegalBasis(ref, Bilingual(**row["title"]), Bilingual(**row["content"]), row["evidence"])
        for ref, row in rows.items()
    }


def cite(refs: Iterable[str]) -> list[LegalBasis]:
    """The legal bases of a record, in order. What is no reference is an order's own wording and is quoted as it is."""
    known = legal_bases()
    return [known[ref] if ref in known else _quoted(ref) for ref in refs]


def _quoted(text: str) -> LegalBasis:
    return LegalBasis(text, Bilingual(text, text), Bilingual("", ""), "D")
