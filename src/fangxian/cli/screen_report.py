"""What `fangxian screen` says at the end: a summary for people, JSON for programs, sheets for the file."""

from pathlib import Path
from typing import Any

from fangxian.cli.screen_run import KEPT_FINDINGS, Run
from fangxian.cli.terminal import ROW_COUNTS, WROTE, print_table, say, warn, warn_of
from fangxian.engine.screening import ListReading
from fangxian.engine.screening.messages import REASONS, SCREENING_TITLES
from fangxian.engine.screening.reconciliation import IDENTICAL_STAYS_ALARM
from fangxian.engine.tables import Finding
from fangxian.engine.texts import Bilingual

_GRAINS = {
    "village": Bilingual("村（社区）", "village"),
    "town": Bilingual("乡镇（街道）", "town"),
    "county": Bilingual("县（区）", "county"),
    "city": Bilingual("市", "city"),
    "province": Bilingual("省", "province"),
}
_COUNTS = ROW_COUNTS | {
    "persons": Bilingual("涉及人数（采纳的行）", "Persons among accepted rows"),
    "follow_up": Bilingual("需随访行数", "Rows to follow up"),
    "follow_up_persons": Bilingual("需随访人数", "Persons to follow up"),
}
_MATCHED = Bilingual("随访依据：按{grain}", "Followed up by a listed {grain}")
_SUM = Bilingual(
    "核对：收到 = 采纳 + 重复 + 待核 + 退回", "Check: received = accepted + duplicate + quarantined + rejected"
)
_ALARM = Bilingual(
    "报警：{count} 人的停留完全相同（{area}，{start} 至 {left}，{arrives} 到达），请核实名单来源",
    "ALARM: {count} persons share one identical stay ({area}, {start} to {left}, arriving {arrives}); check the source",
)
_DROPPED = Bilingual("已剔除不得使用的列“{column}”：{zh}", "Column {column!r} was dropped: {en}")
_NO_FILE = Bilingual("未写文件（没有 --out）", "No file was written (no --out)")
_DRAFT = Bilingual("规则包为草案，未经审签", "The rule pack is a DRAFT and not signed")


def _filled(text: Bilingual, **detail: object) -> Bilingual:
    return Bilingual(text.zh.format(**detail), text.en.format(**detail))


def json_report(run: Run) -> dict[str, Any]:
    """Everything a program needs; nothing about a single person."""
    return {
        **run.counts.as_dict(),
        **_what_to_look_at(run),
        "pack": _pack_report(run),
        "list_basis": "at_screen" if run.as_of else "at_stay",
        "as_of": run.as_of.isoformat() if run.as_of else None,
        "zone": str(run.zone),
        "screened_at": run.at.isoformat(timespec="seconds"),
        "arrivals": {
            "file": run.screening.table.name,
            "sha256": run.screening.table.sha256,
            "encoding": run.screening.table.encoding,
            "sheet": run.screening.table.sheet,
        },
        "columns": run.screening.columns.mapping().columns,
        "unread_columns": list(run.screening.columns.unread),
        "area_lists": [_list_report(reading) for reading in run.lists],
    }


def _what_to_look_at(run: Run) -> dict[str, Any]:
    return {
        "alarms": [
            {
                "code": "identical_stays",
                "area_code": item.area_code,
                "stayed_from": item.stayed_from.isoformat(),
                "left_on": item.left_on.isoformat(),
                "arrives_on": item.arrives_on.isoformat(),
                "persons": item.person_count,
            }
            for item in run.counts.alarms
        ],
        "dropped_columns": [
            {"column": head, "code": reason.code, "zh": reason.reason.zh, "en": reason.reason.en}
            for head, reason in run.screening.columns.denied
        ],
        "notes": dict(sorted(run.counts.notes.items())),
        "findings": [_finding(fate, found) for fate, kept in run.findings.items() for found in kept],
    }


def _finding(outcome: str, found: Finding) -> dict[str, Any]:
    return {
        "outcome": outcome,
        "row": found.row,
        "field": found.field,
        "code": found.code,
        "zh": found.reason.zh,
        "en": found.reason.en,
    }


def _pack_report(run: Run) -> dict[str, Any]:
    rule = run.screening.judge.rule
    return {
        "id": run.pack.id,
        "edition": run.pack.edition,
        "status": run.pack.status,
        "sha256": run.pack.sha256,
        "rule": rule.id,
        "rule_version": rule.version,
        "lookback_days": rule.params["lookback_days"],
        "inclusive": rule.params["inclusive"],
        "follow_up_levels": list(rule.params["follow_up_levels"]),
    }


def _list_report(reading: ListReading) -> dict[str, Any]:
    return {
        "file": reading.name,
        "sha256": reading.sha256,
        "received": reading.received,
        "accepted": len(reading.listings),
        "duplicate": reading.duplicate,
        "quarantined": len(reading.quarantined),
        "rejected": len(reading.rejected),
        "findings": [_finding("quarantined", found) for found in reading.quarantined[:KEPT_FINDINGS]]
        + [_finding("rejected", found) for found in reading.rejected[:KEPT_FINDINGS]],
    }


def _count_lines(run: Run) -> list[tuple[Bilingual, object]]:
    report = run.counts.as_dict()
    lines: list[tuple[Bilingual, object]] = [(label, report[key]) for key, label in _COUNTS.items()]
    for grain, count in run.counts.matched_by.most_common():
        words = _GRAINS[grain]
        lines.append((Bilingual(_MATCHED.zh.format(grain=words.zh), _MATCHED.en.format(grain=words.en)), count))
    lines.extend((_not(REASONS[reason]), count) for reason, count in run.counts.not_followed_up.most_common())
    return lines


