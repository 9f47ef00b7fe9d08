"""`fangxian screen`: which of these arrivals stayed in a listed area, by a dated rule. No database is needed."""

import json
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from fangxian.cli.outputs import refuse_overwriting, replacing
from fangxian.cli.screen_report import (
    json_report,
    parameter_lines,
    print_summary,
    reconciliation_lines,
    warn_about,
)
from fangxian.cli.screen_run import Run
from fangxian.cli.terminal import LANGUAGES, CannotRead, cannot_read, say, with_progress, zone_named
from fangxian.engine.rules.packs import Pack, read_pack
from fangxian.engine.screening import (
    ARRIVAL_FIELDS,
    LIST_FIELDS,
    Listings,
    ListReading,
    Screening,
    prepare_screening,
    read_area_list,
)
from fangxian.engine.screening.workbook import ScreeningWorkbook
from fangxian.engine.tables import Field, Mapping, Table, TableRefused, read_mapping, read_table
from fangxian.engine.tables.columns import known_heads, plain
from fangxian.engine.texts import Bilingual

_JUDGING = Bilingual("研判", "Screening")


@click.command()
@click.argument("arrivals", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--areas",
    "area_files",
    type=click.Path(path_type=Path, dir_okay=False),
    multiple=True,
    required=True,
    help="风险地区名单，可重复 / Dated area list; may be given several times.",
)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="结果工作簿 .xlsx / Workbook to write.")
@click.option("--pack", "pack_id", default="cn.screen.2020-02", show_default=True, help="规则包 / Rule pack.")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="以该日名单为准 / Use the lists in force on this day.")
@click.option("--zone", help="城市时区，默认取规则包 / City's time zone; the pack's unless given.")
@click.option("--sheet", help="工作表名称 / Sheet of the arrivals workbook.")
@click.option("--mapping", type=click.Path(path_type=Path), help="列对应文件 / Saved mapping of columns and places.")
@click.option("--areas-mapping", type=click.Path(path_type=Path), help="名单的列对应文件 / Mapping for the area lists.")
@click.option("--save-mapping", type=click.Path(path_type=Path), help="保存本次的列对应 / Save the mapping found.")
@click.option("--lang", "language", type=LANGUAGES, default="both", show_default=True, help="语言 / Language.")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出 / Print JSON.")
@click.option("--strict", is_flag=True, help="有待核或退回的行时退出码为 1 / Exit 1 if any row is left open.")
def screen(
    arrivals: Path,
    area_files: tuple[Path, ...],
    out: Path | None,
    pack_id: str,
    as_of: datetime | None,
    zone: str | None,
    sheet: str | None,
    mapping: Path | None,
    areas_mapping: Path | None,
    save_mapping: Path | None,
    language: str,
    as_json: bool,
    strict: bool,
) -> None:
    """对照风险地区名单研判来人名单 / Screen a list of ARRIVALS against dated area lists.

    读取任何 CSV 或 Excel；逐行说明随访与否及原因；不连接数据库。
    Reads any CSV or Excel, says for every row whether it is followed up and why, and needs no database.
    Exit code: 0 done; 1 with --strict, rows are left open; 2 wrong usage or an unreadable file.
    """
    _refuse_bad_output(out, (arrivals, *area_files))
    pack = _pack(pack_id)
    city = zone_named(zone) if zone else pack.zone
    lists = [_read_list(path, city, _mapping(areas_mapping, language), language) for path in area_files]
    chosen = _mapping(mapping, language)
    at = datetime.now(UTC)
    try:
        screening = prepare_screening(
            _open(arrivals, ARRIVAL_FIELDS, chosen, sheet),
            listings=Listings(listing for reading in lists for listing in reading.listings),
            pack=pack,
            at=at,
            as_of=as_of.date() if as_of else None,
            zone=city,
            mapping=chosen,
        )
        run = Run(pack, city, at, screening.listed_as_of, language, lists, screening)
        _run(run, out, quiet=as_json)
    except TableRefused as refused:
        raise cannot_read(arrivals, refused, language) from None
    if save_mapping:
        _save_mapping(save_mapping, screening, chosen)
    _tell(run, out, as_json=as_json)
    if strict and run.counts.quarantined.total() + run.counts.rejected.total():
        raise SystemExit(1)


def _tell(run: Run, out: Path | None, *, as_json: bool) -> None:
    warn_about(run)
    if as_json:
        click.echo(json.dumps(json_report(run), ensure_ascii=False, indent=2))
    else:
        print_summary(run, out)


def _save_mapping(path: Path, screening: Screening, used: Mapping | None) -> None:
    """Keep which column was which, and the places that were answered, for the next list of this shape."""
    found = Mapping(screening.columns.mapping().columns, used.places if used else {})
    with replacing(path) as draft:
        draft.write_text(found.as_json(), encoding="utf-8")


def _run(run: Run, out: Path | None, *, quiet: bool) -> None:
    """Judge every row; the workbook appears at its place only when all of it is written."""
    with replacing(out) if out else nullcontext() as draft:
        book: Any = None
        if draft is not None:
            is_draft = run.pack.status == "DRAFT"
            book = ScreeningWorkbook(draft, run.screening, language=run.language, draft=is_draft)  # type: ignore[arg-type]
        outcomes = run.screening.outcomes()
        total = run.screening.table.row_count
        for outcome in with_progress(outcomes, total=total, title=say(_JUDGING, run.language), quiet=quiet):
            run.counts.add(outcome)
            if outcome.findings:
                run.keep(outcome.fate, outcome.findings)
            if book is not None:
                book.add(outcome)
        if not run.counts.adds_up or run.counts.received != total:
            raise RuntimeError("the rows do not add up; nothing was written")
        if book is not None:
            book.add_reconciliation(reconciliation_lines(run))
            book.add_parameters(parameter_lines(run))
            book.close()


def _open(path: Path, fields: tuple[Field, ...], mapping: Mapping | None, sheet: str | None = None) -> Table:
    heads = known_heads(fields, mapping)
    return read_table(path, sheet=sheet, is_known=lambda head: plain(head) in heads)


def _read_list(path: Path, zone: ZoneInfo, mapping: Mapping | None, language: str) -> ListReading:
    try:
        reading = read_area_list(_open(path, LIST_FIELDS, mapping), zone=zone, mapping=mapping)
    except TableRefused as refused:
        raise cannot_read(path, refused, language) from None
    if not reading.listings:
        first = (reading.rejected + reading.quarantined)[:1]
        reason = say(first[0].sentence(), language) if first else ""
        raise CannotRead(f"{path.name}: 没有一行可用 / not one row can be used. {reason}")
    return reading


def _mapping(path: Path | None, language: str) -> Mapping | None:
    if path is None:
        return None
    try:
        return read_mapping(path)
    except TableRefused as refused:
        raise cannot_read(path, refused, language) from None


def _pack(pack_id: str) -> Pack:
    try:
        pack = read_pack(pack_id)
    except LookupError as error:
        raise click.BadParameter(str(error), param_hint="--pack") from None
    if len(pack.rules_of("SCREEN")) != 1:
        raise click.BadParameter(f"{pack_id} has no rule for screening / 没有研判规则", param_hint="--pack")
    return pack


def _refuse_bad_output(out: Path | None, inputs: tuple[Path, ...]) -> None:
    if out is None:
        return
    if out.suffix.lower() != ".xlsx":
        raise click.BadParameter("the workbook's name must end in .xlsx / 文件名须以 .xlsx 结尾", param_hint="--out")
    refuse_overwriting(out, inputs)
