"""Pictures for tests, drawn here; and requests of callers that come with them, through the real services."""

from __future__ import annotations

import io
from typing import Any
from uuid import uuid4

from PIL import Image, ImageDraw
from PIL.ExifTags import GPS, IFD, Base

from fangxian.core.actors.rules import Actor, Purpose, Role
from fangxian.intake.sources.service_request import services
from fangxian.intake.sources.service_request.models import PlacePhoto, ServiceRequest
from tests.city import City
from tests.requests import caller, told

SECRET = "口袋里的秘密"
WORDS = SECRET.encode()
SERIAL = b"SERIAL-77001"


def drawn(width: int = 640, height: int = 480) -> Image.Image:
    """A street corner of sorts: sky above, a shop below."""
    image = Image.new("RGB", (width, height), "#9cc3e0")
    pen = ImageDraw.Draw(image)
    pen.rectangle((width // 5, height // 3, width * 4 // 5, height), fill="#b5723c")
    pen.rectangle((width // 3, height // 2, width // 2, height * 9 // 10), fill="#3b2a1d")
    return image


def written(image: Image.Image, kind: str = "JPEG", **more: Any) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **more)
    return file.getvalue()


def jpeg(width: int = 640, height: int = 480, **more: Any) -> bytes:
    return written(drawn(width, height), **more)


def telling_jpeg() -> bytes:
    """As a phone writes it: where and when, which device, a small copy, a remark; and something behind its end."""
    exif = Image.Exif()
    exif[Base.Make], exif[Base.BodySerialNumber] = "Phone", SERIAL.decode()
    exif[Base.DateTime] = "2020:03:10 08:59:00"
    exif.get_ifd(IFD.GPSInfo).update({GPS.GPSLatitudeRef: "N", GPS.GPSLatitude: (30.0, 51.0, 25.0)})
    return jpeg(exif=exif, comment=WORDS, icc_profile=WORDS * 40) + b"PK\x03\x04" + WORDS


def request_with(city: City, *pictures: bytes, by: Actor | None = None, **changes: Any) -> services.Received:
    """A request from the public page with these pictures, or with one of a place."""
    sent = services.written_anew(pictures or [jpeg()])
    return services.receive(
        told=told(**changes), channel="portal", client_id=uuid4(), programme=city.programme, by=by or caller(city),
        at=city.at, photos=sent,
    )  # fmt: skip


def photo(city: City, **changes: Any) -> PlacePhoto:
    """One photo that nobody has looked at."""
    return PlacePhoto.objects.get(request=request_with(city, **changes).request)


def judged(city: City, one: PlacePhoto, finding: str = "place", words: str = "", name: str = "duty") -> PlacePhoto:
    by = city.actor(name, Purpose.RECEIVE_FACTS)
    opened = services.open_photo(photo=one, by=by, at=city.at)
    services.judge_photo(photo=opened, finding=finding, words=words, by=by, at=city.at)
    return PlacePhoto.objects.get(id=one.id)


def answered(city: City, one: ServiceRequest) -> None:
    """Sorted and answered, as an operator does."""
    by = city.actor("duty", Purpose.RECEIVE_FACTS)
    services.classify(request=one, service="open_venue", area_code=one.area_code, by=by, at=city.at)
    services.answer(request=one, answer="已关门。", by=by, at=city.at)


def desks(city: City) -> None:
    """Those who look: two desks of the city, one of the next county."""
    city.post("desk", Role.HOTLINE_OPERATOR, "", "市热线", "command")
    city.post("desk_b", Role.HOTLINE_OPERATOR, "330521", "德清县热线", "command")
