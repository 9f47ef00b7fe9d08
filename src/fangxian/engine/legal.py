"""The wording of a legal basis: what a paper says instead of a reference such as `IDL-2013-39`.

Source: domain 4.1. The texts are data (`data/legal_bases.yaml`); a lawyer of the adopting city signs them.
"""

from collections.abc import Mapping
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


def cite(refs: list[str]) -> list[LegalBasis]:
    """The legal bases of a record, in order.

    Errors: LookupError naming a reference without wording; nothing is cited that cannot be read.
    """
    known = legal_bases()
    missing = [ref for ref in refs if ref not in known]
    if missing:
        raise LookupError(f"no wording for the legal basis {', '.join(missing)}")
    return [known[ref] for ref in refs]
