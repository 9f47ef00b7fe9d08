"""What happens next, on one page.

REACTIONS: an audit action, and what it wakes once the event is sealed. A reaction is called as
`reaction(event, by=system_actor, at=moment)` in a transaction of its own. It must be idempotent
(running it again changes nothing) and may open work, never a restriction.

EVERY: periodic work of the worker, as (seconds, function); called as `function(at=moment)`. The
seconds divide a minute, an hour or a day.
"""

from __future__ import annotations

from fangxian.cases.services import linelists
from fangxian.core.audit import services as audit
from fangxian.core.backups import services as backups
from fangxian.core.days import services as days
from fangxian.core.limits import services as limits
from fangxian.core.messages import services as messages
from fangxian.core.packs import services as packs
from fangxian.core.signin import services as signin
from fangxian.core.tokens import services as tokens
from fangxian.erasure import services as erasure
from fangxian.feedback import services as feedback
from fangxian.files import services as files
from fangxian.followup import services as followup
from fangxian.intake.sources.pushed_list import services as pushed_list
from fangxian.intake.sources.service_request import services as hotline
from fangxian.letters import services as letters
from fangxian.measures import services as measures
from fangxian.outgoing import services as outgoing
from fangxian.screening import services as screening
from fangxian.snapshots import services as snapshots
from fangxian.supervision import services as supervision
from fangxian.tasks import services as tasks
from fangxian.tasks.kinds.controlled_entry import services as controlled_entry

from .services import Reaction

REACTIONS: dict[str, list[Reaction]] = {
    "intake.facts_recorded": [screening.judge_facts, tasks.help_households],
    "intake.controlled_entry_handed_over": [controlled_entry.expect_entry],
    "intake.request_dispatched": [tasks.act_on_request],
    "tasks.first_report": [tasks.tell_request],
    "tasks.reported": [tasks.tell_request, supervision.claim_by_task],
    "letters.replied": [letters.tell_caller],
    "cases.ruled_out": [measures.record_ends_of_event, tasks.close_needless],
    "cases.classified": [measures.record_ends_of_event],
    "cases.classification_reviewed": [measures.record_ends_of_event],
    "cases.line_list_committed": [followup.take_in_told],
    "cases.contacts_put_up": [tasks.reach_contacts],
    "cases.contacts_decided": [tasks.close_needless],
    "orders.revoked": [measures.record_ends_of_event],
    "measures.approved": [measures.open_service_task],
    "measures.served": [measures.open_visit_task],
    "followup.reading_recorded": [followup.open_health_checks],
    "followup.offline_readings_landed": [followup.open_health_checks],
    "staff.left": [signin.end_after_event],
    "staff.password_reset": [signin.end_after_event],
    "staff.post_ended": [signin.end_after_event],
    "screening.verdicts_reached": [screening.tell_receipts, screening.tell_corrected, tasks.open_tasks_for_verdicts],
}

EVERY: list[tuple[int, Reaction]] = [
    (5, messages.deliver),
    (5, tasks.escalate_overdue),
    (10, controlled_entry.watch_entries),
    (10, outgoing.make_packages),
    (30, pushed_list.resume_lists),
    (60, linelists.resume_line_lists),
    (60, hotline.resume_files),
    (30, screening.judge_again),
    (30, files.watch_canaries),
    (60, measures.record_ends),
    (60, files.alarm_unseconded),
    (60, measures.alarm_late_appeals),
    (300, measures.shorten_everywhere),
    (300, tasks.leave_abolished_areas),
    (3600, tasks.draw_look_backs),
    (300, followup.open_unreached_visits),
    (3600, measures.open_todays_visits),
    (3600, letters.escalate_late),
    (86400, measures.replay_in_force),
    (600, outgoing.drop_packages),
    (3600, days.make_days),
    (3600, limits.forget_old_tries),
    (3600, signin.clear_old),
    (3600, tokens.keep_keys),
    (3600, audit.make_roots),
    (3600, packs.check_editions),
    (3600, snapshots.keep_lakes),
    (3600, erasure.forget),
    (3600, erasure.erase_due),
    (3600, erasure.end_holds),
    (86400, files.look_for_pairs),
    (86400, feedback.make_digests),
    (86400, hotline.learn_kinds),
    (86400, audit.check),
    (86400, backups.back_up_daily),
]
