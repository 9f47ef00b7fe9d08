"""What a gate may say of a person, and whether what binds people is still what was decided (INV-02)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from fangxian.core.audit.models import AuditEvent
from fangxian.core.programmes.queries import live_programmes
from fangxian.measures import rules
from fangxian.measures.models import Measure
from fangxian.measures.rules import gates

DIFFERS = "measures.replay_differs"
ENDS_TOLD = ("measures.proposed", "measures.served", "measures.shortened")


def gate_word_of(person_id: UUID, *, at: datetime) -> str:
    """What a gate may say of a person at `at`: PASS, or ASK_DUTY while a measure restricts her (INV-02, INV-13).

    Computed each time it is asked; nothing stores it. Somebody the command does not know passes, as does
    everybody once the programme has stood down.
    """
    return gate_words_of([person_id], at=at)[person_id]


def gate_words_of(person_ids: Collection[UUID], *, at: datetime) -> dict[UUID, str]:
    """The same for many people, with one query."""
    rows = Measure.objects.filter(person_id__in=person_ids, served_at__lte=at, effective_end_at__gt=at)
    rows = rows.exclude(programme__stood_down_at__lte=at)
    types: dict[UUID, list[str | None]] = {person_id: [] for person_id in person_ids}
    for person_id, phases in rows.values_list("person_id", "phases"):
        types[person_id].append(rules.type_at(phases, at=at))
    return {person_id: gates.gate_word(found) for person_id, found in types.items()}


@dataclass(frozen=True)
class GateWord:
    """What a gate is told of a person, and the first moment at which it will be told something else.

    until   None: nothing is decided that would change it; a measure that begins meanwhile withdraws her tokens
    """

    word: str
    until: datetime | None


def gate_word_until(person_id: UUID, *, at: datetime) -> GateWord:
    """What a gate may say of a person at `at`, and how long that is known to hold (INV-02, INV-13)."""
    rows = Measure.objects.filter(person_id=person_id, served_at__lte=at, effective_end_at__gt=at)
    found = list(rows.values_list("phases", "effective_end_at", "programme__stood_down_at"))
    bounds = [gates.Bound(phases, min(end, over) if over else end) for phases, end, over in found]
    return GateWord(gates.word_at(bounds, at=at), gates.changes_at(bounds, at=at))


def ends_on_record(measure: Measure) -> list[datetime]:
    """Every end of a measure that the audit tells of: as proposed, as served, as shortened."""
    events = AuditEvent.objects.filter(programme_id=measure.programme_id, action__in=ENDS_TOLD, on_id=str(measure.id))
    return [datetime.fromisoformat(event.detail["ends_at"]) for event in events.filter(at__gte=measure.proposed_at)]


def differing_count(*, since: datetime, until: datetime) -> int:
    """How many records came out different when they were computed again, in every live programme."""
    programmes = live_programmes(at=until).values_list("id", flat=True)
    return AuditEvent.objects.filter(
        programme_id__in=list(programmes), action=DIFFERS, at__gt=since, at__lte=until
    ).count()
