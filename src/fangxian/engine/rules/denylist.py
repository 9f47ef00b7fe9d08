"""Fields that no rule may read and no import may store: origin, belief, politics, money, speech, body and whereabouts.

The list is code, so that no rule pack can allow what it forbids. It is used twice: a column of an
imported file that is on it is dropped at the door and named in the reconciliation, and a rule that
lists such an input does not load.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from fangxian.engine.texts import Bilingual


@dataclass(frozen=True, slots=True)
class ForbiddenInput:
    """One kind of field that is never an input.

    code      stable name of the kind
    reason    why it is refused, for the person who sent it
    chinese   fragments; a column name that contains one of them is denied
    english   word sequences; a column name whose words contain one of them in a row is denied
    """

    code: str
    reason: Bilingual
    chinese: tuple[str, ...]
    english: tuple[str, ...]


def _kind(code: str, zh: str, en: str, chinese: str, english: str) -> ForbiddenInput:
    return ForbiddenInput(
        code=code,
        reason=Bilingual(zh=zh, en=en),
        chinese=tuple(chinese.split()),
        english=tuple(part.strip() for part in english.split(",")),
    )


_ORIGIN_ZH = "来自哪里不是风险，到过哪里、什么时候才是"
_ORIGIN_EN = "where somebody is from is no risk; where somebody stayed, and when, is"
_UNRELATED_ZH = "与疫情防控无关，任何规则不得使用"
_UNRELATED_EN = "it has nothing to do with the outbreak and no rule may use it"

FORBIDDEN_INPUTS: tuple[ForbiddenInput, ...] = (
    _kind(
        "household_registration",
        f"户籍不得作为依据：{_ORIGIN_ZH}",
        f"household registration is never a basis: {_ORIGIN_EN}",
        "户籍 户口 籍贯 原籍 祖籍 本籍 鄂籍 湖北籍 入籍",
        "hukou, huji, household registration, registered residence, domicile of registration,"
        " registered domicile, native place, ancestral home, home province",
    ),
    _kind(
        "place_of_birth",
        f"出生地不得作为依据：{_ORIGIN_ZH}",
        f"place of birth is never a basis: {_ORIGIN_EN}",
        "出生地 出生省 出生城市 出生地点",
        "place of birth, birth place, birthplace, birth country, country of birth, birth province, birth city",
    ),
    _kind(
        "id_prefix",
        f"身份证号前六位不得作为依据：{_ORIGIN_ZH}",
        f"the address part of an identity number is never a basis: {_ORIGIN_EN}",
        "身份证前六位 身份证前6位 身份证归属 身份证地址 证件归属 证件地址 身份证所在地 发证地 身份证省份",
        "id prefix, id number prefix, id number area, id number region, id card province, id address,"
        " identity card address, idcard address, id card address, id card prefix",
    ),
    _kind(
        "plate_province",
        f"车牌归属地不得作为依据：{_ORIGIN_ZH}",
        f"the province of a number plate is never a basis: {_ORIGIN_EN}",
        "车牌归属 号牌归属 车牌省份 号牌省份 车籍 车辆归属 车辆所属地",
        "plate province, plate region, plate city, plate area, plate prefix, plate origin,"
        " vehicle registration province, license plate province",
    ),
    _kind(
        "phone_region",
        f"手机号归属地不得作为依据：{_ORIGIN_ZH}",
        f"the region of a phone number is never a basis: {_ORIGIN_EN}",
        "手机归属 手机号归属 手机号码归属 电话归属 电话号码归属 号码归属 号段归属 归属地",
        "phone region, phone province, phone city, phone area, phone number region, phone attribution,"
        " mobile region, mobile province, mobile attribution, number attribution",
    ),
    _kind(
        "nationality",
        f"国籍本身不得作为依据：{_ORIGIN_ZH}",
        f"nationality as such is never a basis: {_ORIGIN_EN}",
        "国籍",
        "nationality, citizenship",
    ),
    _kind(
        "ethnicity",
        f"民族{_UNRELATED_ZH}",
        f"ethnicity is refused: {_UNRELATED_EN}",
        "民族 种族 族别 少数民族",
        "ethnicity, ethnic, ethnic group, race, minority",
    ),
    _kind(
        "religion",
        f"宗教信仰{_UNRELATED_ZH}",
        f"religion is refused: {_UNRELATED_EN}",
        "宗教 信仰 教派",
        "religion, religious, faith, belief",
    ),
    _kind(
        "politics",
        f"政治面貌{_UNRELATED_ZH}",
        f"political status is refused: {_UNRELATED_EN}",
        "政治面貌 政治身份 党派 是否党员 党员 入党",
        "political status, political affiliation, political party, party member, party membership, politics",
    ),
    _kind(
        "credit",
        f"信用记录{_UNRELATED_ZH}",
        f"credit scores are refused: {_UNRELATED_EN}",
        "信用分 信用等级 信用记录 征信 失信 芝麻分 芝麻信用",
        "credit score, credit rating, credit record, social credit score, credit blacklist",
    ),
    _kind(
        "petition_or_money",
        f"信访、债务、存款情况{_UNRELATED_ZH}",
        f"petitions, debts and deposits are refused: {_UNRELATED_EN}",
        "上访 信访 投诉记录 维权 债务 负债 欠款 存款 储户 诉讼记录",
        "petition, petitioner, complaint history, debt, debtor, deposit, depositor, litigation history",
    ),
    _kind(
        "criminal_or_stigma_list",
        f"前科及各类标签名单{_UNRELATED_ZH}",
        f"criminal records and lists that brand people are refused: {_UNRELATED_EN}",
        "前科 犯罪记录 违法记录 吸毒 涉毒 精神病史 重点人员标签 高危职业标签 黑名单",
        "criminal record, criminal history, drug user, blacklist, black list, watchlist, watch list, stigma list",
    ),
    _kind(
        "online_speech",
        f"网络言论和社交账号{_UNRELATED_ZH}",
        f"online speech and accounts are refused: {_UNRELATED_EN}",
        "微博 朋友圈 社交账号 网络言论 发帖 网名 上网记录 浏览记录 微信号 qq号",
        "social media, online speech, weibo, wechat id, wechat account, tweet, browsing history",
    ),
    _kind(
        "biometrics",
        f"人脸、指纹等生物特征{_UNRELATED_ZH}",
        f"faces, fingerprints and other biometrics are refused: {_UNRELATED_EN}",
        "人脸 指纹 虹膜 声纹 掌纹 基因 生物特征 步态",
        "face image, face id, face template, facial, fingerprint, iris, voiceprint, palm print, dna, biometric, gait",
    ),
    _kind(
        "social_graph",
        f"通讯录、好友等社会关系{_UNRELATED_ZH}；只有已登记的接触才可使用",
        f"address books and friends are refused: {_UNRELATED_EN}; only recorded exposures count",
        "通讯录 好友 社会关系 亲属关系图 通话记录 话单",
        "address book, contact list, friends, social graph, call records, call log, call history",
    ),
    _kind(
        "telecom_location",
        f"手机定位、信令轨迹{_UNRELATED_ZH}；只使用本人申报或依法取得的行程",
        f"phone location is refused: {_UNRELATED_EN}; only declared or lawfully itemised stays count",
        "手机定位 手机信令 信令 基站 手机轨迹 运营商位置 gps 定位轨迹 行踪轨迹",
        "cell tower, cell id, base station, signalling, signaling, telecom location, phone location,"
        " mobile location, gps, gps track, location history",
    ),
)

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_WORD = re.compile(r"[a-z0-9]+")


def _words(name: str) -> str:
    """The English words of a column name in lower case, each between single spaces."""
    spaced = _CAMEL.sub(" ", name).lower()
    return f" {' '.join(_WORD.findall(spaced))} "


@lru_cache(maxsize=4096)
def is_denied(column_name: str) -> ForbiddenInput | None:
    """Why a column or a rule input of this name is refused; None if it may be used.

    Full-width letters, case, spaces and punctuation do not matter: `手机号 归属地`, `Plate-Province`
    and `plateProvince` are all recognised.
    Source: the deny list follows the CAC notice of 2020-02-04 (minimum scope,
    no discrimination by origin) and PIPL art. 6.
    """
    name = unicodedata.normalize("NFKC", column_name)
    chinese = re.sub(r"[\s\W_]+", "", name).lower()
    english = _words(name)
    for forbidden in FORBIDDEN_INPUTS:
        if any(fragment in chinese for fragment in forbidden.chinese if not fragment.isascii()):
            return forbidden
        if any(f" {phrase} " in english for phrase in forbidden.english):
            return forbidden
        if any(f" {fragment} " in english for fragment in forbidden.chinese if fragment.isascii()):
            return forbidden
    return None
