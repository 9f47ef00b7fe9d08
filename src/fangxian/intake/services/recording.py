"""Facts are recorded: once each, however often they are sent."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from fangxian.core.actors.rules import Actor, Purpose, system
from fangxian.core.audit import services as audit
from fangxian.core.people.models import Person
from fangxian.core.people.services import Claim, know_people
from fangxian.core.problems.rules import Problem, refuse, said
from fangxian.core.programmes.models import Programme, new_id
from fangxian.core.programmes.rules import why_not_collect
from fangxian.core.programmes.services import insert_by_copy
from fangxian.core.tokens.services import withdraw_about_all
from fangxian.intake import queries, rules
from fangxian.intake.models import Fact, FactReceipt, Receipt

BATCH_LIMIT = 500  # facts of one audit event, which is one unit of work for every reaction


@dataclass(frozen=True)
class Entry:
    """One fact to be recorded.

    client_id     made by the sender; the same id again is the same fact
    claim         whom it is about, as told; None if it is about nobody in particular
    person        whom it is about, if that is already known; goes before `claim`
    area_code     where it is about; "" if unknown
    occurred_at   aware; by the device's clock
    content       see models.Fact
    supersedes    the fact that it corrects
    """

    client_id: UUID
    claim: Claim | None
    area_code: str
    occurred_at: datetime
    content: Mapping[str, Any]
    import_row: int | None = None
    supersedes: UUID | None = None
    sender: str = ""
    is_late_sync: bool = False
    person: Person | None = None


@transaction.atomic
def record_facts(
    *,
    source: str,
    entries: Sequence[Entry],
    programme: Programme,
    legal_basis: str,
    by: Actor,
    at: datetime,
    batch_id: UUID | None = None,
    import_id: UUID | None = None,
    clock_profile: str = rules.LEAD,
) -> list[Fact]:
    """Record facts of one source; returns the fact of each entry, in order.

    An entry whose client id is on record already yields the fact that was recorded then; nothing is
    doubled, also when two senders race. Facts that are new share `batch_id` and one audit event
    "intake.facts_recorded" (on_id = batch_id, count, digest); if none is new there is no event.
    Errors: Refused naming field and row; then nothing is recorded.
    """
    refuse(why_not_collect(stood_down_at=programme.stood_down_at, at=at))
    refuse(_why_not_batch(entries, legal_basis=legal_basis, programme=programme))
    digests = [rules.digest_of(source=source, area_code=e.area_code, content=e.content) for e in entries]
    receipts = _take_ids(entries, digests, programme=programme, at=at)
    fresh = {r.client_id: r for r in receipts.values() if r.is_new}
    batch = _Batch(batch_id or new_id(), source, programme, legal_basis, by, at, import_id, clock_profile)
    facts = _write([e for e in entries if e.client_id in fresh], fresh, batch)
    if facts:
        audit.record(
            "intake.facts_recorded",
            on_kind="intake.Batch",
            on_id=batch.id,
            by=by,
            at=at,
            count=len(facts),
            digest=hashlib.sha256(b"".join(fresh[client_id].digest for client_id in facts)).digest(),
            detail={"source": source, "clock_profile": clock_profile},
        )
    known = queries.facts_by_id([r.fact_id for r in receipts.values() if not r.is_new], programme_id=programme.id)
    return [facts.get(e.client_id) or known[receipts[e.client_id].fact_id] for e in entries]


@transaction.atomic
def erase_from_facts(*, person_id: UUID, programme: Programme, keys: Sequence[str], by: Actor, at: datetime) -> int:
    """Erase what a person told freely from every fact about her; returns how many facts held it.

    The one case in which a fact changes: it says less than before, and names what was erased. No verdict rests on
    these keys (rules.ERASABLE); others are passed over.
    """
    wanted = [key for key in keys if key in rules.ERASABLE]
    held = [
        fact
        for fact in queries.facts_of_person(person_id, programme_id=programme.id).select_for_update()
        if any(fact.content.get(key) for key in wanted)
    ]
    for fact in held:
        content = rules.without(fact.content, wanted)
        Fact.objects.filter(id=fact.id, received_on=fact.received_on).update(content=content)
    if held:
        audit.record(
            "intake.optional_erased", on_kind="people.Person", on_id=person_id, about=person_id, by=by, at=at,
            count=len(held), detail={"keys": wanted},
        )  # fmt: skip
    return len(held)


@transaction.atomic
def issue_receipt(*, fact: Fact, by: Actor, at: datetime) -> Receipt:
    """Give a fact a number with which its owner finds, shows and corrects it."""
    while queries.receipt_numbered(number := rules.new_number(), programme_id=fact.programme_id) is not None:
        pass  # taken; the database refuses the rare second taker of one number at the same moment
    receipt = Receipt.objects.create(
        programme_id=fact.programme_id,
        number=number,
        person_id=fact.person_id,
        area_code=fact.area_code,
        fact_id=fact.id,
        issued_at=at,
    )
    audit.record("intake.receipt_issued", on=receipt, about=fact.person_id, by=by, at=at)
    return receipt


@transaction.atomic
def move_receipt(*, receipt: Receipt, to: Fact) -> Receipt:
    """Let a receipt stand for the correction of what it stood for; its verdict is asked for anew."""
    receipt.fact_id, receipt.person_id, receipt.area_code = to.id, to.person_id, to.area_code
    receipt.result, receipt.result_rule, receipt.result_at = "", "", None
    receipt.save()
    return receipt


@dataclass(frozen=True)
class Result:
    """The word of a verdict and the rule behind it, as `id@version`."""

    word: str
    rule: str


@transaction.atomic
def note_results(results: Mapping[UUID, Result], *, programme_id: UUID, at: datetime) -> int:
    """Write the word of the verdict on each receipt that stands for a judged fact; returns how many were told.

    results  by fact id; facts without a receipt, or corrected since, are passed over. A receipt follows a
             correction that somebody else made of its fact.
    """
    followed = queries.corrected_facts(results, programme_id=programme_id)
    for receipt in Receipt.objects.filter(programme_id=programme_id, fact_id__in=list(followed)):
        move_receipt(receipt=receipt, to=followed[receipt.fact_id])
    receipts = list(Receipt.objects.filter(programme_id=programme_id, fact_id__in=list(results)))
    changed = [
        one.id for one in receipts if rules.receipt_word(one.result) != rules.receipt_word(results[one.fact_id].word)
    ]
    if changed:  # a code that was made before says another word
        withdraw_about_all(changed, by=system(programme_id, Purpose.JUDGE_FACTS), at=at)
    for receipt in receipts:
        result = results[receipt.fact_id]
        receipt.result, receipt.result_rule, receipt.result_at = result.word, result.rule, at
    Receipt.objects.bulk_update(receipts, ["result", "result_rule", "result_at"])
    return len(receipts)


@dataclass(frozen=True)
class _Batch:
    """What the facts of one delivery have in common."""

    id: UUID
    source: str
    programme: Programme
    legal_basis: str
    by: Actor
    at: datetime
    import_id: UUID | None
    clock_profile: str


@dataclass(frozen=True)
class _Receipt:
    client_id: UUID
    fact_id: UUID
    digest: bytes
    is_new: bool


def _why_not_batch(entries: Sequence[Entry], *, legal_basis: str, programme: Programme) -> Problem | None:
    if len(entries) > BATCH_LIMIT:
        return Problem(
            "intake.batch_too_large", said("At most %(limit)s facts are recorded at once."), {"limit": BATCH_LIMIT}
        )
    if not legal_basis.strip():
        return Problem(
            "intake.no_legal_basis", said("Name the legal basis on which this is collected."), field="legal_basis"
        )
    for entry in entries:
        problem = rules.why_not_record(
            area_code=entry.area_code, occurred_at=entry.occurred_at, content=entry.content, row=entry.import_row
        )
        if problem:
            return problem
    wanted = {entry.supersedes for entry in entries if entry.supersedes}
    if wanted and len(queries.facts_by_id(wanted, programme_id=programme.id)) < len(wanted):
        return Problem("intake.nothing_to_correct", said("The fact that this corrects is not on record."), status=404)
    return None


def _take_ids(
    entries: Sequence[Entry], digests: Sequence[bytes], *, programme: Programme, at: datetime
) -> dict[UUID, _Receipt]:
    """The receipt of each client id: a new one, or the one that it was given before.

    The insert waits for a sender who is writing the same id at this moment, so that one of the two wins
    and the other reads what the first wrote.
    """
    told = dict(zip([entry.client_id for entry in entries], digests, strict=True))
    wanted = [_Receipt(client_id, new_id(), digest, is_new=True) for client_id, digest in sorted(told.items())]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO intake_factreceipt (programme_id, client_id, fact_id, received_on, digest) "
            "SELECT %s::uuid, unnest(%s::uuid[]), unnest(%s::uuid[]), %s::date, unnest(%s::bytea[]) "
            "ON CONFLICT DO NOTHING RETURNING client_id",
            [
                programme.id,
                [r.client_id for r in wanted],
                [r.fact_id for r in wanted],
                at.astimezone(UTC).date(),
                [r.digest for r in wanted],
            ],
        )
        taken = {client_id for (client_id,) in cursor.fetchall()}
    receipts = {r.client_id: r for r in wanted if r.client_id in taken}
    rows = FactReceipt.objects.filter(programme_id=programme.id, client_id__in=[*(told.keys() - taken)])
    for row in rows:
        refuse(rules.why_not_again(told_before=bytes(row.digest), told_now=told[row.client_id]))
        receipts[row.client_id] = _Receipt(row.client_id, row.fact_id, bytes(row.digest), is_new=False)
    return receipts


def _write(entries: Sequence[Entry], receipts: Mapping[UUID, _Receipt], batch: _Batch) -> dict[UUID, Fact]:
    """Write the new facts; returns them by client id."""
    first = {entry.client_id: entry for entry in reversed(entries)}
    people = _people_of(list(first.values()), batch)
    facts = {
        client_id: _fact(entry, receipts[client_id].fact_id, people.get(client_id), batch)
        for client_id, entry in first.items()
    }
    insert_by_copy(list(facts.values()))
    return facts


def _people_of(entries: Sequence[Entry], batch: _Batch) -> dict[UUID, Person]:
    """Whom each entry is about. One at a time may decide who is the same person as whom."""
    people = {entry.client_id: entry.person for entry in entries if entry.person}
    claimed = [entry for entry in entries if entry.claim and not entry.person]
    if claimed:
        decide_alone_who_is_who(batch.programme)
        known = know_people(
            [entry.claim for entry in claimed if entry.claim], programme=batch.programme, by=batch.by, at=batch.at
        )
        people |= dict(zip([entry.client_id for entry in claimed], known, strict=True))
    return people


def decide_alone_who_is_who(programme: Programme) -> None:
    """From here to the end of the transaction nobody else decides in this programme who is the same person."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s::text, 0))", [f"people:{programme.id}"])


def _fact(entry: Entry, fact_id: UUID, person: Person | None, batch: _Batch) -> Fact:
    return Fact(
        id=fact_id,
        programme=batch.programme,
        source=batch.source,
        client_id=entry.client_id,
        batch_id=batch.id,
        area_code=entry.area_code,
        person=person,
        import_id=batch.import_id,
        import_row=entry.import_row,
        occurred_at=entry.occurred_at,
        received_at=batch.at,
        received_on=batch.at.astimezone(UTC).date(),
        is_late_sync=entry.is_late_sync,
        recorded_role=batch.by.role,
        recorded_unit_id=batch.by.unit_id,
        recorded_post_id=batch.by.post_id,
        purpose=batch.by.purpose,
        legal_basis=batch.legal_basis,
        sender=entry.sender,
        clock_profile=batch.clock_profile,
        supersedes=entry.supersedes,
        content=dict(entry.content),
    )
