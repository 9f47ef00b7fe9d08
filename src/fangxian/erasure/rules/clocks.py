"""From when each table's rows are counted, and what keeps a row although its time has run out.

The days stand in the pack cn.retention, by class; here stands only where the count begins. A table
that holds people and stands in none of the three lists below fails `tests/privacy`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from fangxian.core.problems.rules import said

PACK_FAMILY = "cn.retention"

# Our classes (core.privacy.rules.RETENTION_CLASSES) by the pack's longer names, where they differ.
NAMES_IN_PACK = {"case": "case_file", "measure": "measure_decision", "property": "property_custody"}

# Why a row whose time has run out is still there.
FOLLOWED_UP, TASK_OPEN, REMEDY_OPEN, OBJECTION_OPEN = "followed_up", "task_open", "remedy_open", "objection_open"
CASE_KEPT, LIST_OPEN, FACT_KEPT, NOT_SENT, STILL_NAMED = "case_kept", "list_open", "fact_kept", "not_sent", "named"
NEED_OPEN = "need_open"
HOLD_WORDS = {
    FOLLOWED_UP: said("The person is followed up"),
    TASK_OPEN: said("A task is open"),
    REMEDY_OPEN: said("A remedy against a measure is still open"),
    OBJECTION_OPEN: said("An objection is not answered yet"),
    CASE_KEPT: said("Part of a case, kept to stand-down"),
    LIST_OPEN: said("The list is not closed yet"),
    FACT_KEPT: said("What it speaks of is still kept"),
    NOT_SENT: said("Not sent yet"),
    STILL_NAMED: said("Another record still names the person"),
    NEED_OPEN: said("A need or a follow-up that it told of is open"),
}


@dataclass(frozen=True)
class Clock:
    """Where the count of one table begins.

    table       label of the model
    counted_from  columns, as paths; the first that is filled counts, none filled: not counted yet
    of_class    class in place of the model's own, for a row that goes earlier than its class asks
    held_by     reasons, each a key of HOLD_WORDS and of queries.retention.HOLDS
    """

    table: str
    counted_from: tuple[str, ...]
    of_class: str = ""
    held_by: tuple[str, ...] = ()


_PERSON = (FOLLOWED_UP, TASK_OPEN, REMEDY_OPEN, OBJECTION_OPEN, CASE_KEPT)

# In this order: what speaks of a row goes before it.
CLOCKS: tuple[Clock, ...] = (
    Clock("outbox.Message", ("queued_at",), held_by=(NOT_SENT,)),
    Clock("portal.TextCode", ("asked_at",)),
    Clock("portal.Wish", ("asked_at",)),
    Clock("tokens.IssuedToken", ("expires_at",)),
    Clock("intake.Passage", ("passed_at",)),
    Clock("intake.EntryProposal", ("proposed_at",)),
    Clock("intake.Transit", ("entered_at",)),
    Clock("intake.WaitReport", ("recorded_at",)),
    Clock("intake.PostComplaint", ("answered_at",)),
    Clock("intake.HelpGiven", ("given_at",)),
    Clock("intake.Check", ("recorded_at",)),
    Clock("intake.GatePassage", ("passed_at",)),
    Clock("intake.GateCount", ("occurred_at",)),
    Clock("intake.WrongRefusal", ("reported_at",)),
    Clock("intake.CheckIn", ("entered_at",)),
    Clock("snapshots.PersonNumber", ("last_on",)),
    Clock("snapshots.PlaceNumber", ("last_on",)),
    Clock("intake.HeadCount", ("recorded_at",)),
    Clock("measures.Leave", ("measure__effective_end_at",), held_by=(REMEDY_OPEN,)),
    Clock("followup.Reading", ("file__closed_at", "file__follow_until")),
    Clock("followup.Referral", ("file__closed_at", "file__follow_until")),
    Clock("followup.VisitReport", ("file__closed_at", "file__follow_until")),
    Clock("portal.Objection", ("answered_at",), held_by=(REMEDY_OPEN,)),
    Clock("tasks.Task", ("closed_at",), held_by=(FOLLOWED_UP, REMEDY_OPEN, OBJECTION_OPEN)),
    Clock("tasks.ControlledEntry", ("closed_at", "closes_at"), held_by=(TASK_OPEN, OBJECTION_OPEN)),
    Clock("tasks.VacancyAlarm", ("raised_at",)),
    Clock("readiness.MorningSheet", ("drawn_at",)),
    Clock("intake.Visit", ("recorded_at",), held_by=(NEED_OPEN,)),
    Clock("intake.RoundDoor", ("round__ends_at",), held_by=(FACT_KEPT,)),
    Clock("intake.AddressRow", ("address_list__taken_over_at", "address_list__made_at")),
    Clock("feedback.Feedback", ("sent_on",)),
    Clock("mediation.Incident", ("agreed_at", "referred_at")),
    Clock("clarification.Question", ("settled_at",)),
    Clock("intake.ServiceRequest", ("closed_at", "closes_at")),
    Clock("intake.RequestFile", ("committed_at", "discarded_at", "received_at")),
    Clock("supervision.Finding", ("settled_at", "closes_at")),
    Clock("intake.LearnedKinds", ("learned_at",)),
    Clock("intake.Fact", ("received_at",), held_by=(*_PERSON, LIST_OPEN)),
    Clock("intake.FactReceipt", ("received_on",), held_by=(FACT_KEPT,)),
    Clock("intake.Receipt", ("issued_at",), held_by=(FACT_KEPT,)),
    Clock("screening.Verdict", ("received_at",), of_class="declaration", held_by=(FACT_KEPT, *_PERSON)),
    Clock("intake.Import", ("closed_at", "discarded_at"), held_by=(FACT_KEPT,)),
    Clock("cases.LineList", ("committed_at", "discarded_at")),
    Clock("staff.StaffImport", ("committed_at", "discarded_at", "rehearsed_at")),
    Clock("people.Person", ("known_since",), of_class="declaration", held_by=(STILL_NAMED,)),
)

# Tables that no programme owns: rows of the signing in of staff.
SHARED_CLOCKS: tuple[Clock, ...] = (
    Clock("sessions.Session", ("expire_date",), of_class="sign_in"),
    Clock("axes.AccessAttempt", ("attempt_time",), of_class="sign_in"),
    Clock("axes.AccessLog", ("attempt_time",), of_class="sign_in"),
    Clock("axes.AccessFailureLog", ("attempt_time",), of_class="sign_in"),
)

# Tables whose rows go with the row that they belong to (the database's own cascade).
GOES_WITH = {
    "tasks.TaskEvent": "tasks.Task",
    "tasks.TaskFact": "tasks.Task",
    "tasks.TaskEscalation": "tasks.Task",
    "tasks.LookBack": "tasks.Task",
    "tasks.EntryNote": "tasks.ControlledEntry",
    "readiness.SheetLine": "readiness.MorningSheet",
    "intake.Declaration": "intake.Receipt",
    "intake.DeclarationVersion": "intake.Receipt",
    "intake.ImportFilePart": "intake.Import",
    "intake.ImportRow": "intake.Import",
    "intake.ImportChunk": "intake.Import",
    "intake.ImportAlarm": "intake.Import",
    "intake.VisitFact": "intake.Visit",
    "cases.LineListRow": "cases.LineList",
    "intake.ServiceRequestEvent": "intake.ServiceRequest",
    "intake.PlacePhoto": "intake.ServiceRequest",
    "intake.RequestFileRow": "intake.RequestFile",
    "mediation.MediationStep": "mediation.Incident",
    "supervision.FindingEvent": "supervision.Finding",
    "axes.AccessAttemptExpiration": "axes.AccessAttempt",
}

# Classes whose rows nobody counts days for: they are kept to stand-down, or longer without people.
KEPT_TO_STAND_DOWN = frozenset({"case", "staff", "programme", "reference", "audit"})

OVERDUE_AFTER = timedelta(days=2)  # a row that should be gone so long and is not held raises the alarm


def name_in_pack(retention_class: str) -> str:
    """The pack's name of one of our classes."""
    return NAMES_IN_PACK.get(retention_class, retention_class)


# Decisions are never deleted before stand-down (measures, migration 0002). Once the remedies against one are over, what
# was written in it and in the appeals against it is erased (measures.services.unname_measures).
DECISIONS = "measures.Measure"
KEPT_WITH_DECISIONS = frozenset({DECISIONS, "measures.Appeal"})
GOES_WITH |= {"measures.Ground": DECISIONS, "measures.Told": DECISIONS}
