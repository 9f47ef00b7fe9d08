"""Applying one rule to facts, and keeping what is needed to do it again years later."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import rfc8785

from fangxian.engine.rules import logic
from fangxian.engine.rules.denylist import is_denied
from fangxian.engine.rules.packs import Pack, Rule
from fangxian.engine.texts import Bilingual

Fact = str | int | float | bool | date | datetime | None | tuple[str, ...] | list[str]

UNKNOWN = "unknown"
NONE = "none"


class InputRefused(ValueError):
    """A rule was given a fact it may not see, or not given one that it reads."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What one rule said about one set of facts at one moment.

    snapshot        the inputs as JSON values, only those the rule lists; null = asked and not known
    snapshot_hash   SHA-256 of the snapshot's canonical JSON (RFC 8785), in hexadecimal
    result          the rule's outcome; `none` if it does not apply, `unknown` if a needed fact is not known
    unknown_inputs  the listed inputs that were null
    """

    pack_id: str
    pack_sha256: str
    rule_id: str
    rule_version: str
    snapshot: Mapping[str, Any]
    snapshot_hash: str
    result: str
    unknown_inputs: tuple[str, ...]
    explain: Bilingual
    at: datetime


def evaluate(pack: Pack, rule: Rule | str, facts: Mapping[str, Fact], *, at: datetime) -> Evaluation:
    """What a rule of a pack says about these facts at this moment.

    facts    exactly the rule's inputs; dates, aware instants, numbers, texts, booleans, or None if unknown
    Errors: InputRefused for a fact the rule does not list (or that no rule may read) and for a missing
    one; ValueError for a rule without logic or a moment without zone; LogicError for values that do not fit.
    """
    if isinstance(rule, str):
        rule = pack.rule(rule)
    if rule.logic is None:
        raise ValueError(f"{rule.id} has no logic of its own; the engine reads its params")
    if at.tzinfo is None:
        raise ValueError("the moment of an evaluation needs a zone")
    snapshot = _snapshot(rule, facts)
    return Evaluation(
        pack_id=pack.id,
        pack_sha256=pack.sha256,
        rule_id=rule.id,
        rule_version=rule.version,
        snapshot=snapshot,
        snapshot_hash=hash_of(snapshot),
        result=decide(rule, snapshot),
        unknown_inputs=tuple(sorted(name for name, value in snapshot.items() if value is None)),
        explain=rule.explain,
        at=at.astimezone(UTC),
    )


def decide(rule: Rule, snapshot: Mapping[str, Any]) -> str:
    """The result of a rule's logic over JSON inputs. Errors: LogicError."""
    data = {
        **snapshot,
        **{f"params.{key}": value for key, value in rule.params.items()},
    }
    value = logic.compute(rule.logic, data)
    if rule.outcome is None:
        return UNKNOWN if value is None else str(value)
    said = logic.truth(value)
    if said is None:
        return UNKNOWN
    return rule.outcome if said else (rule.otherwise or NONE)


def replay(evaluation: Evaluation, pack: Pack) -> Evaluation:
    """The same evaluation computed again from what was kept.

    Errors: ValueError if the pack is not the one that was used, or the snapshot was changed since.
    """
    if pack.id != evaluation.pack_id or pack.sha256 != evaluation.pack_sha256:
        raise ValueError(f"{pack.id} {pack.sha256[:12]} is not the pack that was used")
    if hash_of(evaluation.snapshot) != evaluation.snapshot_hash:
        raise ValueError("the kept inputs do not match their hash")
    return evaluate(pack, evaluation.rule_id, evaluation.snapshot, at=evaluation.at)


def hash_of(snapshot: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical JSON of a snapshot, in hexadecimal."""
    return hashlib.sha256(rfc8785.dumps(dict(snapshot))).hexdigest()


def failing_examples(pack: Pack) -> tuple[str, ...]:
    """The worked examples of a pack that its own rules do not meet, in words; empty if all hold."""
    wrong: list[str] = []
    for rule in pack.rules:
        for number, example in enumerate(rule.tests, start=1):
            if rule.logic is None:
                wrong.append(f"{rule.id} example {number}: the rule has no logic to run it")
                continue
            got = decide(rule, _snapshot(rule, example["in"]))
            if got != example["out"]:
                wrong.append(f"{rule.id} example {number}: expected {example['out']}, got {got}")
    return tuple(wrong)


def _snapshot(rule: Rule, facts: Mapping[str, Fact]) -> dict[str, Any]:
    for name in facts:
        if is_denied(name) is not None or name not in rule.inputs:
            raise InputRefused(f"{rule.id} may not see {name!r}")
    missing = [name for name in rule.inputs if name not in facts]
    if missing:
        raise InputRefused(f"{rule.id} needs {', '.join(missing)}; give None for what is not known")
    return {name: _as_json(facts[name]) for name in rule.inputs}


def _as_json(fact: Fact) -> Any:
    if isinstance(fact, datetime):
        if fact.tzinfo is None:
            raise InputRefused("an instant among the facts has no zone")
        return fact.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(fact, date):
        return fact.isoformat()
    if isinstance(fact, list | tuple):
        return list(fact)
    return fact
