"""Speaking to the person at the terminal: both languages, progress on stderr, nothing about a single person."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table as RichTable

from fangxian.engine.tables import Finding, TableRefused
from fangxian.engine.texts import Bilingual

Item = TypeVar("Item")

LANGUAGES = click.Choice(["zh", "en", "both"])
SHOWN_FINDINGS = 10
# what every reading of a file adds up: received = accepted + duplicate + quarantined + rejected
ROW_COUNTS = {
    "received": Bilingual("收到行数", "Rows received"),
    "accepted": Bilingual("采纳", "Accepted"),
    "duplicate": Bilingual("重复", "Duplicate"),
    "quarantined": Bilingual("待核", "Quarantined"),
    "rejected": Bilingual("退回", "Rejected"),
}
WROTE = Bilingual("已写入", "Written to")


class CannotRead(click.ClickException):
    """A file that is not read: exit code 2, with file, place and reason."""

    exit_code = 2


def zone_named(name: str) -> ZoneInfo:
    """The time zone that an option names. Errors: click.BadParameter."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise click.BadParameter(f"{name!r} is no time zone / 不是时区", param_hint="--zone") from None


def say(text: Bilingual, language: str) -> str:
    """A text in the language asked for; both stand on one line."""
    return f"{text.zh} / {text.en}" if language == "both" else text.in_language(language)


def cannot_read(path: Path, refused: TableRefused, language: str) -> CannotRead:
    """The error for a file that was refused."""
    return CannotRead(f"{path.name}: {say(refused.finding.sentence(), language)}")


def with_progress(items: Iterable[Item], *, total: int, title: str, quiet: bool) -> Iterator[Item]:
    """The same items, with a bar on stderr while they pass. No bar where stderr is no terminal."""
    console = Console(stderr=True)
    if quiet or not console.is_terminal:
        yield from items
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task(title, total=total)
        for count, item in enumerate(items, start=1):
            yield item
            if count % 500 == 0:
                progress.update(task, completed=count)
        progress.update(task, completed=total)


def warn(text: str) -> None:
    """A line on stderr."""
    click.echo(text, err=True)


def warn_of(findings: Iterable[Finding], *, heading: Bilingual, language: str, total: int | None = None) -> None:
    """The first findings on stderr under a heading, and how many more there are; `total` if not all are given."""
    listed = list(findings)
    total = len(listed) if total is None else total
    if not listed:
        return
    warn(f"{say(heading, language)} ({total})")
    for finding in listed[:SHOWN_FINDINGS]:
        warn(f"  {say(finding.sentence(), language)}")
    if total > SHOWN_FINDINGS:
        warn(f"  … +{total - SHOWN_FINDINGS}")


def print_table(title: str, rows: Iterable[tuple[str, object]]) -> None:
    """A table of two columns on stdout; wide enough that nothing is cut where stdout is a file."""
    console = Console() if Console().is_terminal else Console(width=160)
    table = RichTable(title=title, show_header=False, title_justify="left")
    table.add_column()
    table.add_column(justify="right")
    for label, value in rows:
        table.add_row(label, str(value))
    console.print(table)
