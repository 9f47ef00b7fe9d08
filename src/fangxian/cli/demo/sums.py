"""One sum of the story: the whole and its parts, each with its word; and what the parts are counted from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet, Sum

from fangxian.briefing.models import Bulletin
from fangxian.engine.texts import Bilingual

_WORDS = {
    "accepted": "采纳", "duplicate": "重复", "quarantined": "待核", "rejected": "退回", "received": "收到",
    "pushed_list": "名单", "declaration": "申报", "checkpoint": "卡点", "sweep": "走访", "accepted rows": "采纳的行",
    "declared or corrected": "申报或更正", "controlled entries": "受控进入", "follow_up": "需随访", "no_action": "不需",
    "undecidable": "无法判断", "corrected": "已更正", "tell of no stay": "不涉停留", "tasks": "任务",
    "linked to a task": "并入已有任务", "by verdict": "依结论", "by measure": "依措施",
    "closed by a correction": "因更正关闭",
    "open": "待接收", "taken": "已接收", "reported": "已报告", "closed": "已办结",
    "verify_stay": "核实停留", "hand_over_out": "移交外地", "serve_notice": "送达", "visit": "上门",
    "help_need": "帮助住户", "health_check": "健康检查", "call": "联系",
    "reach_contact": "联系密接",
    "proposed": "待审批", "approved": "待送达", "active": "执行中", "expired": "期满自行终止",
    "on record": "在册", "sealed": "已封",
    "answer_request": "办理诉求", "fix_finding": "整改问题",
    "answered": "已答复", "answered again": "重办后答复", "advice alone": "只作劝导", "not answered": "未答复",
    "letter draft": "草稿", "letter issued": "待接收", "letter received": "待答复", "letter replied": "待回头看",
    "letter escalated": "逾期已上报", "letter closed": "已办结",
    "set aside": "转其他窗口", "in a topic": "成话题", "too few to tell": "不足五件不显示",
    "agreed": "已和解", "to_talk": "待调解", "talked": "调解中",
    "announced": "事先通知", "unannounced": "不打招呼", "urgent": "紧急", "serious": "严重", "ordinary": "一般",
    "settled": "已整改", "not settled": "未整改",
    "inquiry answered": "已答复", "inquiry open": "待答复",
    "calls": "来电", "kept": "按时", "not due yet": "未到期", "missed": "超时",
    "vacant": "网格无人在岗", "handed_over": "途中移交", "paused": "有记录的暂停", "night": "夜间收到",
    "untaken": "无人接收", "taken_late": "接收迟", "open_work": "尚未办完", "long": "办理超过时限",
    "unsorted": "无人分类", "field_late": "现场反馈迟", "desk_late": "窗口答复迟", "sorted_late": "分类迟",
    "confirmed": "确诊", "told in interviews": "调查所得", "from records": "记录比对", "interview": "流调",
    "contacts": "密接名单", "public": "已公布", "awaiting the second person": "待第二人确认",
}  # fmt: skip


class DoesNotReconcile(RuntimeError):
    """A sum that does not hold: the demonstration has found a fault and says which."""


@dataclass(frozen=True)
class Balance:
    """One sum: the whole and its parts, by word."""

    label: Bilingual
    whole: int
    parts: dict[str, int]

    @property
    def holds(self) -> bool:
        return self.whole == sum(self.parts.values())

    @property
    def in_figures(self) -> str:
        return f"{self.whole} = " + " + ".join(f"{count} {in_both(word)}" for word, count in self.parts.items())


def in_both(word: str) -> str:
    """A word of a sum in both languages; days and others stand for themselves."""
    return f"{_WORDS[word]} {word.replace('_', ' ')}" if word in _WORDS else word


def figure(issue: Bulletin, key: str) -> int:
    return next(int(line["count"] or 0) for line in issue.figures if line["key"] == key)


def counts(rows: QuerySet[Any], column: str, words: Any) -> dict[str, int]:
    """Rows by a column; the words are there also with 0."""
    found = dict(rows.order_by().values_list(column).annotate(Count("pk")))
    return dict.fromkeys(words, 0) | dict(sorted(found.items()))


def total(rows: QuerySet[Any], column: str) -> int:
    return rows.order_by().aggregate(total=Sum(column))["total"] or 0
