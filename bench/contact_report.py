"""What the contact benchmark measured, as a table and as JSON, however much of it is there yet."""

from __future__ import annotations

import json
import os
import platform
import sys
import time
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from city import DAYS

SIZES = (1, 100, 1000)


@dataclass(frozen=True)
class Cost:
    """Median milliseconds of a question: as the clock has it, and of the processors' time."""

    ms: float
    cpu_ms: float


Bar = tuple[str, str, str, bool | None]


def bars(result: dict[str, Any], stays: int) -> list[Bar]:
    """(bar, measured, limit, whether met; None where the size says nothing) of what is there.

    What one processor does alone is compared by its own time, which a shared machine does not stretch.
    """
    found: list[Bar] = []
    for needed, told in ((("close",), _contacts), (("small 1", "close"), _growth), (("second",), _second),
                         (("cold 100",), _cold), (("definition",), _definition), (("append to nothing",), _append),
                         (("bytes",), _bytes)):  # fmt: skip
        if all(result.get(name) for name in needed):
            found += told(result, stays)
    return found


def _contacts(result: dict[str, Any], stays: int) -> list[Bar]:
    index, raw = (result["close"].get(name, {}) for name in ("index, compiled", "yardstick (raw arrays, compiled)"))
    rows: list[Bar] = []
    for size, limit in zip(SIZES, (5, 3, 3), strict=True):
        if size in index and size in raw:
            ratio = index[size].cpu_ms / raw[size].cpu_ms
            said = f"{ratio:.1f} × yardstick ({index[size].cpu_ms:.2f} ms of processor time)"
            name = f"P{1 if size == 1 else 2}, {size:,} case{'s' * (size > 1)}"
            # in a smaller city the yardstick's cells, one for every person, lie in the processor's cache
            rows.append((name, said, f"≤ {limit} ×", ratio <= limit if stays >= 10**9 or ratio <= limit else None))
    return rows


def _growth(result: dict[str, Any], stays: int) -> list[Bar]:
    if 1 not in result["close"].get("index, compiled", {}):
        return []
    growth = result["close"]["index, compiled"][1].cpu_ms / result["small 1"].cpu_ms
    said = f"{growth:.2f} × from {result['small']:,} stays"
    return [("P3", said, "< 1.3 × from 1e7 to 1e9", growth < 1.3 if stays >= 10**9 else None)]


def _second(result: dict[str, Any], _stays: int) -> list[Bar]:
    if len(result["second"]) < 3:
        return []
    index, _, duckdb = result["second"].values()
    order = index.ms / duckdb.ms
    return [("P4", f"{order:.3f} × DuckDB ({index.ms:.0f} ms)", "≤ 0.15 ×", order <= 0.15)]


def _cold(result: dict[str, Any], _stays: int) -> list[Bar]:
    chill, read = result["cold 100"] * 1000 / result["warm 100"].ms, result["cold bytes"]
    return [("P5", f"{chill:.1f} × warm, {read / 1e6:.1f} MB read", "≤ 10 ×", chill <= 10 if read else None)]


def _definition(result: dict[str, Any], _stays: int) -> list[Bar]:
    hand, once, anew = (result["definition"][name].cpu_ms for name in ("by hand", "compiled once", "anew"))
    return [
        ("P6, compiled once", f"{once / hand:.2f} × SQL by hand", "≤ 1.05 ×", once <= 1.05 * hand),
        ("P6, uncompiled", f"{anew - hand:+.0f} ms", "≤ +20 ms", anew - hand <= 20),
    ]


def _append(result: dict[str, Any], stays: int) -> list[Bar]:
    seconds, again = result["append"], result["append"] / result["append to nothing"]
    said = f"{seconds:.1f} s for {result['bytes']['rows'] / DAYS:,.0f} stays"
    return [
        ("P7", said, "≤ 90 s for 71,000,000", seconds <= 90 if stays >= 10**9 else None),
        ("P7, history", f"{again:.2f} × an empty lake", "≤ 1.1 ×", again <= 1.1 if stays >= 10**7 else None),
    ]


def _bytes(result: dict[str, Any], _stays: int) -> list[Bar]:
    lake, both = result["bytes"]["lake"], result["bytes"]["lake"] + result["bytes"]["index"]
    return [
        ("P8, lake", f"{lake:.1f} bytes a stay", "≤ 16", lake <= 16),
        ("P8, with the index", f"{both:.1f} bytes a stay", "≤ 32", both <= 32),
    ]


def table(result: dict[str, Any], stays: int) -> str:
    """As Markdown; what is not measured yet is left out."""
    heads = " | ".join(f"{n:,} case{'s' * (n > 1)}" for n in SIZES)
    lines = [f"| ms (of processor time) for | {heads} | second order of 1 |",
             "|---|--:|--:|--:|--:|"]  # fmt: skip
    for name, taken in result.get("close", {}).items():
        cells = [f"{taken[n].ms:,.2f} ({taken[n].cpu_ms:,.2f})" if n in taken else "–" for n in SIZES]
        last = result.get("second", {}).get(name)
        lines.append(f"| {name} | {' | '.join(cells)} | {f'{last.ms:,.0f} ({last.cpu_ms:,.0f})' if last else '–'} |")
    lines += ["", "| bar | measured | limit | |", "|---|--:|--:|---|"]
    words = {True: "met", False: "not met", None: "says nothing at this size"}
    lines += [f"| {name} | {value} | {limit} | {words[met]} |" for name, value, limit, met in bars(result, stays)]
    packages = ", ".join(f"{name} {version(name)}" for name in ("numpy", "numba", "duckdb", "ibis-framework", "polars"))
    held = ", ".join(f"{name} {number:.1f}" for name, number in result.get("bytes", {}).items() if name != "rows")
    lines += ["", f"{stays:,} stays, {DAYS} days, {result.get('contacts', '–')} contacts of the first case;"
              f" bytes a stay: {held or '–'}."
              f" {datetime.now(UTC):%Y-%m-%d}; {_machine()}, load {os.getloadavg()[0]:.0f};"
              f" Python {platform.python_version()}, {packages}."]  # fmt: skip
    return "\n".join(lines)


def _machine() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    names = [line.split(":")[1].strip() for line in lines if "model name" in line]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} × {names[0] if names else platform.machine()}, {memory:.0f} GB"


@dataclass
class Report:
    """What is known so far; both files are replaced with every cell."""

    stays: int
    json_file: Path | None
    table_file: Path | None
    result: dict[str, Any] = field(default_factory=dict)
    began: float = field(default_factory=time.monotonic)

    def set(self, name: str, value: Any) -> None:
        self.result[name] = value
        self.told(name)

    def told(self, what: str) -> None:
        """A cell is there: keep it."""
        self.tell(what)
        body = json.dumps(self.result | {"stays": self.stays}, indent=2, default=asdict) + "\n"
        for path, text in ((self.json_file, body), (self.table_file, self.text() + "\n")):
            if path is not None:
                path.write_text(text, encoding="utf-8")

    def tell(self, what: str) -> None:
        print(f"[{time.monotonic() - self.began:7.0f} s] {what}", file=sys.stderr, flush=True)

    def text(self) -> str:
        return table(self.result, self.stays)
