"""What a pushed list can say, and the heads under which it says so."""

from __future__ import annotations

from fangxian.core.problems.rules import Problem, said
from fangxian.engine.screening.fields import ARRIVAL_FIELDS, fields_by_name
from fangxian.engine.tables import Field
from fangxian.engine.tables.columns import known_heads, plain
from fangxian.engine.texts import Bilingual

_ARRIVALS = fields_by_name(ARRIVAL_FIELDS)  # a list of arrivals is recognised here as it is in the shell


def _field(name: str, zh: str, en: str, heads: str, arrival: str = "") -> Field:
    """A field with its heads; those that lists of arrivals use for their field `arrival` count as well."""
    own = tuple(part.strip() for part in heads.split("|") if part.strip())
    more = _ARRIVALS[arrival].heads if arrival else ()
    return Field(name, Bilingual(zh, en), tuple(dict.fromkeys((zh, en, name, *own, *more))))


FIELDS: tuple[Field, ...] = (
    _field("name", "姓名", "Name", "乘客姓名|person name|passenger", "name"),
    _field("document_kind", "证件类型", "Kind of document", "证件类别|document kind", "id_type"),
    _field("document_number", "证件号码", "Document number", "document number|identity number|passport", "id_number"),
    _field("phone", "联系电话", "Phone", "mobile number|phone number", "phone"),
    _field(
        "address",
        "现住址",
        "Address",
        "现住地址|现居住地址|居住地址|目的地详细地址|详细地址|居住地|住址|地址|拟住地址|本地住址|"
        "home address|current address",
    ),
    _field("stay_code", "旅居地代码", "Code of the stay", "停留地代码|origin_code|stay_code|origin code", "area_code"),
    _field("stay_province", "旅居地省", "Province of the stay", "", "province"),
    _field("stay_city", "旅居地市", "City of the stay", "", "city"),
    _field("stay_county", "旅居地县", "County of the stay", "", "county"),
    _field(
        "stay_place", "旅居地", "Place of the stay", "何地来|上车站|出发站|place of stay|came from|origin", "area_name"
    ),
    _field("stay_from", "停留开始日期", "Stay from", "停留起始日期|到达旅居地日期|from date", "stayed_from"),
    _field("stay_until", "离开日期", "Stay until", "until date", "left_on"),
    _field("transit_only", "仅途经", "Only passed through", "途经|transit only", "transit_only"),
    _field("arrives_on", "到达日期", "Arrives on", "乘车日期|travel date|arrival date", "arrives_on"),
    _field("transport_mode", "交通方式", "Means of transport", "", "transport"),
    _field("transport_number", "车次航班号", "Train or flight", "train|flight", "service_number"),
    _field("carriage", "车厢", "Carriage", "车厢号|coach number|car number"),
    _field("seat", "座位", "Seat", "座位号|座号|seat number"),
    _field("destination_code", "目的地代码", "Code of the destination", "去向代码", "destination_code"),
    _field(
        "destination_place",
        "目的地",
        "Destination",
        "前往地|去向|拟前往地|目的地区划|所属社区|社区|现居住社区|所在网格|到达地|抵达地|"
        "dest|destination place|going to",
    ),
)
BY_NAME = {field.name: field for field in FIELDS}
_KNOWN_HEADS = known_heads(FIELDS)
IDENTITY = ("document_number", "phone", "address")
STAY_PLACE = ("stay_code", "stay_place", "stay_county", "stay_city", "stay_province")
STAY_TIME = ("stay_from", "stay_until", "arrives_on")
DESTINATION = ("destination_code", "destination_place", "address")


def is_known_head(head: str) -> bool:
    """Whether a cell is a head that a pushed list may have; finds heads that do not stand in the first row."""
    return plain(head) in _KNOWN_HEADS


def why_not_read(found: set[str]) -> Problem | None:
    """Why a list with these fields cannot be read: without them no row of it could ever be decided."""
    if "name" not in found:
        return _missing("name", said("No column holds the name."))
    if not found.intersection(IDENTITY):
        return _missing("document_number", said("No column holds a document number, a phone or an address."))
    if not found.intersection(STAY_PLACE):
        return _missing("stay_place", said("No column says where people stayed: a list of names alone is no evidence."))
    if not found.intersection(STAY_TIME):
        return _missing("stay_until", said("No column says when people stayed there or arrived."))
    if not found.intersection(DESTINATION):
        return _missing("destination_place", said("No column says where people are now or where they go."))
    return None


def _missing(field: str, text: str) -> Problem:
    return Problem("pushed_list.column_missing", text, field=field, status=422)
