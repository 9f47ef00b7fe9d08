"""What is wrong with a large file or with rows of it, in both languages."""

from fangxian.engine.tables import Catalogue, TableRefused

BULK = Catalogue(
    {
        "says_who": (
            "含有{zh}，本命令只接受化名编号；请去掉该列并以编号代替",
            "holds the {en}; this command takes pseudonymous ids only: take the column out and use numbers",
        ),
        "suffix": (
            "不认识的文件类型“{suffix}”；可用 .csv、.csv.gz、.parquet",
            "{suffix!r} is not known here; use .csv, .csv.gz or .parquet",
        ),
        "row_broken": ("单元格数与表头不符，或引号没有成对", "the cells do not fit the head, or quotes do not pair"),
        "id_missing": ("编号缺失", "the id is missing"),
        "looks_like_a_document": (
            "像是身份证号码，不得作为编号",
            "looks like an identity number, which may not serve as an id",
        ),
        "time_missing": ("时间缺失", "the time is missing"),
        "time_unreadable": ("不是时间", "is neither an ISO time nor epoch seconds"),
        "end_missing": ("没有结束时间，尚不能判断", "there is no end yet, so nobody can tell how long it was"),
        "ends_before_it_begins": ("结束早于开始", "it ends before it begins"),
        "day_unreadable": ("不是日期", "is not a day"),
    }
)


def refuse(code: str, /, *, row: int | None = None, field: str | None = None, **detail: object) -> TableRefused:
    """The exception for a file that is not read, ready to be raised."""
    return TableRefused(BULK.finding(code, row=row, field=field, **detail))
