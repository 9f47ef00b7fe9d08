"""A picture is taken over as pixels and nothing else; what is no photo is refused before it is unpacked."""

import io
import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageFile
from PIL.ExifTags import Base
from tests.photos import SERIAL, WORDS, drawn, jpeg, telling_jpeg, written

from fangxian.engine import pictures
from fangxian.engine.pictures import NotTaken, written_anew

SMALL = jpeg(40, 30)
FRAME = SMALL.index(b"\xff\xc0")  # where its head says how large it is


def opened(picture: pictures.Picture) -> Image.Image:
    return Image.open(io.BytesIO(picture.content))


def refused(content: bytes) -> str:
    with pytest.raises(NotTaken) as raised:
        written_anew(content)
    return raised.value.code


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png_head(width: int, height: int) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))


def test_where_when_and_by_what_it_was_taken_is_gone_and_so_is_what_hung_behind_it():
    before = telling_jpeg()
    assert all(secret in before for secret in (WORDS, SERIAL, b"PK\x03\x04"))
    after = written_anew(before)
    assert not any(secret in after.content for secret in (WORDS, SERIAL, b"PK\x03\x04", b"Exif", b"ICC_PROFILE"))
    image = opened(after)
    assert not image.getexif() and set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert image.size == (640, 480) == (after.width, after.height) and after.content.endswith(b"\xff\xd9")


def test_the_pixels_stay_as_they_were_but_for_what_the_eye_does_not_see():
    image = opened(written_anew(jpeg(quality=95)))
    pairs = [(drawn().getpixel(at), image.getpixel(at)) for at in ((5, 5), (320, 200), (240, 300))]
    differences = [abs(a - b) for one, two in pairs for a, b in zip(one, two, strict=True)]
    assert max(differences) < 12


def test_a_picture_that_was_held_sideways_stands_upright():
    exif = Image.Exif()
    exif[Base.Orientation] = 6
    after = written_anew(jpeg(640, 480, exif=exif))
    assert (after.width, after.height) == (480, 640)


@pytest.mark.parametrize(("size", "then"), [((4000, 3000), (1600, 1200)), ((900, 3600), (400, 1600)), ((8, 6), (8, 6))])
def test_it_is_as_large_as_a_screen_needs_and_never_made_larger(size, then):
    after = written_anew(jpeg(*size))
    assert (after.width, after.height) == then


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_what_is_transparent_becomes_white(kind):
    image = Image.new("RGBA", (60, 40), (255, 0, 0, 0))
    after = opened(written_anew(written(image, kind, lossless=True)))
    assert after.format == "JPEG" and min(after.getpixel((30, 20))) > 250


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "CMYK", "I;16"])
def test_every_way_to_store_a_photo_is_read(mode):
    image = Image.new("I;16", (60, 40)) if mode == "I;16" else drawn(60, 40).convert(mode)
    assert written_anew(written(image, "JPEG" if mode == "CMYK" else "PNG")).width == 60


def test_of_the_pictures_that_a_phone_puts_into_one_file_the_first_is_meant():
    after = written_anew(written(drawn(), "MPO", save_all=True, append_images=[Image.new("RGB", (64, 48), "red")]))
    assert (after.width, after.height) == (640, 480) and after.content.count(b"\xff\xd8\xff") == 1


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "no_picture"), (b"MZ\x90\0" + b"\0" * 600, "no_picture"), (b"%PDF-1.7\n" + b"0" * 600, "no_picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "no_picture"),
        (b"GIF89a" + b"\0" * 64, "no_picture"), (SMALL[:200], "no_picture"), (png_head(40, 30), "no_picture"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 64, "other_kind"),
        (SMALL + b"\0" * pictures.MOST_BYTES, "too_large"),
    ],
)  # fmt: skip
def test_what_is_no_photo_is_refused_for_what_it_is(content, code):
    assert refused(content) == code


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_a_moving_picture_is_refused(kind):
    frames = [Image.new("RGB", (40, 30), colour) for colour in ("red", "green", "blue")]
    assert refused(written(frames[0], kind, save_all=True, append_images=frames[1:])) == "moves"


@pytest.mark.parametrize(
    "bomb",
    [
        png_head(60_000, 60_000) + chunk(b"IDAT", zlib.compress(b"\0" * 1_000_000)),
        png_head(5_000, 5_000) + chunk(b"IDAT", zlib.compress(b"\0" * 1_000_000)),
        SMALL[: FRAME + 5] + b"\xff\xff\xff\xff" + SMALL[FRAME + 9 :],
        SMALL[:-2] + b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00" * 1000 + b"\xff\xd9",
    ],
    ids=["a png of 3.6 thousand million", "a png of 25 million", "a jpeg of 4 thousand million", "a thousand scans"],
)
def test_a_bomb_is_refused_by_its_head_before_it_is_unpacked(bomb, monkeypatch):
    def unpack(*_args):
        raise AssertionError("it was unpacked")

    monkeypatch.setattr(ImageFile.ImageFile, "load", unpack)
    assert len(bomb) < 20_000 and refused(bomb) == "pixels"


def test_a_remark_that_unpacks_to_a_gigabyte_is_not_unpacked():
    remark = chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b"\0" * 80_000_000))
    assert refused(png_head(40, 30) + remark * 3 + chunk(b"IDAT", zlib.compress(b"\0" * 3630))) == "no_picture"


@pytest.mark.filterwarnings("default:.*:UserWarning")
@given(st.integers(0, len(SMALL) - 1), st.binary(min_size=1, max_size=12), st.booleans())
def test_whatever_a_file_says_it_is_a_picture_or_refused_and_nothing_else_happens(at, bytes_there, cut):
    broken = SMALL[:at] + bytes_there + (b"" if cut else SMALL[at + len(bytes_there) :])
    try:
        assert written_anew(broken).content.startswith(b"\xff\xd8")
    except NotTaken as raised:
        assert raised.code in {"no_picture", "pixels"}
