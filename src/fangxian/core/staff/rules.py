"""Who is in post when, who may be put in post, and how a list of staff is judged row by row."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal

from fangxian.core.actors.rules import Actor, Role, are_of_different_units, why_not_second
from fangxian.core.problems.rules import Problem, forbidden, said
from fangxian.engine.tables.findings import Catalogue, Finding
from fangxian.engine.texts import Bilingual

__all__ = ["Bilingual", "Finding", "are_of_different_units", "is_held", "why_not_second"]

SECTORS = ("health", "community", "public_security", "transport", "command", "department", "firm", "oversight")
APPOINTABLE = tuple(role for role in Role if role not in {Role.RESIDENT, Role.HELPER, Role.SYSTEM})
# An empty area means the whole programme: never by mistake for those who work at one place.
NEEDS_AREA = frozenset({Role.GRID_WORKER, Role.CHECKPOINT_OFFICER, Role.GATE_KEEPER, Role.PLACE_LIAISON})
FIELD_ROLES = frozenset({Role.GRID_WORKER, Role.CHECKPOINT_OFFICER, Role.GATE_KEEPER, Role.DUTY_OFFICER})
# Two acts that together are the whole of somebody's sign-in: not by one hand within this time (INV-03).
PASSWORD_RESET, FACTORS_FORGOTTEN = "staff.password_reset", "signin.factors_forgotten"
HALVES_APART_FOR = timedelta(hours=24)
SPONSORED = ("area", "post", "site")
OWN_PASSWORD_FIRST = Problem(
    "staff.own_password_first",
    said("Choose a password of your own first; what you recorded stays on this phone."),
    status=403,
)

# Words under which a role or sector stands in the lists that offices send.
ROLE_WORDS: Mapping[str, Role] = {
    "管理员": Role.ADMINISTRATOR, "系统管理员": Role.ADMINISTRATOR,
    "值班员": Role.DUTY_OFFICER, "值班长": Role.DUTY_OFFICER, "值守人员": Role.DUTY_OFFICER,
    "网格员": Role.GRID_WORKER, "网格信息员": Role.GRID_WORKER, "社区医生": Role.GRID_WORKER,
    "卡点人员": Role.CHECKPOINT_OFFICER, "卡点执勤": Role.CHECKPOINT_OFFICER, "检疫站人员": Role.CHECKPOINT_OFFICER,
    "门岗": Role.GATE_KEEPER, "门岗人员": Role.GATE_KEEPER, "守门志愿者": Role.GATE_KEEPER,
    "物业联络员": Role.PLACE_LIAISON, "场所联络员": Role.PLACE_LIAISON, "物业经理": Role.PLACE_LIAISON,
    "话务员": Role.HOTLINE_OPERATOR, "接线员": Role.HOTLINE_OPERATOR, "热线坐席": Role.HOTLINE_OPERATOR,
    "部门联络员": Role.DEPARTMENT_LIAISON, "单位联络员": Role.DEPARTMENT_LIAISON,
    "流调员": Role.EPIDEMIOLOGIST, "流行病学调查员": Role.EPIDEMIOLOGIST, "疾控": Role.EPIDEMIOLOGIST,
    "卫健审批": Role.HEALTH_APPROVER, "卫生审批人": Role.HEALTH_APPROVER,
    "指挥员": Role.COMMANDER, "指挥长": Role.COMMANDER,
    "签发人": Role.SIGNATORY, "督导员": Role.SUPERVISOR, "督导": Role.SUPERVISOR,
    "审计员": Role.AUDITOR, "监督员": Role.AUDITOR, "发布员": Role.PUBLISHER,
    "民警联络员": Role.POLICE_LIAISON, "公安联络员": Role.POLICE_LIAISON, "派出所联络员": Role.POLICE_LIAISON,
}  # fmt: skip
SECTOR_WORDS: Mapping[str, str] = {
    "卫生": "health", "卫健": "health", "社区": "community", "公安": "public_security", "交通": "transport",
    "指挥部": "command", "政府": "command", "企业": "firm", "监督": "oversight",
    "部门": "department", "市场监管": "department", "文旅": "department", "民政": "department", "教育": "department",
    "商务": "department", "住建": "department", "城管": "department",
}  # fmt: skip
LEAVER_WORDS = frozenset({"离岗", "离职", "调离", "退休", "退出", "left", "leaver", "leaves", "ended"})
SERVING_WORDS = frozenset({"", "在岗", "在职", "上岗", "serving", "in post", "active"})

STAFF = Catalogue(
    {
        "no_number": ("工号缺失", "the staff number is missing"),
        "bad_number": (
            "工号只能是 2 至 50 个字母、数字、点、横线或下划线",
            "a staff number is 2 to 50 letters, digits, dots, hyphens or underscores",
        ),
        "no_name": ("姓名缺失", "the name is missing"),
        "no_body": ("单位缺失：谁派出此人", "the employing body is missing"),
        "unknown_role": ("“{text}”不是已知岗位；可用：{known}", "{text!r} is not a known role; known are: {known}"),
        "no_role": ("岗位缺失", "the role is missing"),
        "needs_area": ("此岗位必须写明负责区域", "this role needs an area to answer for"),
        "unknown_area": ("本任务没有区域“{text}”", "the programme has no area {text!r}"),
        "ambiguous_area": ("“{text}”有多个区域同名：{known}；请填代码", "{text!r} could be {known}; give the code"),
        "outside_area": ("该区域不在您负责的范围内", "this area lies outside yours"),
        "unknown_sector": ("“{text}”不是已知条线；可用：{known}", "{text!r} is not a known sector; known are: {known}"),
        "unknown_status": ("“{text}”不是在岗或离岗", "{text!r} means neither serving nor leaving"),
        "other_name": (
            "此工号已登记为另一个姓名，请核对",
            "this staff number is on record with another name; check it",
        ),
        "other_name_in_file": ("同一工号在文件中有两个姓名", "the file has two names for this staff number"),
        "ends_before_start": ("结束日期早于开始日期", "it ends before it starts"),
        "already_over": ("结束日期已过，此岗位已结束", "its last day has passed, so the post is already over"),
        "leaver_unknown": ("此工号不在岗，无需离岗", "nobody in post has this staff number"),
        "own_account": ("不能让自己离岗", "you cannot record yourself as leaving"),
        "already_in_post": ("已在此岗位", "already in this post"),
        "repeated": ("与第{first}行相同", "the same as row {first}"),
    }
)

Outcome = Literal["accepted", "duplicate", "quarantined", "rejected"]


@dataclass(frozen=True)
class StaffRow:
    """One row of a list of staff, as text. Row grain: one person in one post.

    finding      why the row could not be read
    is_question  whether the sender could still say what is meant
    """

    number: int
    staff_no: str = ""
    full_name: str = ""
    phone: str = ""
    body: str = ""
    sector: str = ""
    unit: str = ""
    role: str = ""
    area: str = ""
    title: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    status: str = ""
    finding: Finding | None = None
    is_question: bool = False


@dataclass(frozen=True)
class Appointment:
    """What an accepted row asks for. `leaves` ends every post of the person and closes the account."""

    staff_no: str
    full_name: str
    phone: str
    body: str
    sector: str
    unit: str
    role: str
    area_code: str
    title: str
    starts_on: date | None
    ends_on: date | None
    leaves: bool = False


@dataclass(frozen=True)
class Judged:
    """What becomes of one row: its outcome, why, and what would be done."""

    number: int
    outcome: Outcome
    finding: Finding | None = None
    appointment: Appointment | None = None
    is_new_person: bool = False


@dataclass(frozen=True)
class OnRecord:
    """What the programme knows already.

    people      staff number -> full name
    held        (staff number, role, area code, body, unit) of every post held
    areas       codes of the programme's areas
    by_name     name, or path of names, of an area -> codes that it could mean
    day         the city day on which the list is judged
    """

    people: Mapping[str, str]
    held: frozenset[tuple[str, str, str, str, str]]
    areas: frozenset[str]
    by_name: Callable[[str], tuple[str, ...]]
    day: date
    own_number: str = ""
    own_area: str = ""


@dataclass
class _Seen:
    names: dict[str, str] = field(default_factory=dict)
    rows: dict[tuple[str, ...], int] = field(default_factory=dict)
    units_held: dict[tuple[str, ...], set[str]] = field(default_factory=dict)
    serving: set[str] = field(default_factory=set)


def is_held(*, starts_at: datetime, ends_at: datetime | None, at: datetime) -> bool:
    """Whether a post is held at `at`; the end is the first moment without it."""
    return starts_at <= at and (ends_at is None or at < ends_at)


def tidy(text: str) -> str:
    """A cell without width differences and stray spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def role_of(text: str) -> Role | None:
    """The role that a word means: its code, its English name or a usual Chinese one."""
    word = tidy(text)
    code = word.lower().replace(" ", "_")
    if code in {role.value for role in APPOINTABLE}:
        return Role(code)
    return ROLE_WORDS.get(word)


