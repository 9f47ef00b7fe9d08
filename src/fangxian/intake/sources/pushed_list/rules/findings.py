"""What is asked or said about a row, in both languages; never with a name, a phone or a document number."""

from __future__ import annotations

from fangxian.engine.tables import Catalogue

_TEXTS = {
    "name_missing": ("没有填写姓名", "no name is given"),
    "nobody_to_find": (
        "没有证件号、电话或住址，无法找到本人",
        "no document number, phone or address is given; nobody could be found by it",
    ),
    "phone_not_used": ("电话号码格式不对，未采用", "not the form of a phone number; it was left out"),
    "arrival_far": ("到达日期在60天以后，请核对", "the arrival is more than 60 days away; check it"),
    "destination_missing": ("没有填写目的地", "no destination is given"),
    "destination_unknown": ("目的地“{text}”无法识别", "the destination {text!r} is not known"),
    "destination_ambiguous": ("目的地“{text}”可能是：{candidates}", "the destination {text!r} could be: {candidates}"),
    "destination_code": ("目的地代码“{text}”不存在", "there is no area with the destination code {text!r}"),
    "destination_outside": (
        "目的地不在本次行动范围内，将移交",
        "the destination lies outside the programme; it is handed over",
    ),
    "same_in_file": (
        "与本文件第{first}行相同（同一人、同一停留、同一到达）",
        "the same person, stay and arrival as row {first}",
    ),
    "known_already": ("此前已登记（同一人、同一停留、同一到达）", "recorded before: the same person, stay and arrival"),
    "file_gone": ("原始文件已销毁，无法再读", "the original file is destroyed and cannot be read again"),
    "given_up": ("无人能回答，不予登记", "nobody could answer; the row is not recorded"),
}
LISTS = Catalogue(_TEXTS)
OWN_CODES = frozenset(_TEXTS)

# Somebody can answer these; the row waits. Every other finding that is no note makes the row unreadable.
QUESTIONS = frozenset(
    {
        "name_missing", "nobody_to_find", "id_number_damaged", "id_number_checksum", "id_number_date",
        "id_number_format", "phone_unreadable", "arrival_far",
        "destination_missing", "destination_unknown", "destination_ambiguous", "destination_code", "transit_unreadable",
        "area_missing", "area_name_unknown", "area_ambiguous", "area_disagree", "area_code_length",
        "area_code_unknown", "dates_contradict", "date_in_future",
        "date_missing", "date_year_missing", "date_incomplete", "date_two_digit_year", "date_day_month_order",
        "date_serial",
    }
)  # fmt: skip
NOTES = frozenset(
    {
        "phone_not_used", "stay_assumed", "arrival_assumed", "destination_outside", "finer_code_not_known",
        "rest_not_read", "other_code_set", "id_number_not_used",
    }
)  # fmt: skip
# The same answer serves every row that asks the same about the same text; a number is each person's own.
ANSWERED_ALIKE = frozenset(
    {
        "destination_unknown", "destination_ambiguous", "destination_code", "area_name_unknown", "area_ambiguous",
        "area_code_unknown", "area_code_length", "area_disagree", "date_year_missing",
        "date_incomplete", "date_two_digit_year", "date_day_month_order", "date_serial", "transit_unreadable",
    }
)  # fmt: skip
