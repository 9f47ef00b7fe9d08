"""`fangxian risk`: dated levels of areas from daily counts, in the format that `fangxian screen` reads."""

import json
from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import click

from fangxian.cli.outputs import refuse_overwriting, replacing
from fangxian.cli.terminal import LANGUAGES, WROTE, CannotRead, cannot_read, print_table, say, warn, warn_of
from fangxian.engine.risk import (
    COUNT_FIELDS,
    FLAGS,
    DailyCounts,
    Derived,
    derive_levels,
    write_corrections,
    write_levels,
)
from fangxian.engine.rules.packs import Pack, read_pack
from fangxian.engine.tables import Mapping, TableRefused, read_mapping, read_table
from fangxian.engine.tables.columns import known_heads, plain
from fangxian.engine.texts import Bilingual

_ONE_DAY = timedelta(days=1)
_COUNTS = {
    "received": Bilingual("收到行数", "Rows received"),
    "accepted": Bilingual("采纳", "Accepted"),
    "totals": Bilingual(
        "其中：全国、全省合计，不参加计算", "of these: totals of provinces and the country, not judged"
    ),
    "duplicate": Bilingual("重复", "Duplicate"),
    "quarantined": Bilingual("待核（不是行政区，或自相矛盾）", "Quarantined (no area, or contradictory)"),
    "rejected": Bilingual("退回", "Rejected"),
    "areas": Bilingual("地区数", "Areas"),
    "listings": Bilingual("写出的等级区段", "Spans written"),
    "corrections": Bilingual("累计数下降（订正）次数", "Counts that fell (corrections)"),
    "corrections_that_decide": Bilingual("其中改变当日等级的", "of these: change the level of the day"),
}
_LEFT_OUT = Bilingual("未归入任何地区的行", "Rows that stand for no area")
_BEFORE = Bilingual(
    "注意：规则 {day} 起施行，此前的等级是事后推算",
    "Note: the rule holds from {day}; earlier levels are computed after the event",
)


@click.command()
@click.argument("daily_counts", nargs=-1, required=True, type=click.Path(path_type=Path, dir_okay=False))
@click.option("--pack", "pack_id", default="cn.arearisk.2020-02-17", show_default=True, help="规则包 / Rule pack.")
@click.option("--from", "from_on", type=click.DateTime(["%Y-%m-%d"]), help="起始日，默认首个数据日 / First day.")
@click.option("--until", "until_on", type=click.DateTime(["%Y-%m-%d"]), help="止日（不含） / First day after the last.")
@click.option(
    "--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="等级名单 .csv / Area list."
)
@click.option(
    "--corrections", type=click.Path(path_type=Path, dir_okay=False), help="订正清单 .csv / List of corrections."
)
@click.option("--mapping", type=click.Path(path_type=Path), help="列对应文件 / Saved mapping of columns.")
@click.option("--lang", "language", type=LANGUAGES, default="both", show_default=True, help="语言 / Language.")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出 / Print JSON.")
def risk(
    daily_counts: tuple[Path, ...],
    pack_id: str,
    from_on: datetime | None,
    until_on: datetime | None,
    out: Path,
    corrections: Path | None,
    mapping: Path | None,
    language: str,
    as_json: bool,
) -> None:
    """由逐日累计数推算各地风险等级 / Derive dated levels of areas from DAILY_COUNTS of cumulative cases.

    输出即风险地区名单，可直接用于 screen；累计数下降单独列出。
    The output is an area list for `fangxian screen`. Counts that fell are listed beside it.
    Several files are read as one history. Exit code: 0 done; 2 wrong usage or an unreadable file.
    """
    beside = corrections or out.with_name(f"{out.stem}.corrections.csv")
    for path in (out, beside):
        refuse_overwriting(path, daily_counts)
    refuse_overwriting(beside, (out,))
    pack = _pack(pack_id)
    counts = _read(daily_counts, pack, mapping, language)
    first, after_last = _period(counts, from_on, until_on)
    derived = derive_levels(counts, pack=pack, from_on=first, until_on=after_last)
    source = f"{pack.id}; {', '.join(name for name, _ in counts.files)}"
    with replacing(out) as levels_draft, replacing(beside) as corrections_draft:
        write_corrections(corrections_draft, derived.corrections)
        write_levels(levels_draft, derived.spans, pack=pack, source=source)
    report = _report(counts, derived, pack, first, after_last)
    report["files"] = {"levels": out.name, "corrections": beside.name}
    _warn(counts, pack, first, language)
    if as_json:
        click.echo(json.dumps(report, ensure_ascii=False, indent=2))
    else:
        _print(report, language)
        for path in (out, beside):
            warn(f"{say(WROTE, language)} {path}")


