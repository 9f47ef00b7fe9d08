"""Editions of the rules are proposed for adoption and signed for."""

from __future__ import annotations

from datetime import datetime
from importlib.resources.abc import Traversable

from django.db import transaction

from fangxian.core.actors.rules import Actor, system, why_not_use
from fangxian.core.audit import services as audit
from fangxian.core.problems.rules import Problem, refuse, said
from fangxian.engine.rules import packs as engine

from . import queries, rules
from .models import Adoption, SignOff


@transaction.atomic
def propose_adoption(*, pack_id: str, by: Actor, at: datetime) -> Adoption:
    """Propose that this programme works by this edition, in exactly this text."""
    refuse(why_not_use("packs.adopt", by=by))
    found = _found(pack_id, by=by, at=at)
    refuse(rules.why_not_propose(is_proposed=found.adoption is not None))
    adoption = Adoption.objects.create(
        programme_id=by.programme_id, pack_id=pack_id, pack_sha256=found.pack.sha256, proposed_at=at,
        proposed_by_id=by.post_id,
    )  # fmt: skip
    audit.record("packs.adoption_proposed", on=adoption, by=by, at=at, detail=_named(found))
    return adoption


@transaction.atomic
def sign_adoption(*, pack_id: str, capacity: str, by: Actor, at: datetime) -> SignOff:
    """Sign for an edition in one of the capacities that it asks for; the last signature adopts it."""
    refuse(why_not_use("packs.sign", by=by))
    Adoption.objects.select_for_update().filter(programme_id=by.programme_id, pack_id=pack_id).first()
    found = _found(pack_id, by=by, at=at)
    refuse(
        rules.why_not_sign(
            capacity=capacity, must_sign=found.pack.must_sign, signed=found.signed,
            is_proposed=found.adoption is not None, by=by,
        )
    )  # fmt: skip
    signed = SignOff.objects.create(
        programme_id=by.programme_id, adoption=found.adoption, capacity=capacity, post_id=by.post_id,
        user_id=by.user_id, body_id=by.body_id, signed_at=at,
    )  # fmt: skip
    audit.record("packs.signed", on=found.adoption, by=by, at=at, detail={**_named(found), "capacity": capacity})
    return signed


@transaction.atomic
def withdraw_adoption(*, pack_id: str, by: Actor, at: datetime) -> Adoption:
    """Withdraw an adoption: the edition is a draft again; what it decided keeps its snapshot."""
    refuse(why_not_use("packs.sign", by=by))
    found = _found(pack_id, by=by, at=at)
    if found.adoption is None:
        refuse(Problem("packs.nothing_to_withdraw", said("This edition is not adopted.")))
    adoption = Adoption.objects.select_for_update().get(id=found.adoption.id)  # type: ignore[union-attr]
    adoption.withdrawn_at, adoption.withdrawn_by_id = at, by.post_id
    adoption.save(update_fields=["withdrawn_at", "withdrawn_by"])
    audit.record("packs.adoption_withdrawn", on=adoption, by=by, at=at, detail=_named(found))
    return adoption


def _found(pack_id: str, *, by: Actor, at: datetime) -> queries.Edition:
    if by.programme_id is None:
        refuse(Problem("packs.no_programme", said("Work from a post in a programme.")))
    found = queries.edition(pack_id, programme_id=by.programme_id, at=at)  # type: ignore[arg-type]
    if found is None:
        refuse(Problem("packs.unknown", said("There is no such edition."), status=404))
    assert found is not None  # refuse() has raised
    return found


def _named(found: queries.Edition) -> dict[str, str]:
    return {"pack": found.pack.id, "sha256": found.pack.sha256}


@transaction.atomic
def check_editions(*, at: datetime, folder: Traversable | None = None) -> int:
    """Read the files of the editions again and note on record what changed about them; returns how many faults.

    A file that would weaken an invariant, or that is not the text this process works by, is refused: the house
    goes on by what it read when it began, and the watchdog alarms until the files are in order again.

    folder  where they lie; the shipped ones unless given
    """
    faults = rules.faults_of(folder or engine.shipped())
    last = queries.last_reading()
    said_before = last.detail["faults"] if last is not None else []
    if faults != said_before:
        action = queries.REFUSED if faults else queries.ALL_READ
        audit.record(action, by=system(None), at=at, detail={"faults": faults, "count": len(faults)})
    return len(faults)
