"""What files of stays, cases and journeys say, and the heads under which they say it."""

from fangxian.engine.bulk import Column, Kind
from fangxian.engine.tables import Field
from fangxian.engine.texts import Bilingual


def _column(name: str, kind: Kind, zh: str, en: str, heads: str = "", *, optional: bool = False) -> Column:
    names = (name, zh, en, *(head.strip() for head in heads.split(",") if head.strip()))
    return Column(Field(name, Bilingual(zh, en), names), kind, optional)


PERSON = _column("person_id", Kind.ID, "人员编号", "person number", "person,person_uid,uid,user_id")

STAY_COLUMNS = (
    PERSON,
    _column("place_id", Kind.ID, "场所编号", "place number", "place,place_uid,venue_id,location_id"),
    _column("t_in", Kind.TIME, "进入时间", "entered at", "entered_at,time_in,begins_at"),
    _column("t_out", Kind.END, "离开时间", "left at", "left_at,time_out,ends_at"),
)
CASE_COLUMNS = (
    PERSON,
    _column("t_from", Kind.TIME, "起始时间", "from", "from_at,infectious_from", optional=True),
    _column("t_to", Kind.END, "截止时间", "to", "to_at,infectious_to,until", optional=True),
)
LEG_COLUMNS = (
    _column("leg_id", Kind.ID, "行程编号", "leg number", "leg"),
    _column("case_uid", Kind.ID, "病例编号", "case number", "case_id,case,person_id"),
    _column("mode", Kind.WORD, "交通方式", "mode", "transport,transport_mode"),
    _column("number", Kind.WORD, "班次", "service number", "车次,航班号,service,service_no"),
    _column("date", Kind.DAY, "日期", "day", "on,travelled_on,departure_date"),
    _column("carriage", Kind.WORD, "车厢", "carriage", "coach", optional=True),
    _column("seat", Kind.WORD, "座位", "seat", "seat_no", optional=True),
)
