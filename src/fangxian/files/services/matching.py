"""Two records are kept as one person, or as two; a merge rewrites nothing, binds nobody and can be taken back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from fangxian.core.actors.rules import Actor, Purpose, system
from fangxian.core.areas.rules import ancestors_of
from fangxian.core.audit import services as audit
from fangxian.core.people.models import Person, PersonFile
from fangxian.core.people.queries import canaries
from fangxian.core.people.services import keep_apart, keep_with
from fangxian.core.problems.rules import Problem, Refused, refuse, said
from fangxian.core.programmes.models import Programme
from fangxian.files.models import MatchPair
from fangxian.files.queries import matching as queries
from fangxian.files.rules import matching as rules


@transaction.atomic
def propose_pairs(*, programme: Programme, pairs: Iterable[tuple[UUID, UUID, float]], at: datetime) -> int:
    """Put pairs before somebody that the linkage finds probable; a pair that was found before stays as it is.

    Returns how many are new. Nothing is merged by it.
    """
    hidden = set(canaries(programme.id))
    found = {tuple(sorted((one, other))): probability for one, other, probability in pairs if one != other}
    people = {person.id: person for person in Person.objects.filter(
        programme=programme, kept_id=None, id__in={one for pair in found for one in pair})}  # fmt: skip
    rows = [
        MatchPair(
            programme=programme, first_id=first, second_id=second, probability=probability, found_at=at,
            area_code=_common_area(people[first].area_code, people[second].area_code),
        )
        for (first, second), probability in found.items()
        if first in people and second in people and not {first, second} & hidden
    ]  # fmt: skip
    before = MatchPair.objects.filter(programme=programme).count()
    MatchPair.objects.bulk_create(rows, ignore_conflicts=True)
    new = MatchPair.objects.filter(programme=programme).count() - before
    if new:
        by = system(programme.id, Purpose.FOLLOW_UP)
        audit.record("files.pairs_found", on_kind="files.MatchPair", by=by, at=at, count=new)
    return new


def why_not_merge(pair: MatchPair, *, at: datetime) -> Problem | None:
    """Why these two records may not be kept as one person, whoever wants it."""
    sides = queries.sides_of(pair)
    if sides.first is None or sides.second is None:
        return Problem("files.record_gone", said("One of the two records was erased; there is nothing to keep as one."))
    found = rules.compared(queries.told_by(sides.first), queries.told_by(sides.second))
    numbers = (sides.first.document_number or "", sides.second.document_number or "")
    ids = [person.id for person in sides.people]
    are_kept = any(p.kept_id for p in sides.people) or Person.objects.filter(kept_id__in=ids).count() > 0
    return rules.why_not_one_person(found, documents=numbers) or rules.why_not_free(
        bound_count=len(queries.bound(sides.people, at=at)), are_kept=are_kept
    )


@transaction.atomic
def decide_pair(*, pair: MatchPair, decision: str, reason: str, by: Actor, at: datetime) -> MatchPair:
    """Find that two records are one person, or two people. Where a measure hangs on it a second unit must agree."""
    pair, sides = _locked(pair)
    refuse(
        rules.why_not_decide(
            state=queries.state_of(pair), decision=decision, reason=reason, area_codes=sides.area_codes, by=by
        )
    )
    if decision == rules.MERGE:
        refuse(why_not_merge(pair, at=at))
    pair.decision, pair.reason, pair.decided_at, pair.decided_by_id = decision, reason.strip(), at, by.post_id
    pair.save(update_fields=["decision", "reason", "decided_at", "decided_by"])
    if decision == rules.APART:
        _tell("people.kept_apart", pair, sides, by=by, at=at)
    elif queries.bound(sides.people, at=at):
        _tell("people.merge_put_up", pair, sides, by=by, at=at)
    else:
        _merge(pair, sides, by=by, at=at)
    return pair


@transaction.atomic
def second_pair(*, pair: MatchPair, agrees: bool, by: Actor, at: datetime) -> MatchPair:
    """Agree to a merge on which a measure hangs, as somebody of another body; or send it back to be looked at."""
    pair, sides = _locked(pair)
    first = pair.decided_by
    refuse(
        rules.why_not_agree(
            state=queries.state_of(pair), first_user_id=first.user_id if first else None,
            first_body_id=first.unit.body_id if first else None, area_codes=sides.area_codes, by=by,
        )
    )  # fmt: skip
    if not agrees:
        pair.decision, pair.reason, pair.decided_at, pair.decided_by = "", None, None, None
        pair.save(update_fields=["decision", "reason", "decided_at", "decided_by"])
        _tell("people.merge_sent_back", pair, sides, by=by, at=at)
        return pair
    refuse(why_not_merge(pair, at=at))
    pair.seconded_at, pair.seconded_by_id = at, by.post_id
    pair.save(update_fields=["seconded_at", "seconded_by"])
    _merge(pair, sides, by=by, at=at)
    return pair


@transaction.atomic
def unmerge_pair(*, pair: MatchPair, reason: str, by: Actor, at: datetime) -> MatchPair:
    """Take a merge back: both records stand alone again, with all that each held and what came to it since."""
    pair, sides = _locked(pair)
    refuse(rules.why_not_undo(state=queries.state_of(pair), reason=reason, area_codes=sides.area_codes, by=by))
    other = next((person for person in sides.people if person.id != pair.kept_id), None)
    if other is None:
        raise Refused(Problem("files.record_gone", said("One of the two records was erased; there is nothing to keep "
                                                        "as one.")))  # fmt: skip
    keep_apart(person=other, before=pair.before, by=by, at=at)
    pair.unmerged_at, pair.unmerged_by_id, pair.unmerged_reason = at, by.post_id, reason.strip()
    pair.save(update_fields=["unmerged_at", "unmerged_by", "unmerged_reason"])
    _tell("people.unmerged", pair, sides, by=by, at=at)
    return pair


def saw_pair(pair: MatchPair, *, by: Actor, at: datetime) -> None:
    """Record that somebody compared two people's records: each of them reads it."""
    for person in queries.sides_of(pair).people:
        audit.record("people.compared", on=pair, about=person.id, area_code=person.area_code, by=by, at=at)