def _not(reason: Bilingual) -> Bilingual:
    return Bilingual(f"不需随访：{reason.zh}", f"No follow-up: {reason.en}")


def reconciliation_lines(run: Run) -> list[tuple[Bilingual | str, object]]:
    """The lines of the reconciliation sheet."""
    counts = run.counts
    lines: list[tuple[Bilingual | str, object]] = [*_count_lines(run)]
    lines.extend(
        (f"{_COUNTS['quarantined'].zh} Quarantined: {code}", n) for code, n in counts.quarantined.most_common()
    )
    lines.extend((f"{_COUNTS['rejected'].zh} Rejected: {code}", n) for code, n in counts.rejected.most_common())
    total = " + ".join(
        str(n) for n in (counts.accepted, counts.duplicate, counts.quarantined.total(), counts.rejected.total())
    )
    lines.append((_SUM, f"{counts.received} = {total}"))
    lines.extend((SCREENING_TITLES[code], n) for code, n in counts.notes.most_common())
    lines.extend(("!", text) for text in _alarms(run))
    lines.extend(("!", text) for text in _dropped(run))
    for reading in run.lists:
        gone = f"{reading.duplicate} + {len(reading.quarantined)} + {len(reading.rejected)}"
        lines.append((reading.name, f"{reading.received} = {len(reading.listings)} + {gone}"))
        lines.extend((reading.name, finding.sentence()) for finding in reading.quarantined + reading.rejected)
    return lines


def parameter_lines(run: Run) -> list[tuple[Bilingual | str, object]]:
    """The lines of the parameters sheet: enough to do the same screening again."""
    rule = run.screening.judge.rule
    table = run.screening.table
    lines: list[tuple[Bilingual | str, object]] = [
        (Bilingual("规则包", "Rule pack"), f"{run.pack.id} ({run.pack.status})"),
        (Bilingual("版本", "Edition and rule version"), f"{run.pack.edition}; {rule.id} {rule.version}"),
        (Bilingual("规则包哈希", "Pack SHA-256"), run.pack.sha256),
        (Bilingual("规则说明", "The rule in words"), rule.explain),
        (
            Bilingual("回溯天数", "Look-back in days"),
            f"{rule.params['lookback_days']}, inclusive={rule.params['inclusive']}",
        ),
        (Bilingual("随访等级", "Levels followed up"), ", ".join(rule.params["follow_up_levels"])),
        (Bilingual("名单基准", "Lists that count"), run.as_of.isoformat() if run.as_of else "at_stay"),
        (Bilingual("时区", "Time zone"), str(run.zone)),
        (Bilingual("研判时间", "Screened at"), run.at.astimezone(run.zone).isoformat(timespec="minutes")),
        (Bilingual("法律依据", "Legal basis"), ", ".join(rule.legal_basis)),
        (Bilingual("来人名单", "List of arrivals"), table.name),
        ("SHA-256", table.sha256),
        (Bilingual("编码或工作表", "Encoding or sheet"), table.encoding or table.sheet or ""),
    ]
    for reading in run.lists:
        lines.append((Bilingual("地区名单", "Area list"), reading.name))
        lines.append(("SHA-256", reading.sha256))
    used = "; ".join(f"{name} = {head}" for name, head in run.screening.columns.mapping().columns.items())
    lines.append((Bilingual("使用的列", "Columns used"), used))
    lines.append((Bilingual("未使用的列", "Columns not used"), ", ".join(run.screening.columns.unread)))
    lines.extend(("!", text) for text in _dropped(run))
    return lines


def _alarms(run: Run) -> list[Bilingual]:
    return [
        _filled(
            _ALARM,
            count=item.person_count,
            area=item.area_code,
            start=item.stayed_from,
            left=item.left_on,
            arrives=item.arrives_on,
        )
        for item in run.counts.alarms
    ]


def _dropped(run: Run) -> list[Bilingual]:
    return [
        _filled(_DROPPED, column=head, zh=reason.reason.zh, en=reason.reason.en)
        for head, reason in run.screening.columns.denied
    ]


def warn_about(run: Run) -> None:
    """What somebody must look at, on stderr: notes on the files, rows left open, alarms, dropped columns."""
    language = run.language
    for reading in run.lists:
        open_rows = reading.quarantined + reading.rejected
        warn_of(reading.table_notes, heading=Bilingual(reading.name, reading.name), language=language)
        heading = Bilingual(f"{reading.name}：未采纳的行", f"{reading.name}: rows not used")
        warn_of(open_rows, heading=heading, language=language)
    table = run.screening.table
    warn_of(table.notes, heading=Bilingual(table.name, table.name), language=language)
    for fate, counted in (("quarantined", run.counts.quarantined), ("rejected", run.counts.rejected)):
        warn_of(run.findings.get(fate, ()), heading=_COUNTS[fate], language=language, total=counted.total())
    alarms = _alarms(run)
    for text in [*alarms[:5], *_dropped(run)]:
        warn(say(text, language))
    if len(alarms) > 5:
        more = Bilingual(
            f"另有 {len(alarms) - 5} 组超过 {IDENTICAL_STAYS_ALARM} 人", f"{len(alarms) - 5} further groups"
        )
        warn(say(more, language))


def print_summary(run: Run, out: Path | None) -> None:
    """The counts on stdout, and where the workbook is."""
    rows = [(say(label, run.language), value) for label, value in _count_lines(run)]
    title = f"{run.pack.id} {run.pack.edition}"
    print_table(title, rows)
    if run.pack.status == "DRAFT":
        warn(say(_DRAFT, run.language))
    warn(f"{say(WROTE, run.language)} {out}" if out else say(_NO_FILE, run.language))
