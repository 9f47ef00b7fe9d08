"""Why a lake does not open, or does not take a day, in both languages."""

from fangxian.engine.tables import Catalogue, TableRefused

LAKE = Catalogue(
    {
        "no_lake": ("这里没有停留数据湖", "there is no lake of stays here"),
        "a_lake_already": ("这里已有停留数据湖", "a lake of stays stands here already"),
        "not_empty": ("文件夹不是空的，也不是停留数据湖", "the folder is not empty and is no lake of stays"),
        "other_format": (
            "数据湖格式为{format}，本版本只能读{known}",
            "the lake's format is {format}; this version reads {known}",
        ),
        "damaged": ("{file}损坏或不完整：{detail}", "{file} is damaged or incomplete: {detail}"),
        "busy": ("另一个进程正在写入此数据湖，请稍后再试", "another process is writing to this lake; try again later"),
        "number_too_large": (
            "编号须为0至{largest}的整数，实为{smallest_found}至{largest_found}",
            "numbers must be whole, from 0 to {largest}; these run from {smallest_found} to {largest_found}",
        ),
        "ends_before_it_begins": ("{count}条停留的结束早于开始", "{count} stays end before they begin"),
        "too_many_days": (
            "停留涉及{count}天，多于{allowed}天；请检查时间",
            "the stays span {count} days, more than {allowed}; check their times",
        ),
        "other_ids": (
            "数据湖的编号是{theirs}，此文件的编号是{ours}",
            "the lake's ids are {theirs}, those of this file are {ours}",
        ),
        "already_numbered": (
            "数据湖中的编号由站点给出，不能由文件再编",
            "the numbers in this lake were given by a site; a file cannot be numbered into it",
        ),
        "key_in_address": (
            "地址中不得含有密钥；请用环境变量 AWS_ACCESS_KEY_ID 和 AWS_SECRET_ACCESS_KEY",
            "an address holds no key; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment",
        ),
        "no_address": ("无法识别的数据湖地址：{detail}", "no lake can stand at this address: {detail}"),
    }
)


def refuse(code: str, /, **detail: object) -> TableRefused:
    """The exception for a lake that does not do what was asked, ready to be raised."""
    return TableRefused(LAKE.finding(code, row=None, field=None, **detail))