def _merge(pair: MatchPair, sides: queries.Sides, *, by: Actor, at: datetime) -> None:
    kept = max(sides.people, key=lambda person: _standing(person, at=at))
    other = next(person for person in sides.people if person.id != kept.id)
    pair.before = keep_with(person=other, kept=kept, by=by, at=at)
    pair.kept_id, pair.merged_at = kept.id, at
    pair.save(update_fields=["before", "kept_id", "merged_at"])
    _tell("people.merged", pair, sides, by=by, at=at)


def _standing(person: Person, *, at: datetime) -> tuple[bool, bool, float]:
    """The record under a measure stays, then the one with a file, then the older."""
    has_file = PersonFile.objects.filter(person=person, closed_at=None, follow_until__gt=at).exists()
    return bool(queries.bound([person], at=at)), has_file, -person.known_since.timestamp()


def _tell(action: str, pair: MatchPair, sides: queries.Sides, *, by: Actor, at: datetime) -> None:
    """One event for each of the two: each is somebody's record."""
    for person in sides.people:
        audit.record(action, on=pair, about=person.id, area_code=person.area_code, by=by, at=at)


def _common_area(one: str, other: str) -> str:
    """What two places both lie in: the longest code that is one of an area."""
    shared = set(ancestors_of(one)) & set(ancestors_of(other))
    return max(shared, key=len, default="")


def _locked(pair: MatchPair) -> tuple[MatchPair, queries.Sides]:
    pairs = MatchPair.objects.select_for_update(of=("self",)).select_related("programme", "decided_by__unit")
    pair = pairs.get(id=pair.id)
    list(Person.objects.select_for_update(no_key=True).filter(id__in=(pair.first_id, pair.second_id)).order_by("id"))
    return pair, queries.sides_of(pair)
