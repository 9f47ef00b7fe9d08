"""What is held, in plain words; what of it a person need not leave; how a look at it is named."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from fangxian.core.problems.rules import Problem, said


# --- what is held, store by store
@dataclass(frozen=True)
class Held:
    """One kind of record about a person, as the page names it.

    label   in plain words
    tables  each model with the way from it to the person; how long it is kept follows the first
    """

    key: str
    label: str
    tables: tuple[tuple[str, str], ...]


HELD = (
    Held("person", said("Who you are and how to reach you"), (("people.Person", "id"),)),
    Held("fact", said("What was told about you"), (("intake.Fact", "person_id"),)),
    Held(
        "declaration",
        said("Your declarations and their receipts"),
        (
            ("intake.Receipt", "person_id"),
            ("intake.Declaration", "receipt__person_id"),
        ),
    ),
    Held("token", said("Codes for gates that were made for you"), (("tokens.IssuedToken", "person_id"),)),
    Held("passage", said("Passages at a post"), (("intake.Passage", "person_id"),)),
    Held("gate_passage", said("Passages at a gate"), (("intake.GatePassage", "person_id"),)),
    Held("check_in", said("Places where you checked in"), (("intake.CheckIn", "person_id"),)),
    Held(
        "lake",
        said("A number in place of your name, under which your stays of the last days lie"),
        (("snapshots.PersonNumber", "person_id"),),
    ),
    Held("visit", said("Visits to your door"), (("intake.VisitFact", "person_id"),)),
    Held("verdict", said("What the rule said"), (("screening.Verdict", "person_id"),)),
    Held("file", said("Your health follow-up"), (("people.PersonFile", "person_id"),)),
    Held(
        "reading",
        said("How you said you were, day by day, and who came or called"),
        (
            ("followup.Reading", "file__person_id"),
            ("followup.Referral", "file__person_id"),
            ("followup.VisitReport", "file__person_id"),
        ),
    ),
    Held(
        "match",
        said("That two records were compared because they may both be yours"),
        (("files.MatchPair", "first_id"), ("files.MatchPair", "second_id")),
    ),
    Held("care_team", said("Who looks after you"), (("people.CareTeamMember", "file__person_id"),)),
    Held(
        "case",
        said("An illness confirmed by a laboratory"),
        (
            ("cases.Case", "person_id"),
            ("cases.Interview", "case__person_id"),
            ("cases.InterviewLine", "interview__case__person_id"),
            ("cases.Trace", "case__person_id"),
            ("cases.CaseLink", "infectee__person_id"),
            ("cases.ExposedPlace", "case__person_id"),
        ),
    ),
    Held(
        "exposure",
        said("Contacts with a case"),
        (
            ("cases.Exposure", "person_id"),
            ("cases.Classification", "exposure__person_id"),
            ("cases.BatchEntry", "classification__exposure__person_id"),
            ("cases.TracedContact", "exposure__person_id"),
        ),
    ),
    Held(
        "measure",
        said("Decisions about you, who was told of them, and your appeals"),
        (
            ("measures.Measure", "person_id"),
            ("measures.Ground", "measure__person_id"),
            ("measures.Told", "measure__person_id"),
            ("measures.Appeal", "measure__person_id"),
        ),
    ),
    Held("leave", said("Times you left home during a measure"), (("measures.Leave", "measure__person_id"),)),
    Held("entry", said("Who was asked to expect you, and when you arrived"), (("tasks.ControlledEntry", "person_id"),)),
    Held("task", said("Work that people did because of it"), (("tasks.Task", "person_id"),)),
    Held("assistance", said("Help asked of the police for you"), (("assistance.AssistanceRequest", "person_id"),)),
    Held(
        "inquiry",
        said("Questions that one area asked another about you"),
        (("inquiries.Inquiry", "person_id"), ("inquiries.InquiryField", "inquiry__person_id")),
    ),
    Held("message", said("Messages that were sent to you"), (("outbox.Message", "person_id"),)),
    Held("objection", said("Your objections"), (("portal.Objection", "person_id"),)),
    Held("code", said("Letters with a code"), (("people.FileCode", "person_id"),)),
    Held("text_code", said("Codes sent to your phone"), (("portal.TextCode", "person_id"),)),
    Held("proxy", said("Who helps you"), (("portal.Proxy", "person_id"),)),
    Held("wish", said("What you asked for at the door, and when"), (("portal.Wish", "person_id"),)),
)
AUDIT_LABEL = said("Who read or changed something about you, and when")

LOOKED, CHANGED_SOMETHING, SOUGHT, ACROSS, HANDED_OVER = "looked", "changed", "sought", "across", "handed_over"
LOOK_KINDS = (
    (LOOKED, said("Looked")),
    (CHANGED_SOMETHING, said("Recorded or changed")),
    (SOUGHT, said("Looked you up for a task")),
    (ACROSS, said("Outside their own area, with a second person or in danger of life")),
    (HANDED_OVER, said("Handed over to another body")),
)


def look_kind(action: str) -> str:
    """What an event of the audit was, as the person it is about reads it."""
    app, _, what = action.partition(".")
    if "glass" in what or what.endswith("_elsewhere"):
        return ACROSS
    if what.endswith("_by_lookup"):
        return SOUGHT
    if app == "outgoing" or what.startswith("handed_over"):
        return HANDED_OVER
    return LOOKED if what.startswith("saw_") else CHANGED_SOMETHING


# --- what a person need not give
@dataclass(frozen=True)
class Optional:
    """Something given freely. is_for_reaching: it stays while somebody has to be able to reach or help her."""

    key: str
    label: str
    is_for_reaching: bool


IN_FACTS = ("symptoms", "temperatures", "receiver_kind")
OPTIONAL = (
    Optional("symptoms", said("Symptoms you told"), False),
    Optional("temperatures", said("Temperatures you told"), False),
    Optional("receiver_kind", said("With whom you stay"), False),
    Optional("declared_helper", said("Name and phone of whoever filled in a form for you"), False),
    Optional("birth_year", said("Year of birth"), False),
    Optional("language", said("The language you chose; Chinese then counts"), False),
    Optional("phone", said("Phone"), True),
    Optional("address", said("Address"), True),
    Optional("document", said("Number of your document"), True),
    Optional("guardian", said("Name and phone of a parent or guardian"), True),
)
# What is not optional, and why: shown beside what is.
NOT_OPTIONAL = (
    (said("Your name and area"), said("They tell whose file it is.")),
    (said("The places and days that were told"), said("The rule judges by them. You can correct them at any time.")),
    (said("Decisions, and who looked"), said("They prove what was done to you. Courts and the auditor need them.")),
)


def why_not_delete(part: Optional, *, needed_until: datetime | None) -> Problem | None:
    """Why a part stays for now: a measure or follow-up runs, and somebody has to be able to reach her."""
    if not part.is_for_reaching or needed_until is None:
        return None
    return Problem(
        "portal.still_needed",
        said("A decision or a follow-up runs, and people must be able to reach you. From its end you can delete this."),
        status=409,
    )


def why_not_choose(keys: Sequence[str], *, known: Collection[str]) -> Problem | None:
    if not keys or set(keys) - set(known):
        return Problem("portal.nothing_chosen", said("Choose what to delete."), field="parts", status=422)
    return None


# --- kinds of evidence a decision rests on, as the person it binds reads them; never whose evidence
EVIDENCE = (
    ("case", said("An illness confirmed by a laboratory")),
    ("exposure", said("A contact that was investigated and recorded")),
    ("classification", said("The finding, by the rule, of what kind of contact it was")),
    ("verdict", said("Places and days of your journey, compared with the list of areas")),
)
