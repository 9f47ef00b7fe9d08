"""`fangxian lake`: keep stays of pseudonymous people in dated files, from the shell. No database, no names."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import click

from fangxian.cli.bulk_run import CITY
from fangxian.cli.lake_run import index_of, lake_at, lake_told
from fangxian.cli.terminal import LANGUAGES, ROW_COUNTS, cannot_read, print_table, say, warn_of, zone_named
from fangxian.engine.bulk import connect, read_bulk
from fangxian.engine.contacts import STAY_COLUMNS
from fangxian.engine.index import open_index, refresh
from fangxian.engine.index.layout import CannotUse
from fangxian.engine.stays import Lake, Store, forget_unused, found, numbered, open_lake
from fangxian.engine.tables import TableRefused
from fangxian.engine.texts import Bilingual

Command = TypeVar("Command", bound=Callable[..., Any])
_WRONG = Bilingual("未采纳的行", "Rows that were not taken")
_DAMAGED = Bilingual("损坏或缺失的文件", "Files that are damaged or absent")
_WHOLE = Bilingual("所有文件完好", "Every file is whole")


def _options(command: Command) -> Command:
    """What every command on a lake takes."""
    options = (
        click.option("--lake", "url", required=True, help="数据湖：文件夹或 s3:// / The lake: a folder or s3://."),
        click.option("--index", "folder", type=click.Path(path_type=Path, file_okay=False),
                     help="索引的文件夹，默认在湖内 / Folder of the index; inside the lake unless said."),
        click.option("--lang", "language", type=LANGUAGES, default="both", show_default=True, help="语言 / Language."),
        click.option("--json", "as_json", is_flag=True, help="以 JSON 输出 / Print JSON."),
    )  # fmt: skip
    for option in reversed(options):
        command = option(command)
    return command


@contextmanager
def _engine(zone: ZoneInfo) -> Iterator[Any]:
    with tempfile.TemporaryDirectory(prefix="fangxian-") as spill:
        connection = connect(zone=zone, spill=Path(spill))
        try:
            yield connection
        finally:
            connection.disconnect()


@click.group()
def lake() -> None:
    """停留数据湖：按日存放化名停留记录 / A lake of stays: pseudonymous, a folder a day."""


@lake.command()
@click.argument("stays", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--zone", default=CITY, show_default=True,
              help="新湖按此时区的午夜分日 / Whose midnights cut the days of a new lake.")  # fmt: skip
@_options
def add(stays: Path, zone: str, url: str, folder: Path | None, language: str, as_json: bool) -> None:
    """存入停留记录并更新索引；没有数据湖则新建 / Add STAYS and renew the index; begins a lake if there is none.

    重复存入同样的记录不会重复计入。The very same stays twice are there once.
    Exit code: 0 done; 2 wrong usage or an unreadable file.
    """
    with lake_told(language):
        store = Store.at(url)
        there = open_lake(store) if store.is_there("lake.json") else None
    with _engine(there.zone if there else zone_named(zone)) as connection:
        try:
            zone_read = there.zone if there else zone_named(zone)
            reading = read_bulk(connection, stays, name="stays", columns=STAY_COLUMNS, zone=zone_read)
        except TableRefused as refused:
            raise cannot_read(stays, refused, language) from None
        with lake_told(language):
            opened = there or found(store, zone=zone_named(zone))
            done = opened.append(connection, numbered(connection, opened, reading.table))
        built = _refreshed(connection, opened, folder)
    heading = Bilingual(f"{reading.file}：{_WRONG.zh}", f"{reading.file}: {_WRONG.en}")
    left = reading.quarantined.total() + reading.rejected.total()
    warn_of(reading.findings, heading=heading, language=language, total=left)
    days = {one.on.isoformat(): {"rows": one.rows, "was_there": one.was_there} for one in done}
    if as_json:
        click.echo(json.dumps({**reading.counts, "days": days, "days_indexed": built}, ensure_ascii=False, indent=2))
        return
    counts = [(say(label, language), reading.counts[key]) for key, label in ROW_COUNTS.items()]
    print_table(reading.file, [*counts, *((on, body["rows"]) for on, body in days.items())])


def _refreshed(connection: Any, opened: Lake, folder: Path | None) -> int:
    """How many days of the index were built; none for a lake in a bucket whose index lies nowhere."""
    place = index_of(opened, folder)
    return 0 if place is None else len(refresh(connection, opened, place))


@lake.command("list")
@_options
def list_(url: str, folder: Path | None, language: str, as_json: bool) -> None:
    """列出各日的记录数与字节数 / List the days with rows and bytes, and whether the index is theirs."""
    opened = lake_at(url, language)
    with lake_told(language):
        days = opened.days()
    place = index_of(opened, folder)
    try:
        why_not = open_index(place, compiled=False).why_not_for(days) if place is not None else "–"
    except CannotUse as error:
        why_not = str(error)
    if as_json:
        body = {
            day.on.isoformat(): {"rows": day.rows, "bytes": day.bytes_held, "parts": len(day.parts)} for day in days
        }
        click.echo(json.dumps({"zone": opened.zone.key, "days": body, "index_is_of_these_days": why_not is None}))
        return
    rows = [(day.on.isoformat(), f"{day.rows:,} · {day.bytes_held:,} B · {len(day.parts)}") for day in days]
    index = Bilingual("索引与数据湖一致", "The index is of these days")
    print_table(url.split("?")[0], [*rows, (say(index, language), "✓" if why_not is None else why_not)])


@lake.command()
@_options
def check(url: str, folder: Path | None, language: str, as_json: bool) -> None:
    """按清单核对每个文件；有问题时以 1 退出 / Hold every file to its manifest; ends with 1 if one differs."""
    opened = lake_at(url, language)
    with lake_told(language):
        damaged = opened.damaged()
    if as_json:
        click.echo(json.dumps({"damaged": damaged}))
    else:
        click.echo(f"{say(_DAMAGED, language)}: {', '.join(damaged)}" if damaged else say(_WHOLE, language))
    if damaged:
        raise click.exceptions.Exit(1)


@lake.command()
@click.option("--before", required=True, type=click.DateTime(["%Y-%m-%d"]),
              help="删除早于此日的各日 / Forget the days before this one.")  # fmt: skip
@_options
def drop(before: datetime, url: str, folder: Path | None, language: str, as_json: bool) -> None:
    """按日删除记录、索引和不再使用的编号 / Forget days: stays, index, and ids that no stay names any more."""
    opened = lake_at(url, language)
    with _engine(opened.zone) as connection, lake_told(language):
        gone = opened.drop(before=before.date())
        ids = forget_unused(connection, opened)
        _refreshed(connection, opened, folder)
    days = [day.on.isoformat() for day in gone]
    report = {"days": days, "rows": sum(day.rows for day in gone), "ids": ids}
    if as_json:
        click.echo(json.dumps(report))
        return
    labels = {"rows": Bilingual("删除停留", "Stays forgotten"), "ids": Bilingual("删除编号", "Ids forgotten")}
    rows = [*((on, "✓") for on in days), *((say(label, language), report[k]) for k, label in labels.items())]
    print_table(url.split("?")[0], rows)


@lake.command()
@click.argument("day", type=click.DateTime(["%Y-%m-%d"]))
@_options
def compact(day: datetime, url: str, folder: Path | None, language: str, as_json: bool) -> None:
    """把一日的多次存入合并为一 / Make one part of what arrived for a day at several times."""
    opened = lake_at(url, language)
    on: date = day.date()
    with _engine(opened.zone) as connection, lake_told(language):
        made = opened.compact(connection, on)
        _refreshed(connection, opened, folder)
    if made is None:
        raise click.BadParameter("数据湖中没有这一天 / the lake has no such day", param_hint="DAY")
    report = {"day": on.isoformat(), "rows": made.rows, "parts": len(made.parts), "bytes": made.bytes_held}
    if as_json:
        click.echo(json.dumps(report))
    else:
        print_table(on.isoformat(), [(key, value) for key, value in report.items() if key != "day"])
