"""Why a row of daily counts cannot be used, and what is flagged on a level."""

from fangxian.engine.tables import Catalogue
from fangxian.engine.texts import Bilingual

RISK = Catalogue(
    {
        "count_unreadable": ("累计数不是非负整数", "the count is not a whole number of zero or more"),
        "not_an_area": (
            "“{text}”不是行政区，无法归到地区，未参加计算",
            "{text!r} is no area of the code sets and was left out",
        ),
        "count_contradicts": (
            "同一地区同一天有两个累计数：{count} 与 {other}，采用 {other}",
            "two counts for one area and day: {count} and {other}; {other} was used",
        ),
    }
)

FLAGS: dict[str, Bilingual] = {
    "cluster_unknown": Bilingual(
        "不知是否有聚集性疫情，从严按高风险", "whether there was a cluster is not known; read as high"
    ),
    "data_missing": Bilingual("当日缺报，不降级", "no count for the day; the level is not lowered"),
    "history_unknown": Bilingual(
        "数据从此日开始，之前何时新增不明，按当日新增计",
        "the data begin here, so the date of the last new case is not known and is taken as this day",
    ),
    "correction": Bilingual("累计数比前一次少，按订正后的数计算", "the count fell; the corrected figure was used"),
    "correction_decides": Bilingual(
        "若累计数没有下降，等级会不同",
        "had the count not fallen, the level would be another",
    ),
    "highest_of_districts": Bilingual(
        "直辖市取各区最高等级", "a municipality takes the highest level of its districts"
    ),
    "own_total": Bilingual(
        "各区尚无数据，按全市合计", "no district had reported yet; judged by the municipality's total"
    ),
    "before_pack": Bilingual("早于规则施行日，属事后推算", "earlier than the rule itself; computed after the event"),
}
