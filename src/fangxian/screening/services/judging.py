"""Facts are judged, and judged again when the area lists change."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from fangxian.core.actors.rules import Actor, Purpose, system
from fangxian.core.audit import services as audit
from fangxian.core.packs.queries import pack_in_force
from fangxian.core.people.queries import people_by_id
from fangxian.core.people.services import FollowUp, close_files, open_files
from fangxian.core.problems.rules import refuse
from fangxian.core.programmes.models import Programme, new_id
from fangxian.core.programmes.queries import live_programmes
from fangxian.core.programmes.rules import city_day, why_not_collect
from fangxian.engine.rules.packs import Pack
from fangxian.intake import queries as intake
from fangxian.intake.models import Fact
from fangxian.screening import queries, rules
from fangxian.screening.models import AreaList, Verdict

CHUNK = 500
FAMILY = "cn.screen"


def judge_facts(event: Any, by: Actor, at: datetime) -> None:
    """Reaction to "intake.facts_recorded": reach a verdict on every fact of the batch that tells of stays.

    A match opens the person's one file; nothing else opens anything (O12). A correction's verdict takes the
    place of the one it corrects. Running it again changes nothing.
    """
    programme = Programme.objects.get(id=event.programme_id)
    facts = list(intake.facts_of_batch(UUID(event.on_id), programme_id=programme.id))
    done = queries.judged_facts([fact.id for fact in facts])
    judge_batch([f for f in facts if f.id not in done], batch_id=UUID(event.on_id), programme=programme, by=by, at=at)


@transaction.atomic
def judge_batch(
    facts: Sequence[Fact], *, batch_id: UUID, programme: Programme, by: Actor, at: datetime
) -> list[Verdict]:
    """Judge these facts now and write their verdicts, with the files that they open or close."""
    ground = ground_at(programme, at=at)
    corrects = {fact.id: fact.supersedes for fact in facts if fact.supersedes}
    facts = [fact for fact in facts if fact.id not in corrects.values()]  # corrected before it was judged
    verdicts = [
        _verdict(fact, judgement, ground, batch_id=batch_id, at=at)
        for fact in facts
        if (judgement := rules.judge_fact(fact.content, ground.basis, at=at)) is not None
    ]
    if not verdicts:
        return []
    return _write(verdicts, corrects, batch_id=batch_id, programme=programme, by=by, at=at)


@dataclass(frozen=True)
class Ground:
    """What facts are judged on at a moment: the edition in force and the lists in effect."""

    programme: Programme
    pack: Pack
    basis: rules.Basis


def ground_at(programme: Programme, *, at: datetime) -> Ground:
    """Errors: LookupError if no edition of the look-back rule is in force; Refused if it may not be used here."""
    pack = pack_in_force(programme, FAMILY, at)
    (rule,) = pack.rules_of("SCREEN")
    as_of = city_day(at, programme.timezone) if rule.params["list_basis"] == "at_screen" else None
    ids = [str(area_list.id) for area_list in queries.lists_in_effect(programme.id, at=at)]
    return Ground(programme, pack, queries.basis_of(pack, timezone=programme.timezone, list_ids=ids, as_of=as_of))


def _write(
    verdicts: Sequence[Verdict],
    corrects: Mapping[UUID, UUID],
    *,
    batch_id: UUID,
    programme: Programme,
    by: Actor,
    at: datetime,
) -> list[Verdict]:
    """Write new verdicts in place of those that they supersede, follow with the files, and audit the batch.

    corrects  fact of a new verdict -> the fact that it corrects; a fact judged again supersedes itself
    """
    replaced = queries.live_verdicts_of_facts(
        [*(v.fact_id for v in verdicts), *corrects.values()], programme_id=programme.id
    )
    for verdict in verdicts:
        for fact_id in (verdict.fact_id, corrects.get(verdict.fact_id)):
            old = replaced.get(fact_id) if fact_id else None
            if old is not None:
                old.superseded_by, old.superseded_at = verdict.id, at
                verdict.field_outcome, verdict.field_checked_at = old.field_outcome, old.field_checked_at
    old_ones = [old for old in replaced.values() if old.superseded_by]
    refuse(why_not_collect(stood_down_at=programme.stood_down_at, at=at))
    Verdict.objects.bulk_update(old_ones, ["superseded_by", "superseded_at"], batch_size=CHUNK)
    Verdict.objects.bulk_create(verdicts, batch_size=CHUNK)
    _follow_with_files(verdicts, old_ones, batch_id=batch_id, programme=programme, by=by, at=at)
    digests = sorted(verdict.inputs_sha256 for verdict in verdicts)
    audit.record(
        "screening.verdicts_reached",
        on_kind="screening.Batch",
        on_id=batch_id,
        by=by,
        at=at,
        count=len(verdicts),
        digest=hashlib.sha256("".join(digests).encode()).digest(),
        detail={"pack": verdicts[0].pack_id, "superseded": len(old_ones)} | _counts(verdicts),
    )
    return list(verdicts)


def _counts(verdicts: Sequence[Verdict]) -> dict[str, int]:
    return {result: sum(verdict.result == result for verdict in verdicts) for result in rules.RESULTS}


def _follow_with_files(
    verdicts: Sequence[Verdict],
    old_ones: Sequence[Verdict],
    *,
    batch_id: UUID,
    programme: Programme,
    by: Actor,
    at: datetime,
) -> None:
    """A match in the programme opens the person's file; a file whose last match was corrected away is closed."""
    matched = [v for v in verdicts if v.result == rules.FOLLOW_UP and v.person_id and v.in_programme]
    people = people_by_id([v.person_id for v in matched], programme_id=programme.id)
    follow_ups = [
        FollowUp(people[v.person_id], f"{v.rule_id}@{v.rule_version}", v.id, v.follow_until)
        for v in matched
        if v.person_id in people and v.follow_until
    ]
    if follow_ups:
        open_files(follow_ups, programme=programme, batch_id=batch_id, by=by, at=at)
    freed = {old.person_id for old in old_ones if old.result == rules.FOLLOW_UP and old.person_id}
    freed -= queries.people_still_followed(freed) if freed else set()
    if freed:
        close_files(sorted(freed), reason="corrected", by=by, at=at)


