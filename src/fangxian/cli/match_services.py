"""`fangxian match-services`: which cases travelled by the same service on the same day. No database, no names."""

from pathlib import Path

import click
import ibis

from fangxian.cli.bulk_run import BulkRun, bulk_options, bulk_run
from fangxian.cli.cluster_run import Engine, answered, cluster_options, on_cluster
from fangxian.engine.cluster import KINDS
from fangxian.engine.contacts import LEG_COLUMNS, same_service_pairs


@click.command("match-services")
@click.argument("legs", type=click.Path(path_type=Path, dir_okay=False))
@cluster_options
@bulk_options("duckdb", "index", *KINDS)
def match_services(
    legs: Path,
    address: str | None,
    shared: str | None,
    out: Path,
    purpose: str | None,
    zone: str,
    engine: str,
    language: str,
    as_json: bool,
) -> None:
    """找出同日同车次、同航班的病例 / Pair cases that travelled by the same service on the same day.

    LEGS：leg_id, case_uid, mode, number, date[, carriage, seat]；车次不分大小写、空格和全角。
    Numbers are compared without case, spaces and full-width forms; a leg without number or day pairs with nothing.
    Exit code: 0 done; 2 wrong usage or an unreadable file.
    """
    if engine == "index":
        raise click.UsageError("索引只含停留，不含行程 / the index holds stays, no journeys: take --engine duckdb")
    with bulk_run(
        "match-services", out=out, inputs=(legs,), zone=zone, language=language, purpose=purpose, engine=engine
    ) as run:
        of_legs = run.read(legs, name="legs", columns=LEG_COLUMNS).table
        without = of_legs.filter(of_legs.number.isnull() | of_legs.date.isnull() | of_legs["mode"].isnull())
        unknown = {"without_number_or_day": int(without.count().to_pyarrow().as_py())}
        run.finish(_pairs(run, of_legs, Engine(engine, address, shared)), unknown, as_json=as_json)


def _pairs(run: BulkRun, legs: ibis.Table, engine: Engine) -> ibis.Table:
    if not engine.is_cluster:
        return same_service_pairs(legs)
    with on_cluster(run, engine) as place:
        found = answered(run, place, same_service_pairs(place.put(run.connection, legs)), name="pairs")
    return found.order_by("mode", "number", "date", "case_a", "case_b")
