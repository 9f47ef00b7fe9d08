"""A person's own data as a file that she keeps (PIPL 45): what the page says, in a form that programs read."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from fangxian.core.people.models import Person
from fangxian.core.tokens.models import IssuedToken
from fangxian.core.tokens.queries import tokens_of_person
from fangxian.files.rules.steps import Step
from fangxian.portal.models import Objection

from .holdings import Holding
from .looks import Look, all_looks_at
from .own_file import HeldMeasure, own_file

FORMAT = "fangxian.own-file.1"


def copy_of(person: Person, *, at: datetime) -> dict[str, Any]:
    """Everything that is held about one person, as JSON. No name of the staff, nothing about anybody else.

    Moments are UTC in ISO 8601, days are city days; null is unknown.
    """
    held = own_file(person, at=at)
    file = held.file
    return {
        "format": FORMAT,
        "made_at": _iso(at),
        "person": _person(person),
        "follow_up": {
            "opened_at": _iso(file.opened_at), "until": _iso(file.follow_until), "closed_at": _iso(file.closed_at),
            "rule": file.basis_rule,
        } if file else None,
        "readings": [_reading(one) for one in held.readings],
        "timeline": [_step(one) for one in held.steps],
        "facts": [_fact(one) for one in held.facts],
        "contacts": [
            {"outcome": one.outcome, "last_contact_on": _iso(one.exposure.last_contact_on),
             "explain": {"zh": one.explain_zh, "en": one.explain_en}}
            for one in held.exposures
        ],
        "decisions": [_measure(one) for one in held.measures],
        "objections": [_objection(one) for one in held.objections],
        "helpers": [
            {"name": one.name, "relation": one.relation, "scope": one.scope, "how": one.named_how,
             "ends_at": _iso(one.ends_at)}
            for one in held.proxies
        ],
        "codes_for_gates": [_code(one) for one in tokens_of_person(person.id)],
        "looks": [_look(one) for one in all_looks_at(person)],
        "held": [_holding(one) for one in held.holdings],
    }  # fmt: skip


def _person(person: Person) -> dict[str, Any]:
    return {
        "name": person.name, "document_kind": person.document_kind or None, "document_number": person.document_number,
        "phone": person.phone, "address": person.address, "guardian_name": person.guardian_name,
        "guardian_phone": person.guardian_phone, "birth_year": person.birth_year, "language": person.language,
        "area_code": person.area_code, "known_since": _iso(person.known_since),
    }  # fmt: skip


def _step(one: Step) -> dict[str, Any]:
    """One step of the timeline; `words` are codes, each with the list it is of."""
    return {
        "at": _iso(one.at), "what": one.kind, "area_code": one.area_code or None, "place": one.place or None,
        "unit": one.unit or None, "words": [list(word) for word in one.words], "until": _iso(one.until),
        "rule": one.rule or (one.restriction.rule if one.restriction else None),
        "decision": one.restriction.number if one.restriction else None, "came_in_at": _iso(one.came_in_at),
    }  # fmt: skip


def _reading(one: Any) -> dict[str, Any]:
    return {
        "at": _iso(one.taken_at), "channel": one.channel, "outcome": one.outcome,
        "celsius": float(one.celsius) if one.celsius is not None else None, "method": one.method or None,
        "symptoms": one.symptoms, "needs": one.needs, "note": one.note,
        "by": one.post.unit.name if one.post else None,
    }  # fmt: skip


def _code(one: IssuedToken) -> dict[str, Any]:
    return {
        "form": one.form, "counts_in": one.scope or None, "issued_at": _iso(one.issued_at),
        "expires_at": _iso(one.expires_at), "withdrawn_at": _iso(one.withdrawn_at),
    }  # fmt: skip


def _objection(one: Objection) -> dict[str, Any]:
    return {
        "about": one.about, "text": one.text, "channel": one.channel, "lodged_at": _iso(one.lodged_at),
        "answer_by": _iso(one.decide_by), "answered_at": _iso(one.answered_at), "decision": one.decision or None,
        "answer": one.answer,
    }  # fmt: skip


def _look(one: Look) -> dict[str, Any]:
    return {
        "at": _iso(one.event.at), "role": one.event.role, "unit": one.unit or None, "purpose": one.event.purpose,
        "what": one.kind,
    }  # fmt: skip


def _holding(one: Holding) -> dict[str, Any]:
    return {
        "what": one.key, "count": one.count, "deleted_at": _iso(one.deleted_at), "kept_by": list(one.kept_by),
        "rule": one.rule, "why": {"zh": one.why.zh, "en": one.why.en},
    }  # fmt: skip


def _fact(one: Any) -> dict[str, Any]:
    verdict = one.verdict
    return {
        "source": one.fact.source, "sender": one.fact.sender or None, "legal_basis": one.fact.legal_basis,
        "received_at": _iso(one.fact.received_at), "content": one.fact.content, "is_corrected": one.is_corrected,
        "is_confirmed": one.is_confirmed,
        "verdict": {
            "result": verdict.result, "rule": f"{verdict.rule_id}@{verdict.rule_version}",
            "explain": {"zh": verdict.explain_zh, "en": verdict.explain_en},
        } if verdict else None,
    }  # fmt: skip


def _measure(one: HeldMeasure) -> dict[str, Any]:
    measure = one.measure
    return {
        "number": measure.number, "type": measure.type, "state": one.state, "ends_at": _iso(one.ends_at),
        "served_at": _iso(measure.served_at), "rule": f"{measure.rule_id}@{measure.rule_version}",
        "evidence": list(one.evidence), "legal_basis": list(measure.legal_basis),
        "explain": {"zh": measure.explain_zh, "en": measure.explain_en}, "appeal_route": measure.appeal_route,
        "told": [
            {"whom": told.audience, "unit": told.unit.name if told.unit else told.body_name or None,
             "of": told.of, "at": _iso(told.told_at)}
            for told in one.told
        ],
        "appeals": [
            {"lodged_at": _iso(appeal.lodged_at), "text": appeal.text, "decide_by": _iso(appeal.decide_by),
             "decided_at": _iso(appeal.decided_at), "decision": appeal.decision or None,
             "reason": appeal.decision_reason}
            for appeal in one.appeals
        ],
    }  # fmt: skip


def _iso(value: datetime | date | None) -> str | None:
    return value.isoformat() if value else None
