"""Which browser walks the journeys, and how it is started: Debian's Chromium without a window."""

from __future__ import annotations

import shutil

FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


def browser_path() -> str:
    """The same browser without a desktop's parts costs a journey half as much; the whole one serves as well."""
    path = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    assert path, "The journeys need Debian's chromium: run `make browser`."
    return path
