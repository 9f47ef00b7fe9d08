"""`fangxian cluster check`: whether a cluster gives the rows of the embedded engine. No database, no names."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import click

from fangxian.cli.cluster_run import cluster_options
from fangxian.cli.terminal import LANGUAGES, CannotRead, print_table, say, warn
from fangxian.engine.bulk import connect
from fangxian.engine.cluster import KINDS, Cluster, Compared, compare, connected, placing, questions, sample
from fangxian.engine.cluster.checking import CITY
from fangxian.engine.cluster.session import packages_of
from fangxian.engine.tables import TableRefused
from fangxian.engine.texts import Bilingual

_SAME = Bilingual("相同", "identical")
_OTHER = Bilingual("不同", "different")
_ASKED = Bilingual("逐题对照：内嵌引擎 / 集群（秒）", "Question by question: embedded engine / cluster (seconds)")
_ALL_SAME = Bilingual("集群给出的行与内嵌引擎完全相同", "The cluster gives the very rows of the embedded engine")
_NOT_SAME = Bilingual(
    "集群给出的行与内嵌引擎不同：不得用它的结果",
    "The cluster gives other rows than the embedded engine: do not use what it computes",
)
_NOT_ASKED = Bilingual(
    "未比较（双方没有共同可读的文件夹，见 FANGXIAN_CLUSTER_FOLDER）",
    "Not compared, for there is no folder that both read (FANGXIAN_CLUSTER_FOLDER)",
)


@click.group()
def cluster() -> None:
    """集群：以多台机器运行同样的计算 / The same computation on many machines."""


@cluster.command()
@click.option("--engine", "kind", type=click.Choice(KINDS), default="sail", show_default=True,
              help="集群引擎 / The cluster's engine.")  # fmt: skip
@click.option("--stays", type=click.IntRange(100, 10**7), default=5000, show_default=True,
              help="样本中的停留数 / Stays in the sample.")  # fmt: skip
@click.option("--seed", type=int, default=1, show_default=True, help="样本的随机种子 / What the sample is drawn by.")
@cluster_options
@click.option("--lang", "language", type=LANGUAGES, default="both", show_default=True, help="语言 / Language.")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出 / Print JSON.")
def check(
    kind: str, stays: int, seed: int, address: str | None, shared: str | None, language: str, as_json: bool
) -> None:
    """以虚构样本核对集群与内嵌引擎逐行相同 / Prove on a drawn sample that a cluster gives the embedded engine's rows.

    Exit code: 0 the same rows; 1 other rows; 2 the cluster is not there or cannot be used.
    """
    try:
        with (
            tempfile.TemporaryDirectory(prefix="fangxian-") as folder,
            connected(kind, address) as opened,
            placing(opened, spill=Path(folder), shared=shared) as place,
        ):
            connection = connect(zone=CITY, spill=Path(folder))
            try:
                found = list(compare(connection, sample(stays, seed=seed), place))
            finally:
                connection.disconnect()
            report = _report(opened, found, stays=stays, seed=seed)
    except TableRefused as refused:
        raise CannotRead(say(refused.finding.sentence(), language)) from None
    if as_json:
        click.echo(json.dumps(report, ensure_ascii=False, indent=2))
    else:
        _tell(report, found, language)
    if not report["identical"]:
        raise SystemExit(1)


def _report(opened: Cluster, found: list[Compared], *, stays: int, seed: int) -> dict[str, Any]:
    asked = {one.name for one in found}
    return {
        "identical": all(one.identical for one in found),
        "engine": opened.kind,
        "address": opened.address,
        "versions": {"cluster": opened.versions, "embedded": packages_of("duckdb")},
        "sample": {"stays": stays, "seed": seed},
        "questions": [
            {
                "name": one.name, "identical": one.identical, "rows": one.rows, "missing": one.missing,
                "extra": one.extra, "examples": [[side, list(row)] for side, row in one.examples],
                "embedded_seconds": round(one.embedded_seconds, 3), "cluster_seconds": round(one.cluster_seconds, 3),
            }
            for one in found
        ],
        "not_compared": [one.name for one in questions() if one.name not in asked],
    }  # fmt: skip


def _tell(report: dict[str, Any], found: list[Compared], language: str) -> None:
    for side, versions in report["versions"].items():
        click.echo(f"{side}: {', '.join(f'{name} {number}' for name, number in versions.items())}")
    rows = [
        (one.name, f"{say(_SAME if one.identical else _OTHER, language)}  {one.rows:,}"
                   f"  {one.embedded_seconds:.2f} / {one.cluster_seconds:.2f}")
        for one in found
    ]  # fmt: skip
    print_table(say(_ASKED, language), rows)
    for one in found:
        if not one.identical:
            warn(f"{one.name}: −{one.missing} +{one.extra}")
            for side, row in one.examples:
                warn(f"  {side}: {row}")
    if report["not_compared"]:
        warn(f"{say(_NOT_ASKED, language)}: {', '.join(report['not_compared'])}")
    warn(say(_ALL_SAME if report["identical"] else _NOT_SAME, language))
