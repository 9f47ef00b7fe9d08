"""The editions of the rules as they stand in a programme, and the one in force."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from fangxian.core.audit.models import AuditEvent
from fangxian.core.prepared import Question
from fangxian.core.problems.rules import Refused
from fangxian.core.programmes.models import Programme
from fangxian.engine.rules import packs as engine
from fangxian.engine.rules.packs import Pack

from . import rules
from .models import Adoption, SignOff

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
    found = [(pack, adoptions.get((pack.id, pack.sha256))) for pack in engine.read_packs()]
    return [_edition(pack, row.sign_offs.all() if row else (), adoption=row, at=at) for pack, row in found]


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


def _edition(pack: Pack, sign_offs: Iterable[SignOff], *, adoption: Adoption | None, at: datetime) -> Edition:
    signed = tuple(rules.Signed(row.capacity, row.user_id, row.body_id, row.signed_at) for row in sign_offs)
    state = rules.state_at(is_proposed=adoption is not None, must_sign=pack.must_sign, signed=signed, at=at)
    return Edition(pack, adoption, signed, state)


# The edition that decides is asked for with every batch and every check.
ADOPTED = Question(
    """
SELECT {adoption}, {signed}
  FROM packs_adoption adoption LEFT JOIN packs_signoff signed ON signed.adoption_id = adoption.id
 WHERE adoption.programme_id = %(programme)s AND adoption.pack_id = %(pack)s AND adoption.pack_sha256 = %(sha256)s
   AND adoption.withdrawn_at IS NULL
""",
    adoption=Adoption, signed=SignOff,
)  # fmt: skip


def pack_in_force(programme: Programme, family_or_id: str, at: datetime) -> Pack:
    """The edition that decides in this programme at `at`: of a family the one in force, or the one with this id.

    Its `status` reads ADOPTED once every capacity has signed, else DRAFT: show it as a watermark.
    Errors: LookupError if no such edition is in force; Refused if it is a draft and the programme is real.
    """
    pack = _shipped(family_or_id, at)
    rows = ADOPTED.ask(programme=programme.pk, pack=pack.id, sha256=pack.sha256)
    found = _edition(pack, [row for _, row in rows if row is not None], adoption=rows[0][0] if rows else None, at=at)
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
