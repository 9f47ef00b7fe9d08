"""The real arrivals and daily counts that are shipped: screened and reconciled, never shown row by row.

The very commands that an analyst uses are run: `fangxian risk` and `fangxian screen`.
"""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout
from importlib import resources
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from fangxian.cli.risk import risk
from fangxian.cli.screen import screen
from fangxian.engine.screening.messages import REASONS
from fangxian.engine.texts import Bilingual

ROWS, PERSONS = 727, 712  # of the extract, see its SOURCE.md
ALL_HUBEI = "area_code,level,listed_from,listed_until,source\n420000,high,2019-12-01,,示例名单 / an example\n"


class DoesNotAddUp(RuntimeError):
    """The extract was not reconciled: the demonstration has found a fault."""


def screen_the_real_arrivals(folder: Path) -> dict[str, dict[str, Any]]:
    """Screen the 727 real arrivals against two lists and write the lists into `folder`.

    Returns the reports of `fangxian risk` ("risk") and of `fangxian screen` with a list of all Hubei
    ("all_hubei") and with the derived levels ("derived"). Errors: DoesNotAddUp.
    """
    folder.mkdir(parents=True, exist_ok=True)
    data = resources.files("fangxian").joinpath("data")
    all_hubei = folder / "all-hubei.csv"
    all_hubei.write_text(ALL_HUBEI, encoding="utf-8")
    levels = folder / "levels.csv"
    with (
        resources.as_file(data.joinpath("arrivals", "arrivals.csv")) as arrivals,
        resources.as_file(data.joinpath("daily_counts", "city_daily_2020-01_04.csv.gz")) as counts,
    ):
        reports = {"risk": _report(risk, [str(counts), "--out", str(levels)])}
        for name, areas in (("all_hubei", all_hubei), ("derived", levels)):
            # without --out: the people are real, so no list of them is written, only counts
            reports[name] = _report(screen, [str(arrivals), "--areas", str(areas)])
    _refuse_what_does_not_add_up(reports)
    return reports


def _report(command: click.Command, arguments: Sequence[str]) -> dict[str, Any]:
    """What a command prints as JSON; its remarks on single rows are left out."""
    printed, remarks = io.StringIO(), io.StringIO()
    with redirect_stdout(printed), redirect_stderr(remarks):
        command.main([*arguments, "--json"], standalone_mode=False)
    report: dict[str, Any] = json.loads(printed.getvalue())
    return report


def _refuse_what_does_not_add_up(reports: dict[str, dict[str, Any]]) -> None:
    for name in ("all_hubei", "derived"):
        report = reports[name]
        reasons = report["follow_up"] + sum(report["not_followed_up"].values())
        ends = sum(report[end] for end in ("accepted", "duplicate", "quarantined", "rejected"))
        if not report["received"] == ends == reasons == ROWS:
            raise DoesNotAddUp(f"{name}: {report['received']} received, {ends} with an end, {reasons} with a reason")
    everybody = reports["all_hubei"]
    if (everybody["follow_up"], everybody["follow_up_persons"]) != (ROWS, PERSONS):
        raise DoesNotAddUp(
            f"{everybody['follow_up']} rows and {everybody['follow_up_persons']} persons are followed up"
        )


def show(reports: dict[str, dict[str, Any]], *, folder: Path, console: Console) -> None:
    """Print both reconciliations side by side."""
    derived = reports["risk"]
    table = Table(
        title=f"真实来人 727 行（匿名抽取）/ the 727 real arrivals, without names · {derived['listings']} 个等级区段由 "
        f"{derived['received']} 行逐日数据推出 / spans derived from daily counts",
        title_justify="left",
    )
    table.add_column("")
    table.add_column("全湖北名单 / all of Hubei", justify="right")
    table.add_column("推出的等级 / derived levels", justify="right")
    for label, values in _lines(reports["all_hubei"], reports["derived"]):
        table.add_row(f"{label.zh} / {label.en}", *(str(value) for value in values))
    console.print(table)
    console.print(f"名单 / lists: {folder}", soft_wrap=True)


def _lines(*reports: dict[str, Any]) -> list[tuple[Bilingual, list[object]]]:
    counts = (
        ("received", Bilingual("收到行数", "rows received")),
        ("follow_up", Bilingual("需随访行数", "rows to follow up")),
        ("follow_up_persons", Bilingual("需随访人数", "persons to follow up")),
    )
    lines = [(label, [report[key] for report in reports]) for key, label in counts]
    reasons = sorted({reason for report in reports for reason in report["not_followed_up"]})
    lines += [(REASONS[reason], [r["not_followed_up"].get(reason, 0) for r in reports]) for reason in reasons]
    sums = [
        f"{r['follow_up']} + {' + '.join(str(n) for n in r['not_followed_up'].values()) or 0} = {ROWS}" for r in reports
    ]
    return [*lines, (Bilingual("核对", "check"), list(sums))]
