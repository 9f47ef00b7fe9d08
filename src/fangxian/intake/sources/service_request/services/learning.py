"""What operators sorted teaches which kind a new request probably is. It is shown to them and never decides."""

from __future__ import annotations

import json
from datetime import datetime

from django.db import transaction

from fangxian.core.actors.rules import Purpose, system
from fangxian.core.audit import services as audit
from fangxian.core.programmes.models import Programme
from fangxian.core.programmes.queries import live_programmes
from fangxian.engine.suggestion import learn
from fangxian.intake.sources.service_request.models import LearnedKinds, ServiceRequest

MOST_LEARNED = 3000  # the newest: words change from week to week
FEWEST_LEARNED = 50  # below, a guess is worth less than looking at the list


def learn_kinds(*, at: datetime) -> int:
    """Learn anew in every running programme; returns in how many something was learned."""
    return sum(_learn_in(programme, at=at) for programme in live_programmes(at=at))


@transaction.atomic
def _learn_in(programme: Programme, *, at: datetime) -> bool:
    """From what somebody sorted and is still kept; with too little of it what was learned before goes too."""
    rows = ServiceRequest.objects.filter(programme=programme, classified_at__isnull=False, text__isnull=False)
    newest = rows.exclude(service_code="").order_by("-received_at", "-id").only("text", "service_code")[:MOST_LEARNED]
    pairs = [(one.text or "", one.service_code) for one in newest]
    found = learn(pairs) if len(pairs) >= FEWEST_LEARNED else None
    if found is None or not found.labels:
        LearnedKinds.objects.filter(programme=programme).delete()
        return False
    numbers = json.dumps(found.as_json(), ensure_ascii=False)
    LearnedKinds.objects.update_or_create(
        programme=programme,
        defaults={"learned_at": at, "learned_from": found.learned_from, "numbers": numbers},
    )
    audit.record(
        "intake.kinds_learned", on_kind="intake.LearnedKinds", on_id=programme.id, count=found.learned_from,
        by=system(programme.id, Purpose.RECEIVE_FACTS), at=at,
    )  # fmt: skip
    return True
