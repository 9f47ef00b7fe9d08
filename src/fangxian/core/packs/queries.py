"""The editions of the rules as they stand in a programme, and the one in force."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from fangxian.core.audit.models import AuditEvent
from fangxian.core.problems.rules import Refused
from fangxian.core.programmes.models import Programme
from fangxian.engine.rules import packs as engine
from fangxian.engine.rules.packs import Pack

from . import rules
from .models import Adoption

ADOPTED_STATUS = "ADOPTED"
REFUSED, ALL_READ = "packs.refused", "packs.all_read"


@dataclass(frozen=True)
class Edition:
    """One edition in one programme: the text, its adoption if one was proposed, its signatures, its state."""

    pack: Pack
    adoption: Adoption | None
    signed: tuple[rules.Signed, ...]
    state: str

    @property
    def missing(self) -> list[str]:
        return rules.missing(must_sign=self.pack.must_sign, signed=self.signed)


def editions(programme_id: UUID, *, at: datetime) -> list[Edition]:
    """Every shipped edition, by id."""
    adoptions = {
        (row.pack_id, row.pack_sha256): row
        for row in Adoption.objects.filter(programme_id=programme_id, withdrawn_at=None).prefetch_related(
            "sign_offs__post__unit__body"
        )
    }
    return [_edition(pack, adoptions.get((pack.id, pack.sha256)), at=at) for pack in engine.read_packs()]


def last_reading() -> AuditEvent | None:
    """What the files of the editions were found to be when that last changed; None if they were always in order."""
    return AuditEvent.objects.filter(programme=None, action__in=(REFUSED, ALL_READ)).order_by("-id").first()


def refused_count() -> int:
    """How many faults the files of the editions have, as they were last read; 0 if they are in order."""
    last = last_reading()
    return last.detail["count"] if last is not None and last.action == REFUSED else 0


def edition(pack_id: str, *, programme_id: UUID, at: datetime) -> Edition | None:
    """One edition; None if none has this id."""
    return next((one for one in editions(programme_id, at=at) if one.pack.id == pack_id), None)


def _edition(pack: Pack, adoption: Adoption | None, *, at: datetime) -> Edition:
    signed: tuple[rules.Signed, ...] = ()
    if adoption is not None:
        signed = tuple(
            rules.Signed(row.capacity, row.user_id, row.body_id, row.signed_at) for row in adoption.sign_offs.all()
        )
    state = rules.state_at(is_proposed=adoption is not None, must_sign=pack.must_sign, signed=signed, at=at)
    return Edition(pack, adoption, signed, state)


def pack_in_force(programme: Programme, family_or_id: str, at: datetime) -> Pack:
    """The edition that decides in this programme at `at`: of a family the one in force, or the one with this id.

    Its `status` reads ADOPTED once every capacity has signed, else DRAFT: show it as a watermark.
    Errors: LookupError if no such edition is in force; Refused if it is a draft and the programme is real.
    """
    pack = _shipped(family_or_id, at)
    adoption = (
        Adoption.objects.filter(
            programme=programme, pack_id=pack.id, pack_sha256=pack.sha256, withdrawn_at=None
        ).prefetch_related("sign_offs").first()
    )  # fmt: skip
    found = _edition(pack, adoption, at=at)
    problem = rules.why_not_use_edition(
        state=found.state, is_demonstration=programme.is_demonstration, title=pack.title.en
    )
    if problem is not None:
        raise Refused(problem)
    return replace(pack, status=ADOPTED_STATUS) if found.state == rules.ADOPTED else pack


def _shipped(family_or_id: str, at: datetime) -> Pack:
    for pack in engine.read_packs():
        if pack.id == family_or_id:
            return pack
    found = engine.pack_in_force(family_or_id, at)
    if found is None:
        raise LookupError(f"no edition of {family_or_id!r} is in force at {at.isoformat()}")
    return found