def sector_of(text: str) -> str | None:
    word = tidy(text).lower().replace(" ", "_")
    return word if word in SECTORS else SECTOR_WORDS.get(tidy(text))


def judge_rows(rows: Iterable[StaffRow], *, known: OnRecord) -> list[Judged]:
    """What becomes of each row, in order; every row comes out exactly once."""
    seen = _Seen(serving={held[0] for held in known.held})
    for *post, unit in known.held:
        seen.units_held.setdefault(tuple(post), set()).add(unit)
    return [_judge(row, known=known, seen=seen) for row in rows]


def _judge(row: StaffRow, *, known: OnRecord, seen: _Seen) -> Judged:
    if row.finding is not None:
        return Judged(row.number, "quarantined" if row.is_question else "rejected", row.finding)
    number = tidy(row.staff_no)
    if found := _person_fault(row, number, known=known, seen=seen):
        return found
    status = tidy(row.status).lower()
    if status not in LEAVER_WORDS | SERVING_WORDS:
        return _no(row, "rejected", "unknown_status", "status", text=row.status)
    if status in LEAVER_WORDS:
        return _judge_leaver(row, number, known=known, seen=seen)
    return _judge_post(row, number, known=known, seen=seen)


def _person_fault(row: StaffRow, number: str, *, known: OnRecord, seen: _Seen) -> Judged | None:
    name = tidy(row.full_name)
    if not number:
        return _no(row, "rejected", "no_number", "staff_no")
    if not re.fullmatch(r"[\w.-]{2,50}", number, re.ASCII):
        return _no(row, "rejected", "bad_number", "staff_no")
    if not name:
        return _no(row, "rejected", "no_name", "full_name")
    if known.people.get(number, name) != name:
        return _no(row, "quarantined", "other_name", "full_name")
    if seen.names.setdefault(number, name) != name:
        return _no(row, "quarantined", "other_name_in_file", "full_name")
    return None


