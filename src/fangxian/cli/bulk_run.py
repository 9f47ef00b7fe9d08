"""What the commands on large files of pseudonymous records share: reading, telling, the manifest beside the output."""

from __future__ import annotations

import getpass
import hashlib
import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import click

from fangxian.cli.outputs import refuse_overwriting, replacing
from fangxian.cli.terminal import LANGUAGES, ROW_COUNTS, WROTE, cannot_read, print_table, say, warn, warn_of, zone_named
from fangxian.engine.bulk import SUFFIXES, Column, Reading, connect, read_bulk, write_table
from fangxian.engine.tables import TableRefused
from fangxian.engine.texts import Bilingual

CITY = "Asia/Shanghai"
_WRONG = Bilingual("未采纳的行", "Rows that were not taken")
_NO_PURPOSE = Bilingual(
    "未说明用途，清单中记为空；请用 --purpose 说明",
    "No purpose was stated; the manifest says so. State it with --purpose",
)
Command = TypeVar("Command", bound=Callable[..., Any])


def bulk_options(*engines: str) -> Callable[[Command], Command]:
    """The options that every such command takes; `engines` are what can compute it, the usual one first."""
    options = (
        click.option("--out", required=True, type=click.Path(path_type=Path, dir_okay=False),
                     help="结果文件 .csv 或 .parquet / File to write, .csv or .parquet."),
        click.option("--purpose", help="用途，写入清单 / What this is for; kept in the manifest."),
        click.option("--zone", default=CITY, show_default=True,
                     help="未注明时区的时间所属时区 / Zone of times that name none."),
        click.option("--engine", "engine", type=click.Choice(engines), default=engines[0], show_default=True,
                     help="计算引擎 / What computes it."),
        click.option("--lang", "language", type=LANGUAGES, default="both", show_default=True, help="语言 / Language."),
        click.option("--json", "as_json", is_flag=True, help="以 JSON 输出 / Print JSON."),
    )  # fmt: skip

    def with_options(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return with_options


@dataclass
class BulkRun:
    """One run: what it was asked, what it read, and what it wrote."""

    command: str
    connection: Any
    spill: Path  # a folder for what the run needs on disk; gone with it
    zone: ZoneInfo
    language: str
    out: Path
    purpose: str | None
    parameters: dict[str, Any]
    readings: dict[str, Reading]
    inputs: dict[str, Path]

    def read(self, path: Path, *, name: str, columns: tuple[Column, ...], named: bool = False) -> Reading:
        """Read one file and keep its reconciliation. Errors: CannotRead; RuntimeError if the rows do not add up."""
        try:
            reading = read_bulk(self.connection, path, name=name, columns=columns, zone=self.zone, named=named)
        except TableRefused as refused:
            raise cannot_read(path, refused, self.language) from None
        if not reading.adds_up:
            raise RuntimeError("the rows do not add up; nothing was written")
        self.readings[name], self.inputs[name] = reading, path
        return reading

    def finish(self, result: Any, totals: dict[str, int], *, as_json: bool) -> None:
        """Write the result, its manifest beside it, and tell what was done."""
        with replacing(self.out) as draft:
            written = write_table(self.connection, result, draft)
            report = self._report(totals | {"rows": written})
            manifest = self._manifest(report, output=draft, written=written)
            self._beside().write_text(json.dumps(manifest, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        self._tell(report, as_json=as_json)

    def _beside(self) -> Path:
        return self.out.with_name(f"{self.out.name}.manifest.json")

    def _report(self, totals: dict[str, int]) -> dict[str, Any]:
        first = next(iter(self.readings.values()))
        others = {
            name: reading.counts | _reasons(reading) for name, reading in self.readings.items() if reading is not first
        }
        return {**first.counts, **_reasons(first), **others, **totals}

    def _manifest(self, report: dict[str, Any], *, output: Path, written: int) -> dict[str, Any]:
        return {
            "command": self.command,
            "purpose": self.purpose,
            "operator": getpass.getuser(),
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
            "version": version("fangxian"),
            "parameters": self.parameters,
            "inputs": [_file(path, path.name) for path in self.inputs.values()],
            "output": _file(output, self.out.name) | {"rows": written},
            "counts": report,
        }

    def _tell(self, report: dict[str, Any], *, as_json: bool) -> None:
        if self.purpose is None:
            warn(say(_NO_PURPOSE, self.language))
        for reading in self.readings.values():
            heading = Bilingual(f"{reading.file}：{_WRONG.zh}", f"{reading.file}: {_WRONG.en}")
            total = reading.quarantined.total() + reading.rejected.total()
            warn_of(reading.findings, heading=heading, language=self.language, total=total)
        if as_json:
            click.echo(json.dumps(report, ensure_ascii=False, indent=2))
            return
        for reading in self.readings.values():
            rows = [(say(label, self.language), reading.counts[key]) for key, label in ROW_COUNTS.items()]
            print_table(reading.file, rows)
        warn(f"{say(WROTE, self.language)} {self.out}")


def _reasons(reading: Reading) -> dict[str, dict[str, int]]:
    return {
        "quarantined_by": dict(sorted(reading.quarantined.items())),
        "rejected_by": dict(sorted(reading.rejected.items())),
    }


@contextmanager
def bulk_run(
    command: str, *, out: Path, inputs: tuple[Path, ...], zone: str, language: str, purpose: str | None, **asked: Any
) -> Iterator[BulkRun]:
    """An engine in memory for one run, gone after it. Errors: usage errors for the output's name and the zone."""
    if out.suffix.lower() not in SUFFIXES:
        raise click.BadParameter(f"the name must end in {' / '.join(SUFFIXES)} / 文件名后缀不对", param_hint="--out")
    refuse_overwriting(out, inputs)
    city = zone_named(zone)
    with tempfile.TemporaryDirectory(prefix="fangxian-") as spill:
        connection = connect(zone=city, spill=Path(spill))
        try:
            parameters = {"zone": zone, **asked}
            yield BulkRun(command, connection, Path(spill), city, language, out, purpose, parameters, {}, {})
        finally:
            connection.disconnect()


def moment_of(text: str | None, zone: ZoneInfo, *, option: str) -> int | None:
    """Epoch seconds of a time on the command line: seconds, or an ISO time (city time if it names no zone)."""
    if text is None:
        return None
    try:
        return int(float(text))
    except ValueError:
        pass  # then it is an ISO time
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(f"{text!r} is no time / 不是时间", param_hint=option) from None
    return int((moment if moment.tzinfo else moment.replace(tzinfo=zone)).timestamp())


def _file(path: Path, name: str) -> dict[str, Any]:
    with path.open("rb") as opened:
        digest = hashlib.file_digest(opened, "sha256").hexdigest()
    return {"file": name, "bytes": path.stat().st_size, "sha256": digest}
