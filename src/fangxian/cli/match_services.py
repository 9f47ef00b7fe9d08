"""`fangxian match-services`: which cases travelled by the same service on the same day. No database, no names."""

from pathlib import Path

import click

from fangxian.cli.bulk_run import bulk_options, bulk_run
from fangxian.engine.contacts import LEG_COLUMNS, same_service_pairs


@click.command("match-services")
@click.argument("legs", type=click.Path(path_type=Path, dir_okay=False))
@bulk_options("duckdb")
def match_services(
    legs: Path, out: Path, purpose: str | None, zone: str, engine: str, language: str, as_json: bool
) -> None:
    """找出同日同车次、同航班的病例 / Pair cases that travelled by the same service on the same day.

    LEGS：leg_id, case_uid, mode, number, date[, carriage, seat]；车次不分大小写、空格和全角。
    Numbers are compared without case, spaces and full-width forms; a leg without number or day pairs with nothing.
    Exit code: 0 done; 2 wrong usage or an unreadable file.
    """
    with bulk_run(
        "match-services", out=out, inputs=(legs,), zone=zone, language=language, purpose=purpose, engine=engine
    ) as run:
        of_legs = run.read(legs, name="legs", columns=LEG_COLUMNS).table
        without = of_legs.filter(of_legs.number.isnull() | of_legs.date.isnull() | of_legs["mode"].isnull())
        unknown = {"without_number_or_day": int(without.count().to_pyarrow().as_py())}
        run.finish(same_service_pairs(of_legs), unknown, as_json=as_json)