def _judge_leaver(row: StaffRow, number: str, *, known: OnRecord, seen: _Seen) -> Judged:
    if number == known.own_number:
        return _no(row, "rejected", "own_account", "staff_no")
    if number not in seen.serving:
        return _no(row, "duplicate", "leaver_unknown", "staff_no")
    if first := _repeats(row, (number, "leaves"), seen):
        return first
    name = tidy(row.full_name)
    return Judged(
        row.number, "accepted", None, Appointment(number, name, "", "", "", "", "", "", "", None, None, leaves=True)
    )


def _judge_post(row: StaffRow, number: str, *, known: OnRecord, seen: _Seen) -> Judged:
    body, unit, role = tidy(row.body), tidy(row.unit) or tidy(row.body), role_of(row.role)
    if not body:
        return _no(row, "rejected", "no_body", "body")
    if role is None:
        code = "unknown_role" if row.role else "no_role"
        return _no(row, "rejected", code, "role", text=row.role, known=list(ROLE_WORDS))
    sector = sector_of(row.sector) if row.sector else ""
    if sector is None:
        return _no(row, "rejected", "unknown_sector", "sector", text=row.sector, known=list(SECTOR_WORDS))
    codes = known.by_name(tidy(row.area)) if row.area else ("",)
    if fault := _area_fault(row, codes, role=role, known=known):
        return fault
    if row.starts_on and row.ends_on and row.ends_on < row.starts_on:
        return _no(row, "rejected", "ends_before_start", "ends_on")
    if row.ends_on and row.ends_on < known.day:
        return _no(row, "rejected", "already_over", "ends_on")
    units = seen.units_held.get((number, role.value, codes[0], body), set())
    if unit in units or (units and not row.unit):
        return _no(row, "duplicate", "already_in_post", None)
    if first := _repeats(row, (number, role.value, codes[0], body, unit), seen):
        return first
    wanted = Appointment(
        number, tidy(row.full_name), tidy(row.phone), body, sector, unit, role.value, codes[0], tidy(row.title),
        row.starts_on, row.ends_on,
    )  # fmt: skip
    return Judged(row.number, "accepted", None, wanted, is_new_person=number not in known.people)


