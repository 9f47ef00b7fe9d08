"""What makes an edition of the rules usable: every capacity that it asks for has signed for this very text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.resources.abc import Traversable

from fangxian.core.actors.rules import Actor, why_not_second
from fangxian.core.problems.rules import Problem, said
from fangxian.engine.rules import packs as engine
from fangxian.engine.rules.packproblems import PackError

DRAFT, PROPOSED, ADOPTED = "draft", "proposed", "adopted"


@dataclass(frozen=True)
class Signed:
    """A signature as the rules see it."""

    capacity: str
    user_id: int
    body_id: object
    signed_at: datetime


def faults_of(folder: Traversable) -> list[str]:
    """Why the editions in a folder cannot be worked by, as "file: where: code"; a text that is not the one that this
    process read when it began is "pack: changed". Empty if all is in order.
    """
    try:
        found = {pack.id: pack.sha256 for pack in engine.packs_in(folder)}
    except PackError as error:
        return sorted(f"{problem.file}: {problem.where}: {problem.code}" for problem in error.problems)
    except (OSError, UnicodeDecodeError) as error:
        return [f"unreadable: {type(error).__name__}"]
    read = {pack.id: pack.sha256 for pack in engine.read_packs()}
    return [f"{name}: changed" for name in sorted(read.keys() | found.keys()) if read.get(name) != found.get(name)]


def state_at(*, is_proposed: bool, must_sign: Sequence[str], signed: Sequence[Signed], at: datetime) -> str:
    """The state of an edition in a programme at `at`."""
    if not is_proposed:
        return DRAFT
    given = {one.capacity for one in signed if one.signed_at <= at}
    return ADOPTED if given >= set(must_sign) else PROPOSED


def missing(*, must_sign: Sequence[str], signed: Sequence[Signed]) -> list[str]:
    """The capacities that have not signed yet, in the pack's order."""
    given = {one.capacity for one in signed}
    return [capacity for capacity in must_sign if capacity not in given]


def why_not_propose(*, is_proposed: bool) -> Problem | None:
    if is_proposed:
        return Problem("packs.already_proposed", said("The adoption of this edition has already been proposed."))
    return None


def why_not_sign(
    *, capacity: str, must_sign: Sequence[str], signed: Sequence[Signed], is_proposed: bool, by: Actor
) -> Problem | None:
    """Why `by` may not sign in this capacity: each once, by different people of different bodies (INV-03)."""
    if not is_proposed:
        return Problem("packs.not_proposed", said("An administrator proposes the adoption first."))
    if capacity not in must_sign:
        return Problem("packs.no_such_capacity", said("This edition does not ask for a signature in that capacity."))
    if any(one.capacity == capacity for one in signed):
        return Problem("packs.capacity_signed", said("This capacity has already signed."))
    for one in signed:
        if problem := why_not_second(first_user_id=one.user_id, first_body_id=one.body_id, second=by):
            return problem
    return None


def why_not_use_edition(*, state: str, is_demonstration: bool, title: str) -> Problem | None:
    """Why an edition may not decide anything: a draft works in a demonstration only."""
    if state == ADOPTED or is_demonstration:
        return None
    return Problem(
        "packs.not_adopted", said("The rules “%(title)s” have not been adopted here yet."), {"title": title}, status=409
    )
