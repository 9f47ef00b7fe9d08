"""Daily cumulative counts by area, as health commissions published them: read, and every row accounted for."""

import re
import unicodedata
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo

from fangxian.engine.gazetteer import canonical, divisions, grain_of, place_by_code, place_by_name
from fangxian.engine.risk.messages import RISK
from fangxian.engine.tables import Columns, Field, Finding, Mapping, Row, Table, read_day, recognise_columns
from fangxian.engine.tables.columns import refuse_missing
from fangxian.engine.texts import Bilingual

MUNICIPALITIES = frozenset({"11", "12", "31", "50"})
_COUNT = re.compile(r"[0-9]{1,9}")


def _field(name: str, zh: str, en: str, heads: str) -> Field:
    return Field(name, Bilingual(zh, en), (zh, en, f"{zh} {en}", name, *(head.strip() for head in heads.split(","))))


COUNT_FIELDS: tuple[Field, ...] = (
    _field("day", "日期", "date", "报告日期,统计日期,截至日期,数据日期,day,report_date,reported_on,as_of"),
    _field(
        "cumulative", "累计确诊", "confirmed", "累计确诊病例,累计病例,累计,确诊,cumulative,total,cases,confirmed_count"
    ),
    _field(
        "area_code", "地区编码", "area code", "行政区划代码,区划代码,编码,city_code,county_code,unit_code,code,adcode"
    ),
    _field("area_name", "地区", "area", "地区名称,城市,市,city,county,unit,name,area_name,city_name"),
    _field("province_code", "省编码", "province code", "省份编码,province_code"),
    _field("province", "省", "province", "省份,province_name"),
)
_KNOWN = {item.name: item for item in COUNT_FIELDS}


@dataclass(slots=True)
class DailyCounts:
    """The counts of one or more files, and where every row went.

    by_area      canonical code -> day -> cumulative cases up to 24:00 of that day
    totals       rows that give a country's or province's total and are no unit of the rule
    left_out     rows that stand for no area (imported cases, unknown places), by what they call themselves
    received = used + totals + duplicate + quarantined (left out or contradictory) + rejected
    """

    by_area: defaultdict[str, dict[date, int]] = field(default_factory=lambda: defaultdict(dict))
    received: int = 0
    used: int = 0
    totals: int = 0
    duplicate: int = 0
    quarantined: list[Finding] = field(default_factory=list)
    rejected: list[Finding] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    files: list[tuple[str, str]] = field(default_factory=list)
    notes: list[Finding] = field(default_factory=list)
    _count_head: str = ""
    _named: set[tuple[str, date]] = field(default_factory=set)

    @property
    def accepted(self) -> int:
        """Rows that were understood: units of the rule, and totals."""
        return self.used + self.totals

    @property
    def adds_up(self) -> bool:
        """Whether every row received is accounted for exactly once."""
        gone = self.duplicate + len(self.quarantined) + len(self.rejected)
        return self.received == self.accepted + gone

    def days(self) -> tuple[date, date] | None:
        """First and last day of any count; None without any."""
        known = [day for series in self.by_area.values() for day in series]
        return (min(known), max(known)) if known else None

    def add(self, table: Table, *, zone: ZoneInfo, mapping: Mapping | None = None) -> None:
        """Take the rows of one file. Errors: TableRefused if it lacks the day, the count or the area."""
        columns = recognise_columns(table.columns, COUNT_FIELDS, mapping)
        for name in ("day", "cumulative"):
            refuse_missing(columns, _KNOWN[name])
        if "area_code" not in columns.found:
            refuse_missing(columns, _KNOWN["area_name"])
        self._count_head = columns.head("cumulative")
        self.files.append((table.name, table.sha256))
        self.notes.extend(table.notes)
        for row in table.rows():
            self.received += 1
            self._take(row, columns, table, zone)

    def _take(self, row: Row, columns: Columns, table: Table, zone: ZoneInfo) -> None:
        if row.finding:
            self.rejected.append(row.finding)
            return
        text = columns.cell(row.cells, "day")
        reading = read_day(text, zone=zone, epoch=table.epoch)
        if reading.day is None:
            finding = reading.finding(text=text, row=row.number, field=columns.head("day"))
            (self.quarantined if reading.is_question else self.rejected).append(finding)
            return
        count = _count(columns.cell(row.cells, "cumulative"))
        if count is None:
            self.rejected.append(RISK.finding("count_unreadable", row=row.number, field=columns.head("cumulative")))
            return
        self._place(row, columns, reading.day, count)

    def _place(self, row: Row, columns: Columns, day: date, count: int) -> None:
        name = columns.cell(row.cells, "area_name")
        code_text = columns.cell(row.cells, "area_code")
        province_text = columns.cell(row.cells, "province_code")
        if not name and not code_text:
            self._total(canonical(province_text), day, count, row)
            return
        code, by_name = _unit(code_text, name, province_text)
        if code is None:
            self._leave_out(row, columns, name or code_text)
        elif grain_of(code) == "province" and code not in MUNICIPALITIES and not _has_no_parts(code):
            self.totals += 1
        else:
            self._keep(code, day, count, row, by_name=by_name)

    def _total(self, province: str | None, day: date, count: int, row: Row) -> None:
        """A row without an area below the province: a unit only for municipalities and provinces without parts."""
        if province is not None and (province in MUNICIPALITIES or _has_no_parts(province)):
            self._keep(province, day, count, row, by_name=False)
        else:
            self.totals += 1

    def _leave_out(self, row: Row, columns: Columns, name: str) -> None:
        self.left_out[columns.cell(row.cells, "province") + " " + name] += 1
        field_name = columns.head("area_code" if "area_code" in columns.found else "area_name")
        self.quarantined.append(RISK.finding("not_an_area", row=row.number, field=field_name, text=name))

    def _keep(self, code: str, day: date, count: int, row: Row, *, by_name: bool) -> None:
        """Keep a count. A row with the area's own code goes before one that was only known by its name."""
        series = self.by_area[code]
        held = series.get(day)
        if held is None:
            self.used += 1
        elif held == count:
            self.duplicate += 1
        elif (code, day) in self._named and not by_name:
            self.quarantined.append(
                RISK.finding("count_contradicts", row=row.number, field=self._count_head, count=held, other=count)
            )
        else:
            self.quarantined.append(
                RISK.finding("count_contradicts", row=row.number, field=self._count_head, count=count, other=held)
            )
            return
        series[day] = count
        if by_name:
            self._named.add((code, day))
        else:
            self._named.discard((code, day))


def _count(text: str) -> int | None:
    tidy = unicodedata.normalize("NFKC", text).replace(",", "").strip()
    return int(tidy) if _COUNT.fullmatch(tidy) else None


def _has_no_parts(province: str) -> bool:
    """Taiwan, Hong Kong and Macao: provinces below which the code sets hold nothing."""
    return province in {"71", "81", "82"}


def _unit(code_text: str, name: str, province_text: str) -> tuple[str | None, bool]:
    """(canonical code of a row's area, whether only its name told).

    A province's code beside a name that is not the province's (外地来京) stands for people, not for an area.
    """
    province = canonical(province_text) if province_text else None
    found = place_by_code(code_text) if code_text else None
    code = found.code if found and found.note != "finer_code_not_known" else None
    if code is not None and (grain_of(code) != "province" or not name or _is_called(code, name)):
        return code, False
    if name and (code is None):
        return place_by_name(name, within=province).code, True
    return None, False


def _is_called(code: str, name: str) -> bool:
    return any(area.code == code for area in divisions().written(name))
