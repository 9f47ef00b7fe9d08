"""Who met a case, and what each meeting was found to be: by a dated rule, or by hand with two signatures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from fangxian.cases import queries, rules
from fangxian.cases.models import BatchEntry, Case, Classification, Exposure
from fangxian.core.actors.rules import Actor, why_not_use
from fangxian.core.audit import services as audit
from fangxian.core.people.models import Person
from fangxian.core.people.services import Claim, know_people
from fangxian.core.problems.rules import Problem, Refused, refuse, said
from fangxian.engine.exposure.judgements import Judgement, contact_of_contact
from fangxian.engine.exposure.windows import CaseIncomplete
from fangxian.engine.rules.evaluation import Evaluation, hash_of
from fangxian.engine.rules.packs import Pack, read_pack

from .authority import why_not_work_on
from .batches import replace_held, sign


@dataclass(frozen=True)
class Meeting:
    """How a person met a case; see `models.Exposure` for the columns."""

    relation: str
    setting: str
    protection: str
    last_contact_on: date
    evidence: str
    last_contact_at: datetime | None = None
    first_contact_on: date | None = None
    metres: float | None = None
    minutes: float | None = None
    touched: bool | None = None
    evidence_reference: str = ""
    note: str = ""


@transaction.atomic
def record_exposure(*, case: Case, claim: Claim | Person, meeting: Meeting, by: Actor, at: datetime) -> Exposure:
    """Record who met the case and how, and classify it by the rule in force.

    claim   who it was, as somebody told it; or somebody who is known already

    Where the rule leaves it to the investigator, or a needed fact is not known, the classification
    says so ("manual", "unknown") and binds nobody.
    """
    refuse(why_not_work_on(case, by=by, at=at))
    person = claim if isinstance(claim, Person) else know_people([claim], programme=case.programme, by=by, at=at)[0]
    refuse(
        rules.why_not_exposure(
            is_the_case=person.id == case.person_id,
            last_contact_on=meeting.last_contact_on,
            last_contact_at=meeting.last_contact_at,
            at=at,
            zone=case.programme.zone,
        )
    )
    exposure = Exposure.objects.create(
        programme_id=case.programme_id,
        case=case,
        person=person,
        area_code=person.area_code,
        relation=meeting.relation,
        setting=meeting.setting,
        first_contact_on=meeting.first_contact_on,
        last_contact_on=meeting.last_contact_on,
        last_contact_at=meeting.last_contact_at,
        protection=meeting.protection,
        metres=meeting.metres,
        minutes=meeting.minutes,
        touched=meeting.touched,
        evidence=meeting.evidence,
        evidence_reference=meeting.evidence_reference,
        note=meeting.note or None,
        recorded_at=at,
        recorded_by_id=by.post_id,
    )
    audit.record("cases.exposure_recorded", on=exposure, about=person.id, by=by, at=at, detail={"case": str(case.id)})
    _write_by_rule(exposure, _judge(exposure, case=case, at=at), case=case, by=by, at=at)
    return exposure


@transaction.atomic
def correct_case(
    *,
    case: Case,
    case_class: str,
    onset_on: date | None,
    sampled_on: date,
    isolated_at: datetime | None,
    by: Actor,
    at: datetime,
) -> list[Classification]:
    """Correct the times of a case and judge its exposures again (INV-10). Returns what changed."""
    refuse(why_not_work_on(case, by=by, at=at))
    case = Case.objects.select_for_update().select_related("programme").get(id=case.id)
    refuse(
        rules.why_not_days(
            case_class=case_class,
            onset_on=onset_on,
            sampled_on=sampled_on,
            result_on=case.result_on,
            isolated_at=isolated_at,
            at=at,
            zone=case.programme.zone,
        )
    )
    case.case_class, case.onset_on, case.sampled_on, case.isolated_at = case_class, onset_on, sampled_on, isolated_at
    case.save(update_fields=["case_class", "onset_on", "sampled_on", "isolated_at"])
    audit.record("cases.corrected", on=case, about=case.person_id, by=by, at=at)
    changed = []
    for exposure in queries.exposures_of(case):
        held = exposure.found[0] if exposure.found else None  # type: ignore[attr-defined]
        if held is None or held.method != rules.BY_RULE:
            continue
        judged = _judge(exposure, case=case, at=at)
        if judged.outcome != held.outcome:
            changed.append(_write_by_rule(exposure, judged, case=case, by=by, at=at))
    return changed


@transaction.atomic
def classify_by_rule(*, exposures: Sequence[Exposure], by: Actor, at: datetime) -> list[Classification]:
    """Judge exposures again by the edition in force now; at most twenty in one operation (O6)."""
    refuse(rules.why_not_so_many(len(exposures)))
    written = []
    for exposure in exposures:
        refuse(why_not_work_on(exposure.case, by=by, at=at))
        judged = _judge(exposure, case=exposure.case, at=at)
        written.append(_write_by_rule(exposure, judged, case=exposure.case, by=by, at=at))
    return written


@transaction.atomic
def classify_by_hand(*, exposure: Exposure, outcome: str, reason: str, by: Actor, at: datetime) -> Classification:
    """Record what an investigator finds against or beyond the rule; it holds only once a second body reviews it."""
    refuse(why_not_work_on(exposure.case, by=by, at=at))
    refuse(rules.why_not_by_hand(outcome=outcome, reason=reason))
    pack = queries.protocol_at(exposure.programme, at=at)
    if outcome == "secondary" and contact_of_contact(pack) != "secondary":
        raise Refused(
            Problem(
                "cases.no_secondary",
                said("The edition in force determines no contacts of contacts."),
                field="outcome",
            )
        )
    Classification.objects.filter(queries.waiting(), exposure=exposure).update(replaced_at=at)
    row = _row(
        exposure,
        pack=pack,
        by=by,
        at=at,
        method=rules.BY_HAND,
        outcome=outcome,
        reason="by_hand",
        reason_in_words=reason.strip(),
    )
    row.save()
    audit.record("cases.classified_by_hand", on=row, about=exposure.person_id, by=by, at=at, detail={"found": outcome})
    return row


@transaction.atomic
def review(*, classification: Classification, by: Actor, at: datetime) -> Classification:
    """Confirm a classification by hand as the second person, of another employing body (INV-03)."""
    refuse(why_not_use("cases.review", by=by, area_code=classification.exposure.case.area_code))
    row = (
        Classification.objects.select_for_update(of=("self",))
        .select_related("exposure__case")
        .get(id=classification.id)
    )
    refuse(
        rules.why_not_review(
            method=row.method, state=state_of(row, at=at), first_user_id=row.first_user_id,
            first_body_id=row.first_body_id, by=by,
        )
    )  # fmt: skip
    refuse(rules.why_not_trace(ruled_out_at=row.exposure.case.ruled_out_at, at=at))
    refuse(_why_not_alone(row))
    replace_held(row, at=at)
    sign(row, by=by, at=at)
    audit.record(
        "cases.classification_reviewed", on=row, about=row.exposure.person_id, by=by, at=at,
        detail={"found": row.outcome},
    )  # fmt: skip
    return row


def _why_not_alone(row: Classification) -> Problem | None:
    """One that was put up with others is decided on the sheet on which it stands."""
    if BatchEntry.objects.filter(classification=row).exists():
        return Problem("cases.in_a_batch", said("This classification stands in a batch: decide on it there."))
    return None


def state_of(classification: Classification, *, at: datetime) -> str:
    return rules.state_of_classification(
        method=classification.method,
        reviewed_at=classification.reviewed_at,
        replaced_at=classification.replaced_at,
        at=at,
    )


def replay(classification: Classification) -> Judgement:
    """Compute a classification by rule again from what was kept.

    Errors: ValueError if the pack or the kept inputs are no longer what they were.
    """
    pack = read_pack(classification.pack_id)
    if pack.sha256 != classification.pack_sha256:
        raise ValueError(f"{pack.id} is not the pack that was used")
    if _hash(classification.case_times, classification.facts) != classification.inputs_sha256:
        raise ValueError("the kept inputs do not match their hash")
    return rules.judge(
        pack,
        rules.case_times_from_json(classification.case_times),
        rules.Known.from_json(classification.facts),
        at=classification.classified_at,
        zone=classification.programme.zone,
    )


def _known(exposure: Exposure) -> rules.Known:
    return rules.Known(
        setting=exposure.setting,
        protection=exposure.protection,
        last_contact_on=exposure.last_contact_on,
        last_contact_at=exposure.last_contact_at,
        metres=exposure.metres,
        minutes=exposure.minutes,
        touched=exposure.touched,
        journey=exposure.journey,
        is_via=exposure.via_id is not None,
    )


def _judge(exposure: Exposure, *, case: Case, at: datetime) -> Judgement:
    pack = queries.protocol_at(case.programme, at=at)
    try:
        return rules.judge(pack, queries.times_of(case), _known(exposure), at=at, zone=case.programme.zone)
    except CaseIncomplete as error:
        raise Refused(
            Problem("cases.incomplete", said("The case lacks the day from which the edition counts."), field="onset_on")
        ) from error


def _write_by_rule(exposure: Exposure, judged: Judgement, *, case: Case, by: Actor, at: datetime) -> Classification:
    row = row_by_rule(exposure, judged, pack=queries.protocol_at(case.programme, at=at), by=by, at=at)
    replace_held(row, at=at)
    row.save()
    audit.record(
        "cases.classified", on=row, about=exposure.person_id, by=by, at=at,
        detail={"found": row.outcome, "rule": row.rule_id},
    )  # fmt: skip
    return row


def row_by_rule(exposure: Exposure, judged: Judgement, *, pack: Pack, by: Actor, at: datetime) -> Classification:
    """A judgement as it is kept, with the rule that gave it; the caller saves it and puts it on record."""
    deciding = rules.deciding_evaluation(judged)
    beside = {"outside_window": "contact/window"}.get(judged.reason)
    if judged.outcome == rules.SECONDARY:
        beside = "contact/secondary"
    rule = pack.rule(beside) if beside and not deciding else None
    explain = deciding.explain if deciding else (rule.explain if rule else None)
    return _row(
        exposure,
        pack=pack,
        by=by,
        at=at,
        method=rules.BY_RULE,
        outcome=judged.outcome,
        reason=judged.reason,
        rule_id=deciding.rule_id if deciding else (rule.id if rule else ""),
        rule_version=deciding.rule_version if deciding else (rule.version if rule else ""),
        evaluations=[_kept(evaluation) for evaluation in judged.evaluations],
        explain_zh=explain.zh if explain else "",
        explain_en=explain.en if explain else "",
    )


def _row(exposure: Exposure, *, pack: Pack, by: Actor, at: datetime, **found: Any) -> Classification:
    case_times = rules.case_times_as_json(queries.times_of(exposure.case))
    facts = _known(exposure).as_json()
    return Classification(
        programme_id=exposure.programme_id,
        exposure=exposure,
        area_code=exposure.area_code,
        pack_id=pack.id,
        pack_sha256=pack.sha256,
        case_times=case_times,
        facts=facts,
        inputs_sha256=_hash(case_times, facts),
        classified_at=at,
        classified_by_id=by.post_id,
        first_user_id=by.user_id,
        first_body_id=by.body_id,
        **found,
    )


def _hash(case_times: dict[str, Any], facts: dict[str, Any]) -> str:
    return hash_of({"case_times": case_times, "facts": facts})


def _kept(evaluation: Evaluation) -> dict[str, Any]:
    return {
        "rule_id": evaluation.rule_id,
        "rule_version": evaluation.rule_version,
        "inputs": dict(evaluation.snapshot),
        "inputs_sha256": evaluation.snapshot_hash,
        "result": evaluation.result,
        "explain_zh": evaluation.explain.zh,
        "explain_en": evaluation.explain.en,
    }
