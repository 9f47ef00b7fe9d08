"""`fangxian audit verify`, `fangxian audit root`: whether the audit is whole, and what to publish."""

from __future__ import annotations

import json
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from .environment import ready

WORDS = {
    "edited": "被改动 / edited",
    "removed": "被删除 / removed",
    "unsealed": "事后塞入 / put in afterwards",
    "gap": "封条缺失 / seals missing",
    "broken": "链断开 / chain broken",
    "cut": "尾部被截 / tail cut off",
    "rewritten": "与根不符 / does not give its root",
}


@click.group()
def audit() -> None:
    """核验审计链，输出每日默克尔根 / Verify the audit chain, print a day's Merkle root."""


@audit.command()
@click.option(
    "--roots",
    "--published",
    "published",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="另存的每日根（root 命令的输出，每行一条）/ Roots kept elsewhere: what `root` printed, one per line.",
)
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出 / Print JSON.")
def verify(published: Path | None, as_json: bool) -> None:
    """逐条核验审计链，指出每一处改动、删除、插入、截断；有问题时以 1 退出。

    Check every entry of the chain. Names each event that was edited, removed or put in, each place
    where the chain was cut, and each day that does not give its root. Ends with 1 if there is any.
    """
    kept = read_roots(published) if published else []
    with ready():
        from fangxian.core.audit.queries import verify as check

        result = check(published=kept)
    if as_json:
        click.echo(json.dumps(_as_json(result), default=str, ensure_ascii=False))
    else:
        for finding in result.findings:
            click.echo(_line_of(finding))
        click.echo(
            f"{result.sealed_count} 条已封 / sealed, {result.waiting_count} 条待封 / waiting, "
            f"{result.root_count} 个每日根 / daily roots: "
            + ("完整 / whole" if result.is_whole else f"{len(result.findings)} 处不符 / findings")
        )
    if not result.is_whole:
        raise SystemExit(1)


@audit.command()
@click.option(
    "--day",
    "--date",
    "day",
    type=click.DateTime(["%Y-%m-%d"]),
    help="UTC 日期，默认昨天 / UTC day; default yesterday.",
)
@click.option("--all", "every", is_flag=True, help="全部已封闭的日子 / Every day that is closed.")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出，供另存 / Print JSON, to be kept elsewhere.")
@click.option(
    "--sheet",
    type=click.Path(dir_okay=False, path_type=Path),
    help="另写一页带二维码的网页，供打印 / Also write a page with a QR code, to be printed.",
)
def root(day: datetime | None, every: bool, as_json: bool, sheet: Path | None) -> None:
    """输出某日的默克尔根，供指挥部之外公布 / Print the Merkle root of a day, to publish outside the command.

    One line per day: mark, day, first and last entry, root. `audit verify --roots` reads such lines back.
    """
    with ready():
        from datetime import timedelta

        from fangxian.core import clock
        from fangxian.core.audit.queries import roots_made
        from fangxian.core.audit.services import make_roots

        now = clock.now()
        make_roots(at=now)
        wanted = day.date() if day else (now - timedelta(days=1)).date()
        found = [root for root in roots_made() if every or root.day == wanted]
    if not found:
        raise click.ClickException(
            f"{wanted}：这一天尚未结束，或当时还没有审计记录 / this day is not over, or lies before the first entry."
        )
    from fangxian.core.audit.rules import root_line

    if sheet:
        _write_sheet(sheet, found)
    for one in found:
        click.echo(json.dumps(_root_as_json(one)) if as_json else root_line(one))
    if sys.stdout.isatty() and len(found) == 1:
        import segno

        segno.make(root_line(found[0]), micro=False).terminal(compact=True)


SHEET = """<!doctype html><html lang="zh"><meta charset="utf-8"><title>每日根 / Daily roots</title>
<style>body{{font:16px/1.5 sans-serif;max-width:42em;margin:2em auto;padding:0 1em}}
section{{break-inside:avoid}} code{{overflow-wrap:anywhere}}</style>
<h1>审计链每日根 / Daily roots of the audit chain</h1>
<p>凭此一行可查出当日任何一条记录是否被改动、删除或事后塞入；其中没有任何人的信息。<br>
Whoever has this line can tell whether an entry of that day was changed, removed or put in later. It names nobody.</p>
{sections}</html>
"""


def _write_sheet(file: Path, found: list[Any]) -> None:
    """One page for paper: each root as a line and as a QR code."""
    import segno

    from fangxian.core.audit.rules import root_line

    from .outputs import replacing

    sections = [
        f"<section><h2>{root.day} (UTC)</h2><p><code>{root_line(root)}</code></p>"
        f"{segno.make(root_line(root), micro=False).svg_inline(scale=4)}</section>"
        for root in found
    ]
    with replacing(file) as draft:
        draft.write_text(SHEET.format(sections="\n".join(sections)), encoding="utf-8")


def read_roots(file: Path) -> list[Any]:
    """Roots as `root` printed them, as lines or as JSON. Raises ClickException naming a bad line."""

    roots = []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            root = _root_of(line)
        except (ValueError, KeyError, TypeError) as error:
            raise click.ClickException(f"{file.name}: 第 {number} 行不是根 / line {number} is not a root") from error
        roots.append(root)
    return roots


def _root_of(line: str) -> Any:
    from fangxian.core.audit.rules import ROOT_LINE, Root, line_root

    if line.startswith(ROOT_LINE):
        return line_root(line)
    row = json.loads(line)
    return Root(date.fromisoformat(row["day"]), int(row["first"]), int(row["last"]), bytes.fromhex(row["root"]))


def _line_of(finding: Any) -> str:
    where = [
        f"位置 / position {finding.position}" if finding.position else "",
        f"事件 / event {finding.event_id}" if finding.event_id else "",
        f"{finding.day}" if finding.day else "",
    ]
    return " · ".join([WORDS[finding.kind], *filter(None, where), *filter(None, [finding.note])])


def _as_json(result: Any) -> dict[str, Any]:
    return {
        "whole": result.is_whole,
        "sealed": result.sealed_count,
        "waiting": result.waiting_count,
        "roots": result.root_count,
        "findings": [vars(finding) for finding in result.findings],
    }


def _root_as_json(root: Any) -> dict[str, Any]:
    return {"day": str(root.day), "first": root.first_position, "last": root.last_position, "root": root.root.hex()}
