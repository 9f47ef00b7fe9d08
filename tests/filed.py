"""Files of requests that other desks took, for tests; every caller is invented."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping

from fangxian.core.actors.rules import Actor, Purpose
from fangxian.intake.sources.service_request import services
from fangxian.intake.sources.service_request.models import OtherDesk, RequestFile
from tests.city import City
from tests.requests import PLACE, TIP, operator

HEADS = ("工单编号", "受理时间", "诉求类别", "诉求内容", "所属区域", "地点", "来电号码", "紧急程度", "办理状态")
AREA = "吴兴区月河街道浮星桥社区第一网格"


def desk(city: City, name: str = "湖州12345") -> OtherDesk:
    return services.add_desk(
        name=name, programme=city.programme, by=city.actor("admin", Purpose.ADMINISTER), at=city.at
    )


def row(number: int, **changes: str) -> dict[str, str]:
    """One request, good unless changed; changes are by head."""
    cells = {
        "工单编号": f"HZ{number:06d}", "受理时间": "2020-03-10 08:00", "诉求类别": "应停业场所仍在营业",
        "诉求内容": TIP, "所属区域": AREA, "地点": PLACE, "来电号码": "", "紧急程度": "一般", "办理状态": "待办",
    }  # fmt: skip
    return cells | changes


def as_csv(rows: Iterable[Mapping[str, str]], heads: Iterable[str] = HEADS) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(heads), extrasaction="ignore", restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def received(city: City, content: bytes, *, of: OtherDesk, count: int | None = None, by: Actor | None = None,
             at=None, sha256: str = "", name: str = "file.csv") -> RequestFile:  # fmt: skip
    """Take a file in; what its desk says of it is right unless told otherwise."""
    rows = content.decode("utf-8-sig", errors="replace").count("\n") - 1 if count is None else count
    handed = services.Handed(of, rows, sha256)
    return services.receive_file(content=content, file_name=name, handed=handed, programme=city.programme,
                                 by=by or operator(city), at=at or city.at)  # fmt: skip


def tried(city: City, rows: Iterable[Mapping[str, str]], *, of: OtherDesk, by=None, at=None, **changes) -> RequestFile:
    """Received, and read with the columns that were recognised."""
    file = received(city, as_csv(rows), of=of, by=by, at=at, **changes)
    return services.read_file(file=file, mapping=file.mapping, by=by or operator(city), at=at or city.at)


def recorded(city: City, file: RequestFile, *, sends_out: bool = False, by=None, at=None) -> RequestFile:
    """Recorded to its last row, without a worker."""
    moment = at or city.at
    services.record_file(file=file, sends_out=sends_out, by=by or operator(city), at=moment)
    while services.go_on(file_id=file.id, at=moment):
        pass
    return RequestFile.objects.get(id=file.id)
