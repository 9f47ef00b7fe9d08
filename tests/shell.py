"""The phone's page, built where it is older than its sources: only the test command builds it by itself."""

from __future__ import annotations

import subprocess
from pathlib import Path

import fasteners

from fangxian.fieldsync.views import BUILT

ROOT = Path(__file__).parents[1]
SOURCES = ("field/src", "field/public", "field/index.html", "field/vite.config.ts", "package-lock.json")


def build_if_older() -> None:
    """Two workers take turns; the second finds it built."""
    with fasteners.InterProcessLock(ROOT / "node_modules" / ".field.lock"):
        if _is_older_than_its_sources():
            subprocess.run(["npm", "run", "--silent", "build"], cwd=ROOT, check=True, capture_output=True)


def _is_older_than_its_sources() -> bool:
    page = BUILT / "index.html"
    if not page.is_file():
        return True
    files = [file for name in SOURCES for file in [ROOT / name, *(ROOT / name).rglob("*")] if file.is_file()]
    return any(file.stat().st_mtime > page.stat().st_mtime for file in files)
