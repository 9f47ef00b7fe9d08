"""Pushed lists for tests: every person is invented, every document number has a birth year before 1900."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Sequence

from fangxian.core.actors.rules import Purpose
from fangxian.intake.rules.manifests import Manifest
from fangxian.intake.sources.pushed_list import services
from fangxian.intake.sources.pushed_list.models import Import
from fangxian.intake.sources.pushed_list.services.receiving import Terms

HEADS = ("姓名", "身份证号", "手机号", "旅居地", "离开日期", "到达日期", "目的地")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def document(number: int) -> str:
    """A well-formed identity number of nobody: born on 1 January 18xx."""
    first = f"110105{1800 + number // 1000 % 100}0101{number % 1000:03d}"
    return first + "10X98765432"[sum(w * int(d) for w, d in zip(_WEIGHTS, first, strict=True)) % 11]


def row(number: int, **changes: str) -> tuple[str, ...]:
    """One row about one person, good unless changed; changes are by head."""
    cells = {
        "姓名": f"试验{number}",
        "身份证号": document(number),
        "手机号": f"1380000{number % 10_000:04d}",
        "旅居地": "湖北省武汉市",
        "离开日期": "2020-03-01",
        "到达日期": f"2020-03-{2 + number % 7:02d}",
        "目的地": "湖州市吴兴区月河街道浮星桥社区第一网格",
    }
    return tuple((cells | changes).values())


def as_csv(rows: Iterable[Sequence[str]], heads: Sequence[str] = HEADS) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(heads)
    writer.writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def receive(
    city, content: bytes, *, count: int | None = None, sha256: str | None = None, name: str = "duty", **changes
) -> Import:
    """Take a list in as a duty officer; the manifest is right unless told otherwise."""
    rows = content.decode("utf-8-sig", errors="replace").count("\n") - 1 if count is None else count
    manifest = Manifest(
        sender="省大数据局",
        channel="government_network",
        row_count=rows,
        sha256=sha256 or hashlib.sha256(content).hexdigest(),
    )
    terms = Terms(manifest, "核查来自疫情发生地的人员", "传染病防治法第十二条", "list")
    by = city.actor(name, Purpose.RECEIVE_FACTS)
    known = {"content": content, "file_name": "list.csv", "terms": terms, "sheet": None}
    return services.receive_list(**(known | changes), programme=city.programme, by=by, at=city.at)


def dry_run(city, content: bytes, **changes) -> Import:
    """Receive a list and read it with the columns that were recognised."""
    source_list = receive(city, content, **changes)
    by = city.actor("duty", Purpose.RECEIVE_FACTS)
    services.map_columns(source_list=source_list, mapping=source_list.mapping, by=by, at=city.at)
    return services.read_list(list_id=source_list.id, at=city.at)


def commit(city, source_list: Import) -> Import:
    """Commit a list that is ready, without a worker."""
    by = city.actor("duty", Purpose.RECEIVE_FACTS)
    services.start_commit(source_list=source_list, by=by, at=city.at)
    while services.commit_next_chunk(list_id=source_list.id, at=city.at):
        pass
    services.finish_commit(list_id=source_list.id, at=city.at)
    source_list.refresh_from_db()
    return source_list