def _area_fault(row: StaffRow, codes: tuple[str, ...], *, role: Role, known: OnRecord) -> Judged | None:
    if not row.area and role in NEEDS_AREA:
        return _no(row, "rejected", "needs_area", "area")
    if not codes or (codes[0] and codes[0] not in known.areas):
        return _no(row, "rejected", "unknown_area", "area", text=row.area)
    if len(codes) > 1:
        return _no(row, "quarantined", "ambiguous_area", "area", text=row.area, known=list(codes[:5]))
    if not codes[0].startswith(known.own_area):
        return _no(row, "rejected", "outside_area", "area")
    return None


def _repeats(row: StaffRow, key: tuple[str, ...], seen: _Seen) -> Judged | None:
    first = seen.rows.setdefault(key, row.number)
    return None if first == row.number else _no(row, "duplicate", "repeated", None, first=first)


def _no(row: StaffRow, outcome: Outcome, code: str, column: str | None, **detail: object) -> Judged:
    return Judged(row.number, outcome, STAFF.finding(code, row=row.number, field=column, **detail))


def count_outcomes(judged: Iterable[Judged]) -> dict[str, int]:
    """received = accepted + duplicate + quarantined + rejected."""
    counts = dict.fromkeys(("received", "accepted", "duplicate", "quarantined", "rejected"), 0)
    for row in judged:
        counts["received"] += 1
        counts[row.outcome] += 1
    return counts


def why_not_end(*, user_id: int, ends_at: datetime | None, at: datetime, by: Actor) -> Problem | None:
    """Why `by` may not end this post now."""
    if ends_at is not None and ends_at <= at:
        return Problem("staff.post_is_over", said("This post has already ended."))
    if user_id == by.user_id:
        return forbidden("staff.own_post", said("Nobody ends a post of her own; ask another administrator."))
    return None


def why_not_reset(*, user_id: int, is_active: bool, roles: Iterable[str], by: Actor) -> Problem | None:
    """Why `by` may not give this person, who works in `roles`, a new one-time password.

    A supervisor resets those who work in the field; nobody gains the powers of others by a reset.
    """
    if user_id == by.user_id:
        return forbidden("staff.own_reset", said("Change your own password on your account page."))
    if not is_active:
        return Problem("staff.has_left", said("This person has left; put her in a post first."))
    if by.role != Role.ADMINISTRATOR and not FIELD_ROLES.issuperset(roles):
        return forbidden(
            "staff.reset_by_administrator", said("Only an administrator resets the password of this role.")
        )
    return None


def why_not_both_halves(*, has_given_other: bool) -> Problem | None:
    """Why whoever gave the password today does not also take the second factor away, nor the other way round."""
    if has_given_other:
        return forbidden(
            "staff.both_halves",
            said("You gave this person the other half of her sign-in within a day. Somebody else must give this one."),
        )
    return None


def why_not_unseen(*, in_person: bool) -> Problem | None:
    if not in_person:
        return Problem(
            "staff.not_in_person", said("Confirm that the person stands before you and that you know her."),
            field="in_person",
        )  # fmt: skip
    return None


def why_not_reach(*, has_post: bool) -> Problem | None:
    if not has_post:
        return forbidden("staff.out_of_reach", said("This person holds no post in your area."))
    return None


def why_not_sponsor(*, kind: str, area_code: str, target: str) -> Problem | None:
    if kind not in SPONSORED:
        return Problem("staff.unknown_target", said("Choose what the leader answers for."), field="kind")
    if kind == "area" and not area_code:
        return Problem("staff.sponsor_no_area", said("Name the area that the leader answers for."), field="area_code")
    if kind != "area" and not target:
        return Problem(
            "staff.sponsor_no_target", said("Name the post or site that the leader answers for."), field="target"
        )
    return None


def coverage_share(*, staffed_count: int, grid_count: int) -> float | None:
    """The share of grids with somebody in post; None where there is no grid."""
    return None if grid_count == 0 else staffed_count / grid_count


def state_of_post(*, starts_at: datetime, ends_at: datetime | None, is_active: bool, at: datetime) -> str:
    """held, to_come or ended at `at`; somebody who has left holds nothing."""
    if not is_active or (ends_at is not None and ends_at <= at):
        return "ended"
    return "to_come" if at < starts_at else "held"
