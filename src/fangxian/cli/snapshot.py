"""`fangxian snapshot`: leave closed days of the site to its lake now, or see which ones lie there."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import click

from .environment import ready
from .terminal import print_table


@click.command()
@click.option("--programme", "programme_id", type=click.UUID, help="哪个任务 / Which programme, if there are several.")
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="重新整理这一日 / Take this day, again if need be.")
@click.option("--list", "only_list", is_flag=True, help="只列出各日 / Only list the days.")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出 / Print JSON.")
def command(programme_id: Any, day: datetime | None, only_list: bool, as_json: bool) -> None:
    """把已结束的各日停留存入数据湖 / Leave the stays of closed days to the lake, as the nightly job does.

    Without --day: every day that is due, and days that have run out are dropped. A day again gives the same rows.
    Exit code: 0 done; 1 refused.
    """
    with ready():
        from fangxian.core import clock
        from fangxian.core.actors.rules import Purpose, system
        from fangxian.core.problems.rules import Refused
        from fangxian.engine.tables import TableRefused
        from fangxian.snapshots.services import keep_lakes, take_day

        programme, at = _programme(programme_id), clock.now()
        try:
            if day is not None and not only_list:
                by = system(programme.id, Purpose.KEEP_TIME)
                take_day(programme=programme, on=day.date(), by=by, at=at)
            elif not only_list:
                keep_lakes(at=at)
        except Refused as refused:
            raise click.ClickException(str(refused.problem)) from None
        except TableRefused as refused:
            raise click.ClickException(str(refused)) from None
        _show(programme, as_json=as_json)


def _programme(programme_id: Any) -> Any:
    from fangxian.core.programmes.models import Programme

    found = [p for p in Programme.objects.order_by("starts_on") if programme_id in (None, p.id)]
    if len(found) != 1:
        raise click.ClickException("请用 --programme 指明一个任务 / Name one programme with --programme.")
    return found[0]


def _show(programme: Any, *, as_json: bool) -> None:
    """Rows read, stays in the lake, and what became of the rest, day by day."""
    from fangxian.snapshots.queries import days_taken

    rows = days_taken(programme.id)
    if as_json:
        body = {
            on.isoformat(): {"rows_read": row.rows_read, "stays": row.stay_count, "became": row.became,
                             "marks": row.marks, "digest": row.digest}
            for on, row in rows.items()
        }  # fmt: skip
        click.echo(json.dumps(body, ensure_ascii=False, indent=2))
        return
    lines = [(on.isoformat(), f"{row.rows_read:,} → {row.stay_count:,}") for on, row in rows.items()]
    print_table("读取的行 → 湖中停留 / Rows read → stays in the lake", lines)
