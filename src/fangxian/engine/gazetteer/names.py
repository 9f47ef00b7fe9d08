"""How people shorten the names of areas."""

import re
import unicodedata
from functools import lru_cache

# Names of peoples as they stand inside the names of autonomous areas; about places only.
_PEOPLES = (
    "柯尔克孜族|乌孜别克族|维吾尔族|哈萨克族|达斡尔族|塔吉克族|俄罗斯族|鄂温克族|"
    "塔塔尔族|鄂伦春族|柯尔克孜|蒙古族|布依族|朝鲜族|土家族|哈尼族|傈僳族|高山族|"
    "拉祜族|东乡族|纳西族|景颇族|仫佬族|布朗族|撒拉族|毛南族|仡佬族|锡伯族|阿昌族|"
    "普米族|德昂族|保安族|裕固族|独龙族|赫哲族|门巴族|珞巴族|基诺族|维吾尔|哈萨克|"
    "塔吉克|回族|藏族|苗族|彝族|壮族|满族|侗族|瑶族|白族|傣族|黎族|佤族|畲族|"
    "水族|土族|羌族|怒族|京族|各族|蒙古|锡伯"
)
_PEOPLES_AT_END = re.compile(f"(?:{_PEOPLES})+$")
_RANKS = re.compile(
    "(特别行政区|自治区|自治州|自治县|自治旗|街道办事处|街道|地区|林区|特区|新区|省|市|县|区|州|盟|旗|镇|乡)$"
)
_VILLAGE_RANKS = re.compile("(社区居民委员会|社区居委会|居民委员会|居委会|村民委员会|村委会|社区|村)$")
_JOINTS = re.compile(r"[\s\-—–_/\\>,，、·.|:：]+")
_FILLERS = re.compile("市辖区|(?:省|自治区)直辖县级行政区划|直辖县级")


def tidy(text: str) -> str:
    """A place as typed, without width, joints between its parts and the fillers that files put between them."""
    return _FILLERS.sub("", _JOINTS.sub("", unicodedata.normalize("NFKC", text)))


@lru_cache(maxsize=65_536)
def writings(name: str) -> tuple[str, ...]:
    """How a province, city, county or town is written: its name, the name without its rank, and with the plain rank.

    恩施土家族苗族自治州 is also 恩施 and 恩施州. One character alone (忠 for 忠县) is no name.
    """
    found = {name: None}
    rank = _RANKS.search(name)
    if rank:
        short = name[: rank.start()]
        if rank.group().startswith("自治"):
            without_peoples = _PEOPLES_AT_END.sub("", short)
            short = without_peoples if len(without_peoples) > 1 else short
            found[short + rank.group()[-1]] = None
        found[short] = None
    return tuple(writing for writing in found if len(writing) > 1)


def village_writings(name: str) -> tuple[str, ...]:
    """How a village or neighbourhood is written: its name, and without the words for its committee."""
    short = _VILLAGE_RANKS.sub("", name)
    found = dict.fromkeys((name, short, f"{short}村", f"{short}社区"))
    return tuple(writing for writing in found if len(writing) > 1)


def is_ranked(text: str) -> bool:
    """Whether a name ends in its rank (市, 县 ...), so that it cannot be the beginning of another word."""
    return bool(_RANKS.search(text))
