"""Every night: whatever binds or follows somebody is computed again from what was kept (INV-02).

What differs was changed by a way that no service takes: it is put on record, shown to everybody who
watches the house, and left to people. Nothing is ended or restored by it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import chain
from typing import Any

from django.db import transaction

from fangxian.cases.models import Classification
from fangxian.cases.queries import binding_in
from fangxian.cases.rules import BY_RULE
from fangxian.cases.services import replay as classify_again
from fangxian.core.actors.rules import Actor, Purpose, system
from fangxian.core.audit import services as audit
from fangxian.core.problems.rules import Problem, said
from fangxian.core.programmes.models import Programme
from fangxian.core.programmes.queries import live_programmes
from fangxian.engine.clocks.days import day_end
from fangxian.engine.isolation.courses import course
from fangxian.engine.rules.evaluation import Evaluation, InputRefused
from fangxian.engine.rules.evaluation import replay as evaluate_again
from fangxian.engine.rules.logic import LogicError
from fangxian.engine.rules.packs import read_pack
from fangxian.measures import queries
from fangxian.measures.models import Ground, Measure
from fangxian.screening.queries import verdicts_of
from fangxian.screening.rules import FOLLOW_UP
from fangxian.screening.services import replay as judge_again

ROWS_AT_ONCE = 500

OTHER_EDITION = said("The edition on file is not the one that was used.")
NOT_THE_SAME = said("Computed again from what was kept, the result is not the same.")
LATER_END = said("It ends later than its rule, its grounds or the decision on record say.")
NOT_ON_RECORD = said("The audit knows of no decision that made it.")


def replay_in_force(*, at: datetime) -> int:
    """Compute again every measure in force, classification that binds and follow-up that runs; run every night.

    Returns how many differ; each is an event "measures.replay_differs" that names the record and why.
    """
    return sum(_replay_programme(programme, at=at) for programme in live_programmes(at=at))


@transaction.atomic
def _replay_programme(programme: Programme, *, at: datetime) -> int:
    by = system(programme.id, Purpose.AUDIT)
    checked = differing = 0
    for record, person_id, problem in _replayed(programme, by=by, at=at):
        checked += 1
        if problem is not None:
            differing += 1
            audit.record(queries.DIFFERS, on=record, about=person_id, by=by, at=at, detail={"code": problem.code})
    audit.record("measures.replayed", by=by, at=at, count=checked, detail={"differing": differing})
    return differing


def _replayed(programme: Programme, *, by: Actor, at: datetime) -> Iterator[tuple[Any, Any, Problem | None]]:
    """Each record with its person and what is wrong with it."""
    running = verdicts_of(by).filter(result=FOLLOW_UP, follow_until__gt=at)
    measures = queries.measures_in_force(programme.id, at).order_by("id").iterator(ROWS_AT_ONCE)
    classifications = binding_in(by, at=at).filter(method=BY_RULE).iterator(ROWS_AT_ONCE)
    verdicts = running.iterator(ROWS_AT_ONCE)
    return chain(
        ((measure, measure.person_id, what_differs(measure)) for measure in measures),
        ((one, one.exposure.person_id, _classification(one)) for one in classifications),
        ((verdict, verdict.person_id, judge_again(verdict)) for verdict in verdicts),
    )


def what_differs(measure: Measure) -> Problem | None:
    """Why a measure is not what its evaluation, its grounds and the decision on record make of it; None if it is."""
    grounds = list(queries.grounds_with_verdicts(measure))
    return _edition(measure) or _evaluation(measure, grounds) or _end(measure, grounds) or _on_record(measure)


def _edition(measure: Measure) -> Problem | None:
    try:
        pack = read_pack(measure.pack_id)
    except LookupError:
        return Problem("measures.other_edition", OTHER_EDITION)
    if pack.sha256 != measure.pack_sha256 or measure.evaluation.get("pack_sha256") != measure.pack_sha256:
        return Problem("measures.other_edition", OTHER_EDITION)
    return None


def _evaluation(measure: Measure, grounds: list[Ground]) -> Problem | None:
    """Compute the kept evaluation again: by its rule, or where an order made it a measure, the verdict's."""
    kept = measure.evaluation
    by_order = [ground for ground in grounds if ground.order_id is not None]
    if by_order:
        verdicts = [ground.verdict for ground in by_order if ground.verdict is not None]  # type: ignore[attr-defined]
        hashes = {verdict.inputs_sha256 for verdict in verdicts}
        problems = [judge_again(verdict) for verdict in verdicts]
        if kept["inputs_sha256"] not in hashes:
            problems.append(Problem("measures.not_the_same", NOT_THE_SAME))
        return next((problem for problem in problems if problem is not None), None)
    evaluation = Evaluation(
        kept["pack_id"], kept["pack_sha256"], kept["rule_id"], kept["rule_version"], kept["inputs"],
        kept["inputs_sha256"], kept["result"], (), read_pack(measure.pack_id).rule(kept["rule_id"]).explain,
        datetime.fromisoformat(kept["at"]),
    )  # fmt: skip
    try:
        again = evaluate_again(evaluation, read_pack(measure.pack_id))
    except (ValueError, InputRefused, LogicError):
        return Problem("measures.not_the_same", NOT_THE_SAME)
    if (again.result, again.rule_version) != (kept["result"], measure.rule_version) or again.result != "measure":
        return Problem("measures.not_the_same", NOT_THE_SAME)
    return None


def _end(measure: Measure, grounds: list[Ground]) -> Problem | None:
    """Whether it ends by what its grounds give when they are counted again."""
    allowed = [_ground_end(ground, measure=measure) for ground in grounds]
    if not allowed or measure.ends_at > max(allowed) or measure.effective_end_at > measure.ends_at:
        return Problem("measures.later_end", LATER_END)
    return None


def _ground_end(ground: Ground, *, measure: Measure) -> datetime:
    pack, zone = read_pack(ground.pack_id), measure.programme.zone
    rule = pack.rule(ground.rule_id)
    if ground.order_id is not None:
        return day_end(ground.anchor_on + timedelta(days=int(rule.params["follow_up"]["days"])), zone)
    anchor = ground.anchor_at or ground.anchor_on
    return course(pack, rule, anchor, zone=zone, no_more_than=measure.type).ends_at


def _on_record(measure: Measure) -> Problem | None:
    """Whether the audit, which nobody can edit unseen, knows the decision with at least this end."""
    ends = queries.ends_on_record(measure)
    if not ends:
        return Problem("measures.not_on_record", NOT_ON_RECORD)
    return Problem("measures.later_end", LATER_END) if measure.ends_at > min(ends) else None


def _classification(found: Classification) -> Problem | None:
    try:
        again = classify_again(found)
    except (LookupError, ValueError):
        return Problem("measures.not_the_same", NOT_THE_SAME)
    return None if again.outcome == found.outcome else Problem("measures.not_the_same", NOT_THE_SAME)
