"""Why a row of a list cannot be used, and why a row is not followed up: short titles and full reasons."""

from fangxian.engine.tables import Catalogue
from fangxian.engine.texts import Bilingual

SCREENING = Catalogue(
    {
        "area_missing": ("没有填写地区", "no area is given"),
        "area_code_length": (
            "地区编码“{text}”位数不对（应为 2、4、6、9 或 12 位），可能丢了数字或前导零",
            "the area code {text!r} has the wrong number of digits (2, 4, 6, 9 or 12); a digit or a zero may be lost",
        ),
        "area_code_unknown": ("地区编码“{text}”不存在", "there is no area with the code {text!r}"),
        "area_name_unknown": ("地名无法识别", "the place name is not known"),
        "area_ambiguous": (
            "地名“{text}”可能是：{candidates}；请写明上级地区或填编码",
            "the place name {text!r} could be: {candidates}; name the area above it or give the code",
        ),
        "area_disagree": (
            "编码 {code} 是{name}，与所填地名不一致",
            "the code {code} is {name}, which is not the place named beside it",
        ),
        "level_unknown": ("风险等级“{text}”无法识别", "the level {text!r} is not known (high, medium, low)"),
        "level_missing": ("没有填写风险等级", "no level is given"),
        "period_reversed": ("结束日期不晚于开始日期", "the end is not after the beginning"),
        "person_missing": ("没有可以认定本人的信息", "nothing in the row says who it is"),
        "id_number_damaged": (
            "身份证号被电子表格改坏（只保留了15位数字），请重新提供文本格式",
            "the identity number was damaged by a spreadsheet, which keeps fifteen digits; ask for it as text",
        ),
        "id_number_checksum": ("身份证号校验码不对，请核对", "the identity number's check digit is wrong; check it"),
        "id_number_date": (
            "身份证号中的出生日期不存在，请核对",
            "the date inside the identity number does not exist; check it",
        ),
        "id_number_format": (
            "身份证号格式不对，可能丢了数字；若是其他证件请在“证件类型”列注明",
            "not the form of an identity number; a digit may be lost. Name other documents in the document type column",
        ),
        "leading_zero_lost": (
            "本列编号带前导零，而此处较短，可能丢了前导零",
            "numbers in this column have leading zeros and this one is shorter; a zero may be lost",
        ),
        "phone_unreadable": ("电话号码格式不对，请核对", "not the form of a phone number; check it"),
        "dates_contradict": (
            "日期前后矛盾：到达早于停留",
            "the dates contradict: the arrival lies before the end of the stay",
        ),
        "date_in_future": ("日期晚于今天，请核对", "the date lies in the future; check it"),
        "transit_unreadable": ("“{text}”不是“是”或“否”", "{text!r} is neither yes nor no"),
        "other_code_set": ("编码属于另一年份的区划", "the code belongs to another year's code set"),
        "finer_code_not_known": (
            "乡镇或村编码未收录，按其所属县级判断",
            "the town's or village's code is not on file; its county decides",
        ),
        "rest_not_read": ("地址只识别到上级地区", "the address was read only as far as it names areas"),
        "id_number_not_used": (
            "身份证号有误，本人按姓名和电话认定",
            "the identity number is wrong; name and phone were used",
        ),
        "arrival_assumed": ("没有到达日期，按离开当日到达计算", "no arrival is given; taken as the day of leaving"),
        "stay_assumed": ("没有离开日期，按到达当日离开计算", "no day of leaving is given; taken as the day of arrival"),
    }
)

REASONS: dict[str, Bilingual] = {
    "coarser_than_list": Bilingual(
        "所填地区比名单粗，名单只列了其中一部分，无法判断是否到过",
        "the stay names a larger area of which only parts are listed; whether it touched them is not known",
    ),
    "level_not_followed": Bilingual(
        "停留时当地已列名，但等级不需随访", "the area was listed at a level that is not followed up"
    ),
    "not_listed_then": Bilingual("当地曾列名，但停留时不在列", "the area was listed, but not at the time of the stay"),
    "not_listed": Bilingual("当地不在名单中", "the area is not on the list"),
    "outside_look_back": Bilingual("离开已超过回溯天数", "the stay ended before the look-back began"),
    "transit_only": Bilingual("仅途经，未下车", "passed through without getting off"),
}


def shown(text: str) -> str:
    """A code or a word as it may stand in a message: short. A column that was mistaken may hold names and numbers."""
    return text if len(text) <= 9 and text.isalnum() and text.isascii() else "…"


# Sentences that stand for a whole class of rows, without the text of any one.
SCREENING_TITLES: dict[str, Bilingual] = {
    code: SCREENING.finding(code).reason
    for code in (
        "other_code_set",
        "finer_code_not_known",
        "rest_not_read",
        "id_number_not_used",
        "arrival_assumed",
        "stay_assumed",
    )
}
