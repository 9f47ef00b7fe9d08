"""Does the month add up? What came, what was answered, what is open; and every clock that was missed, with its why."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db.models import F
from django.utils.translation import get_language

from fangxian.briefing.models import Bulletin
from fangxian.core.screens.templatetags.screens import label
from fangxian.engine.texts import Bilingual
from fangxian.intake.sources.service_request.models import ServiceRequest, ServiceRequestEvent
from fangxian.intake.sources.service_request.queries import service_as_shipped
from fangxian.intake.sources.service_request.rules import lateness as requests
from fangxian.tasks import queries as tasks
from fangxian.tasks.models import Task
from fangxian.tasks.rules import VERIFY_LEAD, lateness

from .stage import ZONE, Stage
from .sums import Balance, DoesNotReconcile, figure

COLUMNS = (
    "of", "number", "kind", "clock", "due_at", "done_at", "late_minutes", "reason", "kind_in_words", "clock_in_words",
    "reason_in_words",
)  # fmt: skip
NOT_SORTED = "—"


@dataclass(frozen=True)
class Breach:
    """One missed clock of one piece of work. `number` is the short one of talk; nobody is named."""

    of: str
    number: str
    kind: str
    clock: str
    due_at: datetime
    done_at: datetime | None
    late_seconds: int
    reason: str

    @property
    def in_words(self) -> tuple[str, str, str]:
        """Kind, clock and reason in the language that is active."""
        of = "tasks" if self.of == "task" else "requests"
        return self._kind, label(f"{of}.clock", self.clock), label(f"{of}.why_late", self.reason)

    @property
    def _kind(self) -> str:
        if self.of == "task":
            return label("tasks.kind", self.kind)
        known = service_as_shipped(self.kind)
        if known is None:
            return NOT_SORTED
        return known.zh if get_language() == "zh-hans" else known.en


def reckon_the_month(stage: Stage, bulletin: Bulletin, *, at: datetime) -> tuple[list[Balance], list[Breach]]:
    """Every sum of the month, and every breach. Errors: DoesNotReconcile naming the sums that do not hold."""
    breaches = [*_of_tasks(stage, at=at), *_of_requests(stage, at=at)]
    sums = [*_calls(stage, bulletin), *_leads(stage, bulletin, at=at), *_breaches(stage, breaches, at=at)]
    wrong = [item for item in sums if not item.holds]
    if wrong:
        raise DoesNotReconcile("; ".join(f"{item.label.zh} {item.label.en}: {item.in_figures}" for item in wrong))
    return sums, breaches


def write_breaches(breaches: Sequence[Breach], path: Path) -> None:
    """A row per missed clock, in the order of the moments at which they ran out, in words of the active language."""
    with path.open("w", newline="", encoding="utf-8-sig") as file:
        rows = csv.writer(file)
        rows.writerow(COLUMNS)
        for one in sorted(breaches, key=lambda breach: (breach.due_at, breach.number, breach.clock)):
            done = one.done_at.astimezone(ZONE).isoformat(timespec="seconds") if one.done_at else ""
            due = one.due_at.astimezone(ZONE).isoformat(timespec="seconds")
            rows.writerow([one.of, one.number, one.kind, one.clock, due, done, one.late_seconds // 60, one.reason,
                           *one.in_words])  # fmt: skip


def _calls(stage: Stage, bulletin: Bulletin) -> list[Balance]:
    """Received = answered + open, by callers; the field's work stands for those who said the same."""
    rows = ServiceRequest.objects.filter(programme=stage.programme)
    answered, waiting = rows.filter(answered_at__isnull=False), rows.filter(answered_at=None)
    first, again = answered.filter(reopen_count=0).count(), answered.filter(reopen_count__gt=0).count()
    work = Task.objects.filter(programme=stage.programme, kind="answer_request").count()
    sent = ServiceRequestEvent.objects.filter(programme=stage.programme, step="dispatched").count()
    calls, unanswered = stage.counted["calls"], waiting.count()
    received, without = (figure(bulletin, key) for key in ("requests_received", "requests_waiting"))
    parts = {"answered": first, "answered again": again, "not answered": unanswered}
    return [
        Balance(Bilingual("来电", "Calls"), calls, parts),
        Balance(Bilingual("简报：收到诉求", "Bulletin: requests received"), received, {"calls": calls}),
        Balance(
            Bilingual("简报：未答复", "Bulletin: requests without an answer"), without, {"not answered": unanswered}
        ),
        Balance(Bilingual("转办任务", "Requests sent out"), sent, {"tasks": work}),
    ]


def _leads(stage: Stage, bulletin: Bulletin, *, at: datetime) -> list[Balance]:
    rows = Task.objects.filter(programme=stage.programme, kind=VERIFY_LEAD)
    steps = tasks.counts_by_step(rows, at=at)
    in_the_month = Task.objects.filter(programme=stage.programme, received_at__gte=stage.agenda.began_at).count()
    parts = {
        "open": steps["open"],
        "taken": steps["accepted"],
        "reported": steps["reported"],
        "closed": steps["closed"],
    }
    told = figure(bulletin, "tasks_received")
    return [
        Balance(Bilingual("线索", "Leads"), stage.counted["leads"], parts),
        Balance(Bilingual("简报：收到任务", "Bulletin: tasks received"), told, {"tasks": in_the_month}),
    ]


def _breaches(stage: Stage, breaches: Sequence[Breach], *, at: datetime) -> list[Balance]:
    """Every missed clock has a reason from the record, and none is listed that was not missed."""
    late_requests = sum(one.of == "request" for one in breaches)
    rows = ServiceRequest.objects.filter(programme=stage.programme)
    kept = rows.filter(answered_at__lte=F("due_at")).count()
    not_due = rows.filter(answered_at=None, due_at__gte=at).count()
    parts = {"kept": kept, "not due yet": not_due, "missed": late_requests}
    return [
        Balance(Bilingual("超时", "Missed clocks"), len(breaches), dict(Counter(one.reason for one in breaches))),
        Balance(Bilingual("诉求的时限", "Clocks of requests"), rows.count(), parts),
    ]


def _of_tasks(stage: Stage, *, at: datetime) -> Iterator[Breach]:
    for task in Task.objects.filter(programme=stage.programme).order_by("received_at", "id").iterator():
        for miss in lateness.misses_of(task, zone=ZONE, at=at):
            yield Breach("task", task.number, task.kind, miss.clock, miss.due_at, miss.done_at, miss.late_seconds,
                         miss.reason)  # fmt: skip


def _of_requests(stage: Stage, *, at: datetime) -> Iterator[Breach]:
    rows = ServiceRequest.objects.filter(programme=stage.programme).select_related("duplicate_of")
    reported = dict(
        Task.objects.filter(programme=stage.programme, kind="answer_request").values_list("id", "reported_at")
    )
    for one in rows.order_by("received_at", "id"):
        over_at = one.answered_at or at
        if over_at <= one.due_at:
            continue
        lead = one.duplicate_of or one
        late = int((over_at - one.due_at).total_seconds())
        back_at = reported.get(lead.task_id) if lead.task_id else None
        why = requests.why_late(lead, due_at=one.due_at, reported_at=back_at)
        yield Breach("request", one.number, one.service_code or NOT_SORTED, requests.ANSWER, one.due_at,
                     one.answered_at, late, why)  # fmt: skip
