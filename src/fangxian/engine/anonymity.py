"""What of a free text tells who somebody is: numbers, ways to reach her, and names beside a sign of a name.

Pure. A name that stands in a text with nothing to tell that it is one is not recognised: whoever asks for a text says
beside the field that no names are to be written, and whoever publishes one reads it first.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

NUMBER, CONTACT, NAME = "number", "contact", "name"
KINDS = (NUMBER, CONTACT, NAME)
LEFT = "…"

# The surnames of some 85 of 100 people (Ministry of Public Security, name report 2020, first hundred), without those
# that are also everyday words before a title (于 向 和 常 安 时 万).
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆"
    "范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵覃武钱戴严莫孔汤"
)
_TITLES = (
    "先生|女士|小姐|太太|同志|师傅|阿姨|大爷|大妈|大叔|奶奶|爷爷|老师|校长|医生|医师|大夫|护士长|护士|主任|书记|经理|老板|"
    "村长|镇长|局长|所长|队长|警官|律师"
)
_GIVEN = r"[\u4e00-\u9fff]{1,2}"
_PLACES = r"(?!医院|社区|街道|小区|学校|县|区|市)"
_NAMES = (
    re.compile(rf"(?:(?<=我叫)|(?<=我是)|(?<=本人)|(?<=名叫)|(?<=叫做)|(?<=姓名)|(?<=系人)|(?<=报人)|(?<=诉人)|(?<=署名))"
               rf"[:：\s]*[{_SURNAMES}]{_GIVEN}(?=[，。、,.;；!！?？\s]|$)"),
    re.compile(rf"[{_SURNAMES}](?:某某|某|{_PLACES}{_GIVEN})?(?={_TITLES})"),
    re.compile(rf"[{_SURNAMES}]某某?"),
    re.compile(r"(?:(?<=my name is )|(?<=My name is ))[A-Z]\w+(?: [A-Z]\w+)?"),
    re.compile(r"(?:(?<=Mr )|(?<=Ms )|(?<=Dr )|(?<=Mrs )|(?<=Mr\. )|(?<=Ms\. )|(?<=Dr\. )|(?<=Mrs\. ))[A-Z]\w+"),
)  # fmt: skip
_CONTACTS = (
    re.compile(r"[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"),
    re.compile(r"(?:微信|企鹅|QQ|qq|VX|vx|Vx|WeChat|wechat)(?:号码?)?(?:是|为)?[:：\s]*[A-Za-z0-9_-]{5,}"),
    re.compile(r"(?<![\w@])@[\w-]{2,30}"),
)
_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_PLATES = re.compile(rf"[{_PROVINCES}][A-HJ-NP-Z][·\s]?(?=\w*\d)[A-HJ-NP-Z0-9]{{5,6}}(?![A-Z0-9])")
_LONG = re.compile(r"(?<![\d.])\+?\d(?:[\s-]?\d){6,}[Xx]?")
_DAY = re.compile(r"(?:19|20)\d\d[-\s]?(?:0?[1-9]|1[0-2])[-\s]?(?:0?[1-9]|[12]\d|3[01])")


@dataclass(frozen=True)
class Kept:
    """What may be kept of a text, and the kinds (of KINDS) of what was left out."""

    text: str
    left_out: tuple[str, ...]


def without_identity(text: str) -> Kept:
    """Leave out what tells who somebody is: numbers of seven digits and more, plates, ways to reach her, names."""
    kept = _narrow(text)
    found: set[str] = set()
    for kind, patterns in ((CONTACT, _CONTACTS), (NUMBER, (_PLATES,)), (NAME, _NAMES)):
        for pattern in patterns:
            kept, count = pattern.subn(LEFT, kept)
            found |= {kind} if count else set()
    kept, has_number = _without_numbers(kept)
    found |= {NUMBER} if has_number else set()
    return Kept(kept.strip(), tuple(sorted(found)))


def _narrow(text: str) -> str:
    """Wide letters, figures and signs of an address as they are typed in a Latin script; other signs stay."""
    return "".join(
        unicodedata.normalize("NFKC", char) if char.isalnum() or char in "＠－＋．" else char for char in text
    )


def _without_numbers(text: str) -> tuple[str, bool]:
    """Without numbers of seven digits and more; a day such as 2020-03-10 stays."""
    has_number = False

    def shown(match: re.Match[str]) -> str:
        nonlocal has_number
        if _DAY.fullmatch(match.group()):
            return match.group()
        has_number = True
        return LEFT

    return _LONG.sub(shown, text), has_number