def _verdict(fact: Fact, judgement: rules.Judgement, ground: Ground, *, batch_id: UUID, at: datetime) -> Verdict:
    rule = ground.basis.judge.rule
    told = fact.content.get("destination") or {}
    inside = told.get("in_programme")
    return Verdict(
        id=new_id(),
        programme=ground.programme,
        fact_id=fact.id,
        batch_id=batch_id,
        person_id=fact.person_id,
        area_code=fact.area_code,
        source=fact.source,
        clock_profile=fact.clock_profile,
        received_at=fact.received_at,
        pack_id=ground.pack.id,
        pack_version=ground.pack.edition,
        pack_sha256=ground.pack.sha256,
        rule_id=rule.id,
        rule_version=rule.version,
        inputs=dict(judgement.inputs),
        inputs_sha256=judgement.inputs_sha256,
        result=judgement.result,
        reason=judgement.reason,
        explain_zh=judgement.explain.zh,
        explain_en=judgement.explain.en,
        follow_until=judgement.follow_until,
        in_programme=not fact.area_code or ground.programme.covers(fact.area_code) if inside is None else inside,
        judged_at=at,
    )


def judge_again(at: datetime) -> int:
    """Judge recent facts again with the lists that came into effect or were withdrawn; returns new verdicts.

    Run every half minute. A list is marked when all is done, so a run that dies is begun again; a verdict is
    written only where the result or its ground changed. Deciding that lists count was somebody's; this only
    follows.
    """
    return sum(_judge_programme_again(programme, at=at) for programme in live_programmes(at=at))


def _judge_programme_again(programme: Programme, *, at: datetime) -> int:
    came, went = [], []
    for area_list in queries.area_lists(programme.id):
        state = queries.state_of(area_list, at=at)
        if state == rules.IN_EFFECT and area_list.applied_at is None:
            came.append(area_list.id)
        if state != rules.IN_EFFECT and area_list.applied_at and area_list.withdrawn_at and not area_list.unapplied_at:
            went.append(area_list.id)
    if not came and not went:
        return 0
    changed, after = 0, None
    while chunk := list(queries.verdicts_to_judge_again(programme.id, at=at, after=after)[:CHUNK]):
        after = chunk[-1].id
        changed += _judge_chunk_again(chunk, programme, at=at)
    AreaList.objects.filter(id__in=came).update(applied_at=at)
    AreaList.objects.filter(id__in=went).update(unapplied_at=at)
    return changed


@transaction.atomic
def _judge_chunk_again(chunk: Sequence[Verdict], programme: Programme, *, at: datetime) -> int:
    ground = ground_at(programme, at=at)
    facts = intake.facts_by_id([verdict.fact_id for verdict in chunk], programme_id=programme.id)
    batch_id = new_id()
    changed = []
    for old in chunk:
        fact = facts.get(old.fact_id)
        judgement = rules.judge_fact(fact.content, ground.basis, at=at) if fact else None
        if fact and judgement and rules.differs(old.result, old.reason, old.inputs, judgement):
            changed.append(_verdict(fact, judgement, ground, batch_id=batch_id, at=at))
    if changed:
        by = system(programme.id, Purpose.JUDGE_FACTS)
        _write(changed, {}, batch_id=batch_id, programme=programme, by=by, at=at)
    return len(changed)
