"""A camera that films a QR code: what Chromium shows a page instead of a real one.

One file of raw pictures (YUV4MPEG2) that the browser plays in a loop. The code lies a little askew on a grey ground,
with noise, as in a hand at night.
"""

from __future__ import annotations

import random
from pathlib import Path

import segno

WIDTH, HEIGHT = 640, 480
GROUND, INK, PAPER = 96, 40, 205  # a dim lamp: neither black nor white
SHARE = 0.72  # of the picture's height that the code takes
SLANT = 0.05  # how far each line is moved sideways
NOISE = 12


def camera(film: Path | None) -> list[str]:
    """Chromium's flags for a camera that sees the film, and whose use nobody has to allow."""
    if film is None:
        return []
    return [
        "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-video-capture={film}",
    ]  # fmt: skip


def filmed(file: Path, text: str, *, pictures: int = 12) -> Path:
    """A film of one code; the noise is another in each picture."""
    still = _still([list(row) for row in segno.make(text, error="m").matrix_iter(border=4)])
    chance = random.Random(0)
    grey = bytes([128]) * (WIDTH * HEIGHT // 4)
    with file.open("wb") as film:
        film.write(f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F15:1 Ip A1:1 C420jpeg\n".encode())
        for _ in range(pictures):
            noise = chance.choices(range(-NOISE, NOISE + 1), k=4096)
            light = bytes(value + noise[place * 31 % 4096] for place, value in enumerate(still))
            film.write(b"FRAME\n" + light + grey + grey)
    return file


def _still(matrix: list[list[int]]) -> list[int]:
    """The code, drawn into the middle of the picture."""
    modules = len(matrix)
    size = HEIGHT * SHARE / modules
    left, top = (WIDTH - modules * size) / 2, (HEIGHT - modules * size) / 2
    still = []
    for y in range(HEIGHT):
        row = int((y - top) // size)
        shift = (y - HEIGHT / 2) * SLANT
        for x in range(WIDTH):
            column = int((x - left - shift) // size)
            inside = 0 <= row < modules and 0 <= column < modules
            still.append((INK if matrix[row][column] else PAPER) if inside else GROUND)
    return still
