"""`fangxian link`: which records of a list are probably one person. The one command that compares names."""

from pathlib import Path

import click

from fangxian.cli.bulk_run import bulk_options, bulk_run
from fangxian.engine.cluster import KINDS
from fangxian.engine.linkage import PERSON_COLUMNS, probable_pairs


@click.command()
@click.argument("people", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--threshold",
    type=click.FloatRange(0, 1, min_open=True),
    default=0.9,
    show_default=True,
    help="最低概率 / Least probability of a pair.",
)
@bulk_options("duckdb", "index", *KINDS)
def link(
    people: Path, threshold: float, out: Path, purpose: str | None, zone: str, engine: str, language: str, as_json: bool
) -> None:
    """找出可能是同一人的记录 / Pair records of PEOPLE that are probably one person.

    PEOPLE：record_id，以及 name, id_number, phone, birth_date, address 中的任意几列；结果只有编号和概率。
    The output holds record numbers and a probability, nothing else. A pair is a suggestion: nothing is merged.
    Exit code: 0 done; 2 wrong usage or an unreadable file.
    """
    if engine != "duckdb":
        raise click.UsageError(
            "比对姓名只用 --engine duckdb：姓名不离开本机，两次运行结果相同 / records are compared by --engine duckdb"
            " alone: names do not leave this machine, and every run weighs them alike"
        )
    asked = {"threshold": threshold, "engine": engine}
    with bulk_run("link", out=out, inputs=(people,), zone=zone, language=language, purpose=purpose, **asked) as run:
        reading = run.read(people, name="people", columns=PERSON_COLUMNS, named=True)
        known = [column.name for column in PERSON_COLUMNS[1:] if column.name in reading.columns.found]
        if not known:
            raise click.UsageError(
                "除编号外没有可比较的列 / there is no column to compare: name, id_number, phone, birth_date, address"
            )
        twice = reading.table.group_by("record_id").having(lambda rows: rows.count() > 1).agg()
        doubled = int(twice.count().to_pyarrow().as_py())
        if doubled:
            raise click.UsageError(f"record_id 重复 / is not unique: {doubled}")
        run.finish(probable_pairs(run.connection, reading.table, threshold=threshold), {}, as_json=as_json)
