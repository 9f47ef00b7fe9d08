"""On whose authority the synthetic city acts: fictional orders signed by two, and a list of areas under one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from fangxian.core.actors.rules import Purpose
from fangxian.core.orders.models import Order
from fangxian.core.orders.services import draft_order, review_order, sign_order
from fangxian.screening.models import AreaList
from fangxian.screening.services import load_area_list

from .city import CITY_CODE
from .force import TOUR_COUNTY, Force

TITLE = "关于来湖人员健康管理和卡点设置的命令（虚构，仅供演练）"
TEXT = (
    "本命令为演练虚构，不具有法律效力。\n"
    "一、适用所附风险地区名单；名单内地区来湖人员登记并健康随访十四天，期满自动终止。\n"
    "二、在附表所列地点设置卡点；卡点不劝返任何人，紧急情况一律放行。\n"
    "三、卡点、门岗和密集场所只计人数；另有登记命令的除外。门岗不劝返任何人，纸质证明与码同样有效。\n"
    "四、对本命令及据其采取的措施不服的，可以向市指挥部申诉，一小时内答复受理，一日内作出决定。"
)
LEGAL_BASIS = ["《传染病防治法》（2013）第三十九条、第四十二条", "《突发公共卫生事件应急条例》第四十条"]
ENABLES = ["arrivals_home_observation", "area_list", "checkpoint", "gate"]
# One by one is asked for in one county only: elsewhere posts, gates and places count and know nobody (O1).
REGISTRATION_TITLE = "关于吴兴区卡点、门岗和密集场所逐次登记的命令（虚构，仅供演练）"
REGISTRATION_TEXT = (
    "本命令为演练虚构，不具有法律效力。\n"
    "一、吴兴区内卡点、门岗和密集场所逐次登记通行；出示什么由本人选择，不出示也可以通行，儿童不登记。\n"
    "二、登记信息仅供实验室确诊后的流行病学调查，每次查阅均有记录，十四天后删除。\n"
    "三、对本命令不服的，可以向市指挥部申诉。"
)

# In the format that `fangxian screen` reads and `fangxian risk` writes. Levels and days are the exercise's own.
AREA_LIST = """area_code,area_name,level,listed_from,listed_until,source
420000,湖北省,high,2020-01-23,,演练虚构名单
330300,温州市,medium,2020-01-29,2020-03-05,演练虚构名单
410300,洛阳市,medium,2020-02-03,2020-02-27,演练虚构名单
"""


@dataclass(frozen=True)
class Wording:
    """What an order of the story says, allows, and where."""

    title: str = TITLE
    text: str = TEXT
    enables: Sequence[str] = tuple(ENABLES)
    scope: Sequence[str] = (CITY_CODE,)


MAIN = Wording()
REGISTRATION = Wording(REGISTRATION_TITLE, REGISTRATION_TEXT, ("registration",), (TOUR_COUNTY,))


def sign_an_order(
    force: Force,
    *,
    number: str,
    effective_from: datetime,
    expires_at: datetime,
    at: datetime,
    signers: Sequence[str] = ("signatory", "signatory2"),
    wording: Wording = MAIN,
) -> Order:
    """Draft an order, have it reviewed by somebody else, and have people of different bodies sign it; two must."""
    order = draft_order(
        programme=force.programme,
        number=number,
        title=wording.title,
        text=wording.text,
        issuer="湖州市疫情防控指挥部（演练）",
        level="city",
        legal_basis=LEGAL_BASIS,
        scope_area_codes=list(wording.scope),
        enables=list(wording.enables),
        effective_from=effective_from,
        expires_at=expires_at,
        by=force.actor("admin", Purpose.ADMINISTER),
        at=at,
    )
    order = review_order(order=order, by=force.actor("signatory2", Purpose.COMMAND), at=at)
    for username in signers:
        sign_order(order=order, by=force.actor(username, Purpose.COMMAND), at=at)
    return order


def load_the_list(force: Force, *, order: Order, at: datetime) -> AreaList:
    """Load the exercise's list of areas under a live order (O8)."""
    return load_area_list(
        title="风险地区名单（虚构，仅供演练）",
        source_name="演练导演组",
        content=AREA_LIST.encode(),
        file_name="areas.csv",
        order=order,
        programme=force.programme,
        by=force.actor("duty", Purpose.RECEIVE_FACTS),
        at=at,
    )
