"""Does everything add up? What the scenes did, what is on record, and what the bulletins say, side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet

from fangxian.briefing.models import Bulletin
from fangxian.core.audit.queries import verify
from fangxian.core.people.models import PersonFile
from fangxian.engine.texts import Bilingual
from fangxian.intake.models import Fact
from fangxian.intake.sources.checkpoint.models import Check
from fangxian.intake.sources.pushed_list.models import Import, ImportRow
from fangxian.intake.sources.pushed_list.rules import states
from fangxian.measures import queries as measures
from fangxian.measures.models import Measure
from fangxian.screening.models import Verdict
from fangxian.tasks import queries as tasks
from fangxian.tasks.models import Task, TaskFact

from .reckoning_desks import at_the_desks
from .stage import Stage
from .sums import Balance, DoesNotReconcile, counts, figure, total


def reckon(stage: Stage, bulletins: Sequence[Bulletin], *, at: datetime) -> list[Balance]:
    """Every sum of the story. Errors: DoesNotReconcile naming those that do not hold."""
    sums = [
        *_lists(stage),
        *_facts(stage),
        *_verdicts(stage),
        *_files_and_tasks(stage, at=at),
        _measures(stage, at=at),
        *_posts(stage, bulletins),
        *_fieldwork(stage, bulletins),
        *at_the_desks(stage, bulletins, at=at),
        _audit(),
    ]
    wrong = [item for item in sums if not item.holds]
    if wrong:
        raise DoesNotReconcile("; ".join(f"{item.label.zh} {item.label.en}: {item.in_figures}" for item in wrong))
    return sums


def _lists(stage: Stage) -> list[Balance]:
    received = Import.objects.filter(programme=stage.programme).order_by("received_at")
    rows = [
        Balance(
            Bilingual(f"名单 {one.sender_reference} 行数", f"Rows of list {one.sender_reference}"),
            one.row_count,
            counts(ImportRow.objects.filter(source_list=one), "outcome", dict(states.OUTCOMES)),
        )
        for one in received
    ]
    told = Balance(
        Bilingual("推送行数", "Rows that were pushed"),
        stage.counted["rows"],
        {"received": total(received, "row_count")},
    )
    return [*rows, told]


def _facts(stage: Stage) -> list[Balance]:
    facts = Fact.objects.filter(programme=stage.programme)
    by_source = counts(facts, "source", ())
    accepted = ImportRow.objects.filter(programme=stage.programme, outcome=states.ACCEPTED, fact_id__isnull=False)
    return [
        Balance(Bilingual("事实", "Facts"), facts.count(), by_source),
        Balance(
            Bilingual("其中名单", "of these from lists"),
            by_source.get("pushed_list", 0),
            {"accepted rows": accepted.count()},
        ),
        Balance(
            Bilingual("其中申报", "of these declared"),
            by_source.get("declaration", 0),
            {"declared or corrected": stage.counted["declaration facts"]},
        ),
        Balance(
            Bilingual("其中卡点", "of these from posts"),
            by_source.get("checkpoint", 0),
            {"controlled entries": stage.counted["checkpoint facts"]},
        ),
    ]


def _verdicts(stage: Stage) -> list[Balance]:
    """Every fact has one verdict that counts, or was corrected by one that has, or tells of no stay."""
    live = Verdict.objects.filter(programme=stage.programme, superseded_by=None)
    facts = Fact.objects.filter(programme=stage.programme)
    corrected = facts.filter(id__in=list(facts.exclude(supersedes=None).values_list("supersedes", flat=True)))
    silent = facts.exclude(content__has_key="stays").count()
    results = counts(live, "result", ("follow_up", "no_action", "undecidable"))
    return [
        Balance(
            Bilingual("事实的研判", "Facts by verdict"),
            facts.count(),
            {**results, "corrected": corrected.count(), "tell of no stay": silent},
        ),
        Balance(
            Bilingual("需随访的结论", "Verdicts to follow up"),
            results["follow_up"],
            _work_on(live.filter(result="follow_up")),
        ),
    ]


def _work_on(verdicts: QuerySet[Verdict]) -> dict[str, int]:
    """What was opened for these verdicts: a task of its own, or a link to the task that the person had."""
    ids = list(verdicts.values_list("id", flat=True))
    own = set(Task.objects.filter(verdict_id__in=ids).values_list("verdict_id", flat=True))
    linked = set(TaskFact.objects.filter(verdict_id__in=ids).values_list("verdict_id", flat=True)) - own
    return {"tasks": len(own), "linked to a task": len(linked)}


def _files_and_tasks(stage: Stage, *, at: datetime) -> list[Balance]:
    files = PersonFile.objects.filter(programme=stage.programme)
    matched = set(
        Verdict.objects.filter(
            programme=stage.programme, superseded_by=None, result="follow_up", in_programme=True, person__isnull=False
        ).values_list("person_id", flat=True)
    )
    bound = set(
        Measure.objects.filter(programme=stage.programme, served_at__isnull=False).values_list("person_id", flat=True)
    )
    closed = files.filter(closed_at__isnull=False).exclude(person_id__in=matched | bound)
    steps = tasks.counts_by_step(Task.objects.filter(programme=stage.programme), at=at)
    all_tasks = Task.objects.filter(programme=stage.programme)
    return [
        Balance(
            Bilingual("一人一档", "Files"),
            files.count(),
            {"by verdict": len(matched), "by measure": len(bound - matched), "closed by a correction": closed.count()},
        ),
        Balance(
            Bilingual("任务（环节）", "Tasks by step"),
            all_tasks.count(),
            {
                "open": steps["open"],
                "taken": steps["accepted"],
                "reported": steps["reported"],
                "closed": steps["closed"],
            },
        ),
        Balance(Bilingual("任务（种类）", "Tasks by kind"), all_tasks.count(), counts(all_tasks, "kind", ())),
    ]


def _measures(stage: Stage, *, at: datetime) -> Balance:
    rows = measures.measures(stage.programme.id)
    found = Counter(measures.state_of(measure, at=at) for measure in rows)
    return Balance(Bilingual("措施", "Measures"), stage.counted["measures"], dict(sorted(found.items())))


def _posts(stage: Stage, bulletins: Sequence[Bulletin]) -> list[Balance]:
    """What the scenes did, what is on record, and what the two bulletins say together."""
    checks = Check.objects.filter(programme=stage.programme, undone_at=None)
    sums = []
    for key, column, label in (
        ("post_persons", "person_count", Bilingual("卡点检查人次", "Persons checked at posts")),
        ("post_vehicles", "vehicle_count", Bilingual("卡点检查车次", "Vehicles checked at posts")),
    ):
        counted = stage.counted["persons at posts" if column == "person_count" else "vehicles at posts"]
        by_day = {str(issue.first_on): figure(issue, key) for issue in bulletins}
        sums.append(Balance(label, counted, by_day))
        sums.append(Balance(label, counted, {"on record": total(checks, column)}))
    return sums


def _fieldwork(stage: Stage, bulletins: Sequence[Bulletin]) -> list[Balance]:
    """What phones sent from gates, doors and follow-ups, and what the two bulletins say of it."""
    told = (
        ("gate_persons", "persons at gates", Bilingual("门岗通行人次", "Passages at gates")),
        ("sweep_visits", "doors visited", Bilingual("入户走访", "Visits to doors")),
        ("readings_taken", "answers", Bilingual("随访答复", "Answers of people followed up")),
        ("people_asked_again", "asked again", Bilingual("善意再询", "Asked again, with respect")),
        ("help_given", "people helped", Bilingual("服务站帮助人次", "People helped at the service station")),
        ("disinfections", "disinfections", Bilingual("消毒记录", "Places disinfected")),
    )
    return [
        Balance(label, stage.counted[word], {str(issue.first_on): figure(issue, key) for issue in bulletins})
        for key, word, label in told
    ]


def _audit() -> Balance:
    """Every event is sealed, and the chain is whole."""
    found = verify()
    return Balance(
        Bilingual("审计记录", "Audit events"),
        found.sealed_count + found.waiting_count,
        {"sealed": found.sealed_count - len(found.findings)},
    )
