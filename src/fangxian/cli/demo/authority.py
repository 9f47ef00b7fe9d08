"""On whose authority the synthetic city acts: fictional orders signed by two, and a list of areas under one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from fangxian.core.actors.rules import Purpose
from fangxian.core.orders.models import Order
from fangxian.core.orders.services import draft_order, review_order, sign_order
from fangxian.screening.models import AreaList
from fangxian.screening.services import load_area_list

from .city import CITY_CODE
from .force import Force

TITLE = "关于来湖人员健康管理和卡点设置的命令（虚构，仅供演练）"
TEXT = (
    "本命令为演练虚构，不具有法律效力。\n"
    "一、适用所附风险地区名单；名单内地区来湖人员登记并健康随访十四天，期满自动终止。\n"
    "二、在附表所列地点设置卡点；卡点不劝返任何人，紧急情况一律放行。\n"
    "三、卡点、门岗和密集场所逐次登记通行，登记信息十四天后删除；门岗不劝返任何人，纸质证明与码同样有效。\n"
    "四、对本命令及据其采取的措施不服的，可以向市指挥部申诉，一小时内答复受理，一日内作出决定。"
)
LEGAL_BASIS = ["《传染病防治法》（2013）第三十九条、第四十二条", "《突发公共卫生事件应急条例》第四十条"]
ENABLES = ["arrivals_home_observation", "area_list", "checkpoint", "gate", "registration"]

# In the format that `fangxian screen` reads and `fangxian risk` writes. Levels and days are the exercise's own.
AREA_LIST = """area_code,area_name,level,listed_from,listed_until,source
420000,湖北省,high,2020-01-23,,演练虚构名单
330300,温州市,medium,2020-01-29,2020-03-05,演练虚构名单
410300,洛阳市,medium,2020-02-03,2020-02-27,演练虚构名单
"""


def sign_an_order(
    force: Force,
    *,
    number: str,
    effective_from: datetime,
    expires_at: datetime,
    at: datetime,
    signers: Sequence[str] = ("signatory", "signatory2"),
) -> Order:
    """Draft an order, have it reviewed by somebody else, and have people of different bodies sign it; two must."""
    order = draft_order(
        programme=force.programme,
        number=number,
        title=TITLE,
        text=TEXT,
        issuer="湖州市疫情防控指挥部（演练）",
        level="city",
        legal_basis=LEGAL_BASIS,
        scope_area_codes=[CITY_CODE],
        enables=ENABLES,
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
