"""Every kind of record that a phone sends, and every duty that it is handed rows for.

To add a kind: a function `land_...` in its room upstream (intake/services/landing.py tells how) and a line of KINDS,
which stand in the order in which a batch is taken in: what speaks of another record comes after it.
To add news: a function that gives a text which changes once something came, in one quick question, and a line of NEWS.
To add a duty: a function that gives its rows (engine/pulling.py) and a line of DUTIES.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fangxian.core.actors.rules import Purpose
from fangxian.core.packs.queries import pack_in_force
from fangxian.engine.merging import Answered, Landed
from fangxian.followup.queries import rows_for_visits
from fangxian.followup.services import land_readings, land_visits
from fangxian.intake.sources.checkpoint.queries import rows_for_post
from fangxian.intake.sources.checkpoint.services import check_now, land_checks
from fangxian.intake.sources.disinfection.services import land_disinfections
from fangxian.intake.sources.gate.queries import rows_for_keeper
from fangxian.intake.sources.gate.services import land_notes, land_passages, land_shifts
from fangxian.intake.sources.sweep.queries import rows_for_sweep
from fangxian.intake.sources.sweep.services import land_door_visits
from fangxian.intake.sources.venue.queries import rows_for_patrol
from fangxian.intake.sources.venue.services import land_head_counts
from fangxian.tasks.services import land_steps, newest, rows_for_tasks

from .queries import places_to_disinfect
from .rules import Duty, Kind, News, Question


def _checks(records: Sequence[object], **given: object) -> list[Landed]:
    programme, at = given["programme"], given["at"]
    return land_checks(records, pack=pack_in_force(programme, "cn.temperature", at), **given)  # type: ignore[arg-type]


def _check_now(record: object, **given: object) -> Answered:
    programme, at = given["programme"], given["at"]
    return check_now(record, pack=pack_in_force(programme, "cn.temperature", at), **given)  # type: ignore[arg-type]


KINDS: Mapping[str, Kind] = {
    "check": Kind("intake.check", Purpose.CHECK_AT_POST, _checks),
    "reading": Kind("followup.work", Purpose.FOLLOW_UP, land_readings),
    "visit_done": Kind("followup.work", Purpose.FOLLOW_UP, land_visits),
    "passage": Kind("gates.keep", Purpose.CHECK_AT_POST, land_passages),
    "keeper_shift": Kind("gates.keep", Purpose.CHECK_AT_POST, land_shifts),
    "gate_note": Kind("gates.keep", Purpose.CHECK_AT_POST, land_notes),
    "visit_door": Kind("intake.sweep", Purpose.RECEIVE_FACTS, land_door_visits),
    "head_count": Kind("venues.keep", Purpose.CHECK_AT_POST, land_head_counts),
    "disinfection": Kind("places.disinfect", Purpose.CHECK_AT_POST, land_disinfections),
    "task_step": Kind("tasks.work", Purpose.VERIFY_LEAD, land_steps),
}

DUTIES: Mapping[str, Duty] = {
    "post": Duty("intake.check", Purpose.CHECK_AT_POST, ("check",), rows_for_post),
    "visit": Duty("followup.work", Purpose.FOLLOW_UP, ("reading", "visit_done"), rows_for_visits),
    "gate": Duty("gates.keep", Purpose.CHECK_AT_POST, ("passage", "keeper_shift", "gate_note"), rows_for_keeper),
    "sweep": Duty("intake.sweep", Purpose.RECEIVE_FACTS, ("visit_door",), rows_for_sweep),
    "venue": Duty("venues.keep", Purpose.CHECK_AT_POST, ("head_count",), rows_for_patrol),
    "disinfection": Duty("places.disinfect", Purpose.CHECK_AT_POST, ("disinfection",), places_to_disinfect),
    "tasks": Duty("tasks.carry", Purpose.VERIFY_LEAD, ("task_step",), rows_for_tasks),
}

# What a phone asks for every minute between two looks: whether anything newer came (GET /sync/news/).
NEWS: Mapping[str, News] = {
    "tasks": News("tasks.carry", Purpose.VERIFY_LEAD, newest),
}

# What is answered at once with a word about whoever stands there (POST /sync/check/).
QUESTIONS: Mapping[str, Question] = {
    "check": Question("intake.check", Purpose.CHECK_AT_POST, _check_now),
}