def _read(files: tuple[Path, ...], pack: Pack, mapping_file: Path | None, language: str) -> DailyCounts:
    mapping: Mapping | None = None
    if mapping_file is not None:
        try:
            mapping = read_mapping(mapping_file)
        except TableRefused as refused:
            raise cannot_read(mapping_file, refused, language) from None
    heads = known_heads(COUNT_FIELDS, mapping)
    counts = DailyCounts()
    for path in files:
        try:
            table = read_table(path, is_known=lambda head: plain(head) in heads)
            counts.add(table, zone=pack.zone, mapping=mapping)
        except TableRefused as refused:
            raise cannot_read(path, refused, language) from None
    if not counts.adds_up:
        raise RuntimeError("the rows do not add up; nothing was written")
    return counts


def _period(counts: DailyCounts, from_on: datetime | None, until_on: datetime | None) -> tuple[date, date]:
    known = counts.days()
    if known is None:
        raise CannotRead("没有一行可用 / not one row can be used")
    first = from_on.date() if from_on else known[0]
    after_last = until_on.date() if until_on else known[1] + _ONE_DAY
    if first >= after_last:
        raise click.BadParameter("止日须晚于起始日 / must lie after --from", param_hint="--until")
    if after_last > known[1] + _ONE_DAY:
        raise click.BadParameter(f"数据只到 {known[1]} / the counts end on {known[1]}", param_hint="--until")
    if after_last <= known[0]:
        raise click.BadParameter(f"数据从 {known[0]} 起 / the counts begin on {known[0]}", param_hint="--until")
    return first, after_last


def _report(counts: DailyCounts, derived: Derived, pack: Pack, first: date, after_last: date) -> dict[str, Any]:
    flags = Counter(flag for span in derived.spans for flag in span.held.flags)
    return {
        "received": counts.received,
        "accepted": counts.accepted,
        "totals": counts.totals,
        "duplicate": counts.duplicate,
        "quarantined": len(counts.quarantined),
        "rejected": len(counts.rejected),
        "quarantined_by": dict(sorted(Counter(finding.code for finding in counts.quarantined).items())),
        "rejected_by": dict(sorted(Counter(finding.code for finding in counts.rejected).items())),
        "left_out": dict(counts.left_out.most_common()),
        "areas": len({span.code for span in derived.spans}),
        "from": first.isoformat(),
        "until": after_last.isoformat(),
        "listings": len(derived.spans),
        "listings_by_level": dict(sorted(Counter(span.held.level for span in derived.spans).items())),
        "flags": dict(sorted(flags.items())),
        "corrections": len(derived.corrections),
        "corrections_that_decide": sum(1 for found in derived.corrections if found.level != found.level_unfallen),
        "pack": {"id": pack.id, "edition": pack.edition, "status": pack.status, "sha256": pack.sha256},
        "inputs": [{"file": name, "sha256": sha256} for name, sha256 in counts.files],
    }


def _warn(counts: DailyCounts, pack: Pack, first: date, language: str) -> None:
    warn_of(counts.notes, heading=Bilingual("文件", "Files"), language=language)
    warn_of(counts.rejected, heading=_COUNTS["rejected"], language=language)
    contradictory = [finding for finding in counts.quarantined if finding.code != "not_an_area"]
    warn_of(contradictory, heading=_COUNTS["quarantined"], language=language)
    if counts.left_out:
        comma = "、" if language.startswith("zh") else ", "
        names = comma.join(f"{name} {count}" for name, count in counts.left_out.most_common(5))
        warn(f"{say(_LEFT_OUT, language)} ({counts.left_out.total()}): {names} …")
    in_force = pack.valid_from.astimezone(pack.zone).date()
    if first < in_force:
        warn(say(Bilingual(_BEFORE.zh.format(day=in_force), _BEFORE.en.format(day=in_force)), language))


def _print(report: dict[str, Any], language: str) -> None:
    rows: list[tuple[str, object]] = [(say(label, language), report[key]) for key, label in _COUNTS.items()]
    rows.extend((f"{level}", count) for level, count in report["listings_by_level"].items())
    rows.extend((f"{flag}: {say(FLAGS[flag], language)}", count) for flag, count in report["flags"].items())
    print_table(f"{report['pack']['id']}  {report['from']} – {report['until']}", rows)


def _pack(pack_id: str) -> Pack:
    try:
        pack = read_pack(pack_id)
    except LookupError as error:
        raise click.BadParameter(str(error), param_hint="--pack") from None
    if not any("quiet_days" in rule.params for rule in pack.rules_of("AREA_RISK")):
        raise click.BadParameter(f"{pack_id} does not judge by counts / 不是按累计数分级的规则包", param_hint="--pack")
    return pack
