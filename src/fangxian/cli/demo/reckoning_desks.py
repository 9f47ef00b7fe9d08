"""What came to the desks adds up: received is answered and open, on record as in the bulletins (F09, F24 to F49)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from fangxian.briefing.models import Bulletin
from fangxian.cases.models import Case, CaseLink, ExposedPlace, Exposure
from fangxian.cases.rules import TRACED
from fangxian.clarification.models import Question
from fangxian.engine.texts import Bilingual
from fangxian.feedback.models import FeedbackDigest
from fangxian.feedback.queries import sent_between
from fangxian.inquiries.models import Inquiry
from fangxian.inquiries.rules import state_at
from fangxian.intake.sources.service_request.models import ServiceRequest, ServiceRequestEvent
from fangxian.letters.models import Letter
from fangxian.letters.rules import state_of as state_of_letter
from fangxian.mediation.models import Incident
from fangxian.mediation.rules import state_of as state_of_incident
from fangxian.outgoing.models import Package
from fangxian.outgoing.queries.results import reconciled, results_of
from fangxian.publication.queries.places import newest
from fangxian.supervision.models import Finding, Inspection
from fangxian.tasks.models import Task

from .stage import Stage
from .sums import Balance, counts, figure


def at_the_desks(stage: Stage, bulletins: Sequence[Bulletin], *, at: datetime) -> list[Balance]:
    """Every sum of what people, departments and other areas sent, and of the chain of cases."""
    return [
        *_calls(stage, bulletins),
        *_letters(stage, bulletins),
        *_voices(stage, bulletins),
        *_visits(stage, bulletins),
        *_between(stage, bulletins, at=at),
        *_chain(stage, at=at),
    ]


def _by_day(bulletins: Sequence[Bulletin], key: str) -> dict[str, int]:
    return {str(issue.first_on): figure(issue, key) for issue in bulletins}


def _calls(stage: Stage, bulletins: Sequence[Bulletin]) -> list[Balance]:
    """Received is answered and open, by callers; one piece of work stands for all who said the same."""
    rows = ServiceRequest.objects.filter(programme=stage.programme)
    answered = rows.filter(answered_at__isnull=False)
    advised = answered.filter(text=None).count()
    first = answered.filter(reopen_count=0).count() - advised
    again = answered.filter(reopen_count__gt=0).count()
    sent = ServiceRequestEvent.objects.filter(programme=stage.programme, step="dispatched").count()
    work = Task.objects.filter(programme=stage.programme, kind="answer_request").count()
    calls, waiting = stage.counted["calls"], rows.filter(answered_at=None).count()
    parts = {"answered": first, "answered again": again, "advice alone": advised, "not answered": waiting}
    return [
        Balance(Bilingual("热线诉求", "Requests to the hotline"), calls, parts),
        Balance(Bilingual("热线诉求", "Requests to the hotline"), calls, _by_day(bulletins, "requests_received")),
        Balance(
            Bilingual("简报：未答复的诉求", "Bulletin: requests without an answer"),
            figure(bulletins[-1], "requests_waiting"),
            {"not answered": waiting},
        ),
        Balance(Bilingual("转办的诉求", "Requests sent out"), sent, {"tasks": work}),
    ]


def _letters(stage: Stage, bulletins: Sequence[Bulletin]) -> list[Balance]:
    rows = list(Letter.objects.filter(programme=stage.programme))
    states = Counter(f"letter {state_of_letter(one)}" for one in rows)
    issued = [one for one in rows if one.issued_at is not None]
    numbers = {one.serial or 0 for one in issued}
    return [
        Balance(Bilingual("协同共治提示函", "Letters"), stage.counted["letters"], dict(sorted(states.items()))),
        Balance(Bilingual("已发函", "Letters issued"), len(issued), _by_day(bulletins, "letters_issued")),
        Balance(Bilingual("函号连续", "Numbers without a gap"), max(numbers, default=0), {"on record": len(numbers)}),
        Balance(
            Bilingual("公开信送达份数", "Copies of the public letter"),
            stage.counted["copies served"],
            _by_day(bulletins, "documents_served"),
        ),
    ]


def _voices(stage: Stage, bulletins: Sequence[Bulletin]) -> list[Balance]:
    """Questions, what people sent, and incidents."""
    asked = Question.objects.filter(programme=stage.programme)
    set_aside = asked.exclude(set_aside="").count()
    settled = asked.filter(settled_at__isnull=False, set_aside="").count()
    open_count = asked.filter(settled_at=None).count()
    incidents = Counter(state_of_incident(one) for one in Incident.objects.filter(programme=stage.programme))
    questions = {"answered": settled, "set aside": set_aside, "not answered": open_count}
    return [
        Balance(Bilingual("群众提问", "Questions"), stage.counted["questions"], questions),
        Balance(Bilingual("群众提问", "Questions"), stage.counted["questions"], _by_day(bulletins, "questions_asked")),
        *_opinions(stage, bulletins),
        Balance(Bilingual("矛盾纠纷", "Incidents"), stage.counted["incidents"], dict(sorted(incidents.items()))),
        Balance(Bilingual("矛盾纠纷", "Incidents"), stage.counted["incidents"],
                _by_day(bulletins, "incidents_recorded")),
        Balance(Bilingual("宣传", "Items of publicity"), stage.counted["items of publicity"],
                _by_day(bulletins, "publicity_items")),
    ]  # fmt: skip


def _opinions(stage: Stage, bulletins: Sequence[Bulletin]) -> list[Balance]:
    """Messages by what may be told of them: a topic with fewer than five is not told apart from what has none."""
    sent = stage.counted["opinions"]
    digest = FeedbackDigest.objects.filter(programme=stage.programme).order_by("-day").first()
    told = sum(topic["count"] for topic in digest.topics) if digest else 0
    first, last = min(one.first_on for one in bulletins), max(one.last_on for one in bulletins)
    kept = sent_between(stage.programme, first, last).count()
    return [
        Balance(Bilingual("群众来信", "Messages sent"), sent, _by_day(bulletins, "feedback_sent")),
        Balance(Bilingual("群众来信", "Messages sent"), sent, {"in a topic": told, "too few to tell": kept - told}),
    ]


def _visits(stage: Stage, bulletins: Sequence[Bulletin]) -> list[Balance]:
    visits = Inspection.objects.filter(programme=stage.programme, ended_at__isnull=False).count()
    findings = Finding.objects.filter(programme=stage.programme)
    keys = ("findings_urgent", "findings_serious", "findings_ordinary")
    by_severity = {key.removeprefix("findings_"): sum(figure(issue, key) for issue in bulletins) for key in keys}
    settled = findings.count() - figure(bulletins[-1], "findings_open")
    return [
        Balance(
            Bilingual("督导走访", "Visits of inspectors"),
            visits,
            {
                word: sum(figure(issue, f"visits_{word}") for issue in bulletins)
                for word in ("announced", "unannounced")
            },
        ),
        Balance(Bilingual("督导发现", "Findings"), findings.count(), by_severity),
        Balance(Bilingual("督导发现", "Findings"), findings.count(),
                {"settled": settled, "not settled": figure(bulletins[-1], "findings_open")}),
    ]  # fmt: skip


def _between(stage: Stage, bulletins: Sequence[Bulletin], *, at: datetime) -> list[Balance]:
    """Inquiries by state, and the rows of the list whose results went back."""
    asked = [state_at(one.times, at) for one in Inquiry.objects.filter(programme=stage.programme)]
    package = Package.objects.get(programme=stage.programme)
    assert package.about_id is not None  # it holds the results of a list
    found = reconciled(results_of(package.about_id, programme_id=stage.programme.id))
    states = dict(sorted(Counter(f"inquiry {state}" for state in asked).items()))
    return [
        Balance(Bilingual("县际协查", "Inquiries between counties"), stage.counted["inquiries"], states),
        Balance(Bilingual("县际协查", "Inquiries between counties"), stage.counted["inquiries"],
                _by_day(bulletins, "inquiries_asked")),
        Balance(Bilingual("反馈来文单位的结果", "Results sent back"), package.row_count or 0,
                {"answered": found["answered"], "not answered": found["open"]}),
    ]  # fmt: skip


def _chain(stage: Stage, *, at: datetime) -> list[Balance]:
    """Cases and contacts on record, the links between cases, and places told to the public as place and time."""
    cases = Case.objects.filter(programme=stage.programme)
    exposures = Exposure.objects.filter(programme=stage.programme)
    links = CaseLink.objects.filter(programme=stage.programme, withdrawn_at=None)
    public = newest(stage.programme.id, at=at)
    told = len(public.visits) if public else 0
    standing = ExposedPlace.objects.filter(programme=stage.programme, taken_back_at=None).count()
    traced = exposures.filter(evidence=TRACED).count()
    return [
        Balance(Bilingual("病例", "Cases"), stage.counted["cases"], counts(cases, "case_class", ())),
        Balance(Bilingual("接触", "Meetings with cases"), exposures.count(),
                {"told in interviews": stage.counted["exposures"], "from records": traced}),
        Balance(Bilingual("传播关系", "Links between cases"), stage.counted["links"], counts(links, "source", ())),
        Balance(Bilingual("拟公布场所", "Places put forward"), stage.counted["places put forward"],
                {"public": told, "awaiting the second person": standing - told}),
    ]  # fmt: skip
