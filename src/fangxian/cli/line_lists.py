"""`fangxian line-lists`: what would become of the rows of investigators' lists. No database, no output file."""

from __future__ import annotations

import json
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from fangxian.cli.terminal import LANGUAGES, ROW_COUNTS, print_table, say, warn, zone_named
from fangxian.engine.linelists import Here, LineList, LineRow, open_line_list, read_lines
from fangxian.engine.tables import TableRefused
from fangxian.engine.texts import Bilingual

_DROPPED = Bilingual("已剔除不得使用的列", "Columns that nobody may use were dropped")
_UNREAD = Bilingual("未读取的列数", "Columns that nothing uses")


@click.command("line-lists")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, dir_okay=False))
@click.option("--zone", default="Asia/Shanghai", show_default=True, help="城市时区 / Time zone of the city.")
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]), help="按哪一天核对 / The day that counts as today.")
@click.option("--disease", default="U07.1", show_default=True, help="本次疫情的 ICD-10 编码 / ICD-10 of this outbreak.")
@click.option("--language", type=LANGUAGES, default="both", show_default=True, help="语言 / Language.")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON / Print JSON.")
def line_lists(
    files: tuple[Path, ...], zone: str, today: datetime | None, disease: str, language: str, as_json: bool
) -> None:
    """试读流调名单（SORMAS、Go.Data、Sara Alert 或表格） / Try lists of cases, contacts and follow-ups.

    每个文件：是哪一类名单，各行的结果和原因。不写入任何内容，不显示姓名和号码。
    Says of each file what it is and what would become of its rows, with reasons. Nothing is written, nobody is named.
    Exit code: 0 every file was read; 2 one of them was not.
    """
    city = zone_named(zone)
    here = Here(city, (today or datetime.now(city)).date(), disease)
    reports = [_report(path, here) for path in files]
    if as_json:
        click.echo(json.dumps(reports, ensure_ascii=False, indent=2))
    else:
        for report in reports:
            _print(report, language)
    if any("refused" in report for report in reports):
        raise click.exceptions.Exit(2)


def _report(path: Path, here: Here) -> dict[str, Any]:
    try:
        lines = open_line_list(path.read_bytes(), name=path.name)
    except OSError as error:
        text = f"{error.strerror}"
        return {"file": path.name, "refused": {"code": "unreadable", "zh": text, "en": text}}
    except TableRefused as refused:
        said = refused.finding.sentence()
        return {"file": path.name, "refused": {"code": refused.finding.code, "zh": said.zh, "en": said.en}}
    return _counted(path, lines, list(read_lines(lines, here)))


def _counted(path: Path, lines: LineList, rows: list[LineRow]) -> dict[str, Any]:
    rejected = sum(row.is_rejected for row in rows)
    asked = sum(bool(row.missing) for row in rows)
    reasons = Counter((finding.code, finding.reason.zh, finding.reason.en) for row in rows for finding in row.findings)
    return {
        "file": path.name, "format": lines.format.id, "edition": lines.format.edition,
        "title": {"zh": lines.format.title.zh, "en": lines.format.title.en}, "sha256": lines.sha256,
        "received": len(rows), "accepted": len(rows) - rejected - asked, "duplicate": 0, "quarantined": asked,
        "rejected": rejected,
        "reasons": [{"code": code, "zh": zh, "en": en, "rows": count} for (code, zh, en), count in
                    reasons.most_common()],
        "denied_columns": [head for head, _ in lines.denied], "unread_columns": list(lines.unread),
        "notes": [{"zh": note.sentence().zh, "en": note.sentence().en} for note in lines.notes],
    }  # fmt: skip


def _print(report: dict[str, Any], language: str) -> None:
    if "refused" in report:
        why = report["refused"]
        warn(f"{report['file']}: {say(Bilingual(why['zh'], why['en']), language)}")
        return
    rows: list[tuple[str, object]] = [(say(text, language), report[key]) for key, text in ROW_COUNTS.items()]
    rows += [(say(Bilingual(why["zh"], why["en"]), language), why["rows"]) for why in report["reasons"]]
    rows.append((say(_UNREAD, language), len(report["unread_columns"])))
    print_table(f"{report['file']}: {say(Bilingual(**report['title']), language)}", rows)
    if report["denied_columns"]:
        warn(f"{say(_DROPPED, language)}: {', '.join(report['denied_columns'])}")
    for note in report["notes"]:
        warn(say(Bilingual(**note), language))
