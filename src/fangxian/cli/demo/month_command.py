"""`fangxian month`: a month of leads and calls that adds up; every breach is listed with its why."""

from __future__ import annotations

import os
import time
from importlib import import_module
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from fangxian.cli.brief import CODES
from fangxian.cli.environment import prepare

from . import home
from .command import SEED

DEFAULT = Path("var/month")
SHOWN = 20
_CONSOLE = Console() if Console().is_terminal else Console(width=150)


@click.command()
@click.option("--days", default=30, show_default=True, type=click.IntRange(1, 60), help="天数 / Days.")
@click.option(
    "--leads", default=150.0, show_default=True, type=click.FloatRange(1, 5000), help="每日线索 / Leads a day."
)
@click.option(
    "--tips", default=125.0, show_default=True, type=click.FloatRange(1, 20000), help="每日来电 / Calls a day."
)
@click.option("--seed", default=SEED, show_default=True, help="随机种子 / Seed.")
@click.option(
    "--lang",
    "language",
    type=click.Choice(["zh", "en"]),
    default="zh",
    show_default=True,
    help="超时清单用哪种语言 / Language of the list of breaches.",
)
@click.option(
    "--home", "folder", type=click.Path(path_type=Path, file_okay=False), default=DEFAULT, show_default=True,
    help="数据放在哪里 / Folder that it lives in; what an earlier month left there is deleted.",
)  # fmt: skip
def month(days: int, leads: float, tips: float, seed: int, language: str, folder: Path) -> None:
    """演练一个月的线索和来电：每个合计成立，每次超时列明原因 / A simulated month of leads and calls.

    One county of the demonstration city; everybody in it is invented. How busy each day is follows a real hotline
    of 2020. Writes breaches.csv, a row per missed clock, and fails if one sum does not hold.
    """
    if os.environ.get("DATABASE_URL"):
        raise click.UsageError("演练只用自带的数据库，请去掉 DATABASE_URL / The demonstration uses its own database.")
    home.use(folder)
    try:
        home.clear(folder)
    except home.NotOurs as problem:
        raise click.UsageError(f"文件夹里有别的东西，未动 / The folder holds something else: {problem}") from None
    cluster = prepare(durable=False)  # nothing is lost that could not be lived again
    assert cluster is not None
    try:
        sums, breaches = _lived(folder, days=days, leads=leads, tips=tips, seed=seed)
        with import_module("django.utils.translation").override(CODES[language]):
            import_module("fangxian.cli.demo.month_story").write_breaches(breaches, folder / "breaches.csv")
            _show(sums, breaches, folder)
    finally:
        import_module("django.db").connections.close_all()
        cluster.stop()


def _lived(folder: Path, *, days: int, leads: float, tips: float, seed: int) -> Any:
    started = time.monotonic()

    def tell(zh: str, en: str) -> None:
        _CONSOLE.print(f"[dim]{time.monotonic() - started:5.0f} s[/dim]  {zh} / {en}", soft_wrap=True, highlight=False)

    tell("建立数据库", "making the database")
    import_module("fangxian.cli.database").migrate(verbosity=0)
    story: Any = import_module("fangxian.cli.demo.month_story")  # after Django is set up
    return story.live_a_month(days=days, leads_a_day=leads, tips_a_day=tips, seed=seed, tell=tell)


def _show(sums: Any, breaches: Any, folder: Path) -> None:
    table = Table(title="核对：每个合计都成立 / Every sum holds", title_justify="left", show_header=False)
    for one in sums:
        table.add_row(f"{one.label.zh} / {one.label.en}", one.in_figures)
    _CONSOLE.print(table)
    late = Table(title=f"超时前 {SHOWN} 条 / The {SHOWN} latest of {len(breaches):,}", title_justify="left")
    for column in ("编号 / number", "种类 / kind", "时限 / clock", "迟 / late", "原因 / why"):
        late.add_column(column)
    for one in sorted(breaches, key=lambda breach: -breach.late_seconds)[:SHOWN]:
        kind, clock, reason = one.in_words
        late.add_row(one.number, kind, clock, f"{one.late_seconds // 60} min", reason)
    _CONSOLE.print(late)
    _CONSOLE.print(f"全部见 / All of them: {folder / 'breaches.csv'}", soft_wrap=True, highlight=False)
