"""What a list of people may say for records to be compared, and one writing of each field."""

from fangxian.engine.bulk import Column, Kind
from fangxian.engine.screening.fields import ARRIVAL_FIELDS
from fangxian.engine.tables import Field
from fangxian.engine.texts import Bilingual

_SENT = {field.name: field for field in ARRIVAL_FIELDS}


def _column(name: str, kind: Kind, zh: str, en: str, heads: str, *, optional: bool = True) -> Column:
    known = _SENT[name].heads if name in _SENT else ()
    names = (name, zh, en, *(head.strip() for head in heads.split(",") if head.strip()), *known)
    return Column(Field(name, Bilingual(zh, en), names), kind, optional)


PERSON_COLUMNS = (
    _column("record_id", Kind.ID, "记录编号", "record number", "rec_id,record,row_id,unique_id", optional=False),
    _column("name", Kind.WORD, "姓名", "name", ""),
    _column("id_number", Kind.WORD, "证件号码", "document number", ""),
    _column("phone", Kind.WORD, "手机号码", "phone", ""),
    _column("birth_date", Kind.WORD, "出生日期", "date of birth", "出生年月日,dob,date_of_birth,birthday,born_on"),
    _column("address", Kind.WORD, "地址", "address", "现住址,住址,居住地址,residence,home_address,full_address"),
)

# full-width letters and digits, the wide space, and the dots inside names of other scripts
_WIDE = "\u3000" + "".join(chr(code) for code in range(0xFF01, 0xFF5F))
_PLAIN = " " + "".join(chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F))
_AREA_WORDS = "省|市|自治区|自治州|地区|区|县|旗|镇|乡|街道办事处|街道|社区|居委会|村委会|小区"
_BUILDING_WORDS = "号楼|单元|幢|栋|座|号|室|楼|层|弄|房"


def _narrow(field: str) -> str:
    return f"translate({field}, '{_WIDE.replace(chr(39), chr(39) * 2)}', '{_PLAIN.replace(chr(39), chr(39) * 2)}')"


def _only(field: str, kept: str) -> str:
    return f"NULLIF(regexp_replace(upper({_narrow(field)}), '[^{kept}]', '', 'g'), '')"


_DOCUMENT = _only("id_number", "0-9A-Z")
_BORN = _only("birth_date", "0-9")
_BIRTH_OF_DOCUMENT = f"CASE WHEN length({_DOCUMENT}) = 18 THEN try_strptime(substr({_DOCUMENT}, 7, 8), '%Y%m%d') END"
_BIRTH_DATE = (
    f"coalesce(try_cast({_narrow('birth_date')} AS TIMESTAMP), try_strptime({_BORN}, '%Y%m%d'), {_BIRTH_OF_DOCUMENT})"
)
_PLACE = f"regexp_replace({_narrow('address')}, '[\\s,，。.、;；()（）]+', '', 'g')"
_NUMBERS = f"array_to_string(regexp_extract_all({_PLACE}, '\\d+'), '-')"
_STREET = f"regexp_extract({_PLACE}, '^(\\D*)', 1)"

_NAME = f"NULLIF(upper(regexp_replace({_narrow('name')}, '[\\s·•．.]+', '', 'g')), '')"

# ISO 7064 MOD 11-2, as GB 11643 uses it: a number with one wrong digit or two that changed places is never whole
_WEIGHTS = "[7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]"
_SUM = f"list_dot_product([CAST(d AS INTEGER) FOR d IN string_split({_DOCUMENT}[1:17], '')], {_WEIGHTS})"
_WHOLE = (
    f"CASE WHEN regexp_full_match({_DOCUMENT}, '\\d{{17}}[0-9X]')"
    f" THEN substr('10X98765432', CAST({_SUM} AS INTEGER) % 11 + 1, 1) = right({_DOCUMENT}, 1) ELSE false END"
)

# name of the compared field -> how it is made of what was sent; null is unknown
WRITTEN = {
    "name": _NAME,
    "letters": f"array_to_string(list_sort(string_split({_NAME}, '')), '')",
    "document": _DOCUMENT,
    "whole": f"coalesce({_WHOLE}, false)",
    "phone": f"NULLIF(right(regexp_replace({_narrow('phone')}, '\\D', '', 'g'), 11), '')",
    "born": f"strftime({_BIRTH_DATE}, '%Y%m%d')",
    "numbers": f"NULLIF({_NUMBERS}, '')",
    "street": f"NULLIF(right(regexp_replace({_STREET}, '({_AREA_WORDS}|{_BUILDING_WORDS})+$', ''), 3), '')",
    "address": f"NULLIF(lower({_PLACE}), '')",
}
