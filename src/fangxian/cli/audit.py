"""`fangxian audit verify`, `fangxian audit root`: whether the audit is whole, and what to publish."""

from __future__ import annotations

import json
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
    help="另存的每日根（root 命令的输出，每行一条）/ Roots kept elsewhere: the output of `root --json`, one per line.",
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
    "--date", "day", type=click.DateTime(["%Y-%m-%d"]), help="UTC 日期，默认昨天 / UTC day; default yesterday."
)
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出，供另存 / Print JSON, to be kept elsewhere.")
def root(day: datetime | None, as_json: bool) -> None:
    """输出某日的默克尔根，供指挥部之外公布 / Print the Merkle root of a day, to publish outside the command."""
    with ready():
        from datetime import timedelta

        from fangxian.core import clock
        from fangxian.core.audit.queries import roots_made
        from fangxian.core.audit.services import make_roots

        now = clock.now()
        make_roots(at=now)
        wanted = day.date() if day else (now - timedelta(days=1)).date()
        found = next((root for root in roots_made() if root.day == wanted), None)
    if found is None:
        raise click.ClickException(
            f"{wanted}：这一天尚未结束，或当时还没有审计记录 / this day is not over, or lies before the first entry."
        )
    if as_json:
        click.echo(json.dumps(_root_as_json(found)))
        return
    click.echo(f"{found.day} (UTC)\n{found.root.hex()}")
    span = f"{found.first_position}-{found.last_position}"
    click.echo(f"第 {span} 条 / entries {span}")


def read_roots(file: Path) -> list[Any]:
    """Roots as `root --json` printed them, one per line. Raises ClickException naming a bad line."""
    from fangxian.core.audit.rules import Root

    roots = []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            root = Root(date.fromisoformat(row["day"]), int(row["first"]), int(row["last"]), bytes.fromhex(row["root"]))
        except (ValueError, KeyError, TypeError) as error:
            raise click.ClickException(f"{file.name}: 第 {number} 行不是根 / line {number} is not a root") from error
        roots.append(root)
    return roots


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
