"""`fangxian contacts`: who shared a place with these cases, for how long. No database, no names."""

from pathlib import Path

import click

from fangxian.cli.bulk_run import bulk_options, bulk_run, moment_of
from fangxian.engine.contacts import CASE_COLUMNS, STAY_COLUMNS, Window, close_contacts, second_order


@click.command()
@click.argument("stays", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--cases",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="病例：person_id[, t_from, t_to] / Cases, with the time in which each may pass it on.",
)
@click.option(
    "--min-minutes",
    type=click.FloatRange(min=0),
    default=15,
    show_default=True,
    help="同处一地的最短分钟数 / Minutes together that make a contact.",
)
@click.option("--from", "begins", help="自何时起计算 / Count time together from this moment.")
@click.option("--to", "ends", help="至何时止（不含） / Count time together before this moment.")
@click.option(
    "--order",
    type=click.IntRange(1, 2),
    default=1,
    show_default=True,
    help="2 即含密接的密接 / 2 adds contacts of contacts.",
)
@bulk_options
def contacts(
    stays: Path,
    cases: Path,
    min_minutes: float,
    begins: str | None,
    ends: str | None,
    order: int,
    out: Path,
    purpose: str | None,
    zone: str,
    engine: str,
    language: str,
    as_json: bool,
) -> None:
    """由停留记录推算密切接触者 / List who shared a place with CASES, from STAYS of pseudonymous people.

    STAYS（CSV 或 Parquet）：person_id, place_id, t_in, t_out；同一人在同一处首尾相接或重叠的停留合为一次。
    STAYS is CSV or Parquet; stays of one person at one place that touch or overlap are one stay.
    Exit code: 0 done; 2 wrong usage or an unreadable file.
    """
    asked = {"min_minutes": min_minutes, "from": begins, "to": ends, "order": order, "engine": engine}
    with bulk_run(
        "contacts", out=out, inputs=(stays, cases), zone=zone, language=language, purpose=purpose, **asked
    ) as run:
        window = Window(moment_of(begins, run.zone, option="--from"), moment_of(ends, run.zone, option="--to"))
        if window.begins_at is not None and window.ends_at is not None and window.begins_at >= window.ends_at:
            raise click.BadParameter("必须晚于 --from / must lie after --from", param_hint="--to")
        of_people = run.read(stays, name="stays", columns=STAY_COLUMNS).table
        of_cases = run.read(cases, name="cases", columns=CASE_COLUMNS).table
        if of_people.person_id.type() != of_cases.person_id.type():
            of_people = of_people.mutate(person_id=of_people.person_id.cast("string"))
            of_cases = of_cases.mutate(person_id=of_cases.person_id.cast("string"))
        listing = close_contacts if order == 1 else second_order
        found = run.connection.create_table(
            "found", listing(of_people, of_cases, min_minutes=min_minutes, window=window), temp=True
        )
        nowhere = of_cases.anti_join(of_people, "person_id")
        counted = {
            "contacts": found.person_id.nunique(),
            "cases_with_contacts": found.case_id.nunique(),
            "cases_without_stays": nowhere.person_id.nunique(),
        }
        counted = {name: int(value.to_pyarrow().as_py()) for name, value in counted.items()}
        ordered = ("case_id", "person_id") if order == 1 else ("case_id", "order", "person_id")
        run.finish(found.order_by(*ordered), counted, as_json=as_json)
