"""A picture that somebody sent, written anew: its pixels are taken over and nothing else.

Beside a picture a phone writes where and when it was taken, by which device, and a small copy of it from before it was
cropped; others hide whole files behind its end. None of that is copied, because nothing but pixels is.
"""

from __future__ import annotations

import io
import struct
import threading
import zlib
from dataclasses import dataclass

from PIL import Image, ImageOps

MOST_BYTES = 10 * 1024 * 1024
LONGEST_SIDE, QUALITY = 1600, 80
# by the header, before anything is unpacked; a JPEG is unpacked at a fraction of its size, the others whole
MOST_PIXELS = {"JPEG": 50_000_000, "MPO": 50_000_000, "PNG": 16_000_000, "WEBP": 16_000_000}
MOST_SCANS = 100  # a progressive JPEG has about ten; each one more is worked through, however few bytes it has
SCAN = b"\xff\xda"
APPLE = (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif")  # what an iPhone keeps unless it is asked for JPEG
TOO_LARGE, TOO_MANY_PIXELS, NO_PICTURE, OTHER_KIND, MOVES = "too_large", "pixels", "no_picture", "other_kind", "moves"
# what the library says of a file that is broken or lies about itself
_BROKEN = (OSError, SyntaxError, ValueError, TypeError, IndexError, KeyError, EOFError, struct.error, zlib.error)
_BOMB = (Image.DecompressionBombError, Image.DecompressionBombWarning)
_ONE_AT_A_TIME = threading.Lock()  # unpacked, one picture may take 150 MB

Image.MAX_IMAGE_PIXELS = max(MOST_PIXELS.values())


@dataclass(frozen=True)
class Picture:
    """A JPEG of ours. width, height: pixels."""

    content: bytes
    width: int
    height: int


class NotTaken(Exception):
    """Raised with one of the codes above for what is not taken as a picture."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


def written_anew(content: bytes) -> Picture:
    """The picture as a JPEG of ours: upright, at most LONGEST_SIDE long, on white where it was transparent.

    Errors: NotTaken, for whatever bytes there may be.
    """
    if len(content) > MOST_BYTES:
        raise NotTaken(TOO_LARGE)
    if content[4:8] == b"ftyp" and content[8:12] in APPLE:
        raise NotTaken(OTHER_KIND)
    try:
        with _ONE_AT_A_TIME:
            return _as_jpeg(_opened(content))
    except _BOMB as error:
        raise NotTaken(TOO_MANY_PIXELS) from error
    except _BROKEN as error:
        raise NotTaken(NO_PICTURE) from error


def _opened(content: bytes) -> Image.Image:
    """Its header read and judged; nothing is unpacked yet."""
    image = Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "WEBP"))
    kind = image.format or ""
    if image.width * image.height > MOST_PIXELS[kind]:
        raise NotTaken(TOO_MANY_PIXELS)
    if kind in ("JPEG", "MPO") and content.count(SCAN) > MOST_SCANS:
        raise NotTaken(TOO_MANY_PIXELS)
    # some phones put a small second picture behind a JPEG and call it MPO: the first is meant
    if kind != "MPO" and getattr(image, "is_animated", False):
        raise NotTaken(MOVES)
    return image


def _as_jpeg(image: Image.Image) -> Picture:
    image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    image = ImageOps.exif_transpose(image)
    clean = Image.new("RGB", image.size, "white")
    if image.has_transparency_data:
        image = image.convert("RGBA")
        clean.paste(image, mask=image)
    else:
        clean.paste(image.convert("RGB"))
    written = io.BytesIO()
    clean.save(written, "JPEG", quality=QUALITY, optimize=True)
    return Picture(written.getvalue(), clean.width, clean.height)
