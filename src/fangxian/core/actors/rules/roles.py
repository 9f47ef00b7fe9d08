"""The roles of the field, and why somebody reads or writes."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    ADMINISTRATOR = "administrator"
    DUTY_OFFICER = "duty_officer"
    GRID_WORKER = "grid_worker"
    CHECKPOINT_OFFICER = "checkpoint_officer"
    GATE_KEEPER = "gate_keeper"  # a volunteer at a gate: hears a word, sees nobody (F18)
    PLACE_LIAISON = "place_liaison"  # a property firm, a firm or a venue answering for its own gate or hall (F18, F39)
    HOTLINE_OPERATOR = "hotline_operator"  # takes calls and answers them; sees no file and looks nobody up (F28)
    DEPARTMENT_LIAISON = "department_liaison"  # answers letters for her department; sees no file (F24)
    EPIDEMIOLOGIST = "epidemiologist"
    HEALTH_APPROVER = "health_approver"
    COMMANDER = "commander"
    SIGNATORY = "signatory"
    SUPERVISOR = "supervisor"
    AUDITOR = "auditor"
    PUBLISHER = "publisher"
    POLICE_LIAISON = "police_liaison"
    RESIDENT = "resident"
    HELPER = "helper"  # whom a resident, or a child's guardian, named to act in her file (INV-15)
    SYSTEM = "system"


class Purpose(StrEnum):
    """Why a record of a person is read or written. Kept with every read and write."""

    ADMINISTER = "administer"
    RECEIVE_FACTS = "receive_facts"
    JUDGE_FACTS = "judge_facts"
    VERIFY_LEAD = "verify_lead"
    CHECK_AT_POST = "check_at_post"
    INVESTIGATE_CASE = "investigate_case"
    DECIDE_MEASURE = "decide_measure"
    DECIDE_APPEAL = "decide_appeal"
    SERVE_NOTICE = "serve_notice"
    FOLLOW_UP = "follow_up"
    COMMAND = "command"
    SUPERVISE = "supervise"
    AUDIT = "audit"
    HAND_OVER = "hand_over"
    OWN_FILE = "own_file"
    ASSIST = "assist"
    KEEP_TIME = "keep_time"


OWN_ROLES = frozenset({Role.RESIDENT, Role.HELPER})  # act in one file only: that of `Actor.subject_id`
HEALTH_ROLES = frozenset({Role.EPIDEMIOLOGIST, Role.HEALTH_APPROVER})
