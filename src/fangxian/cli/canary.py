"""`fangxian canary`: made-up people among the real ones, so that whoever opens a file without a reason is noticed."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from .environment import ready

if TYPE_CHECKING:
    from fangxian.files.services import Invented

# Common family and given names: nobody in particular. The generator has no demonstration behind it to borrow from.
FAMILY = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁"
    "任卢姚沈钟姜崔谭陆范汪廖石金贾韦夏付方邹熊白孟秦邱侯江尹薛闫"
)
GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂英华玉兰秀珍建国文斌海燕志红梅晓东春生凤云小龙宁佳欣怡"
    "浩宇晨曦子轩雨婷思远嘉诚"
)
PHONE_PREFIX = "+86169"  # given to no operator in the national numbering plan: it rings nowhere
DAYS_AGO, FOLLOW_UP_DAYS = (18, 45), 14


@click.command()
@click.option("--count", type=click.IntRange(1, 200), default=5, show_default=True, help="几人 / How many.")
@click.option("--programme", "programme_id", type=click.UUID, help="哪个任务 / Which programme, if there are several.")
def canary(count: int, programme_id: object) -> None:
    """投放诱饵档案；有人打开，审计员五分钟内收到报警。

    Put made-up people with ended files among the real ones. Nobody has a reason to open them: whoever does is put
    before the auditor within five minutes. They have no document number, a phone that rings nowhere, no task, verdict,
    case or measure, and no figure counts them. Prints how many, never who.
    """
    with ready():
        from fangxian.core import clock
        from fangxian.core.actors.rules import Purpose, system
        from fangxian.core.programmes.queries import live_programmes
        from fangxian.files.queries import rule_of_newest_file
        from fangxian.files.services import seed_canaries

        at = clock.now()
        found = [programme for programme in live_programmes(at=at) if programme_id in (None, programme.id)]
        if len(found) != 1:
            raise click.ClickException("请用 --programme 指明一个在行任务 / Name one live programme with --programme.")
        programme = found[0]
        basis_rule = rule_of_newest_file(programme.id)
        if basis_rule is None:
            raise click.ClickException(
                "还没有任何档案，诱饵会太显眼 / There is no file yet: made-up ones would stand out."
            )
        codes = _codes(programme.id)
        invented = [_invent(secrets.choice(codes)) for _ in range(count)]
        by = system(programme.id, Purpose.ADMINISTER)
        made = seed_canaries(invented, programme=programme, basis_rule=basis_rule, by=by, at=at)
    click.echo(f"已投放 / put in place: {made}")


def _codes(programme_id: object) -> Sequence[tuple[str, str]]:
    """Code and name of the finest areas of a programme."""
    from fangxian.core.areas.models import Area

    areas = list(Area.objects.filter(programme_id=programme_id).values_list("code", "name"))
    finest = max((len(code) for code, _ in areas), default=0)
    names = dict(areas)
    return [(code, names.get(code[:12], name)) for code, name in areas if len(code) == finest]


def _invent(place: tuple[str, str]) -> Invented:
    from fangxian.core.people.services import Claim
    from fangxian.files.services import Invented

    code, name = place
    given = "".join(secrets.choice(GIVEN) for _ in range(1 + secrets.randbelow(2)))
    days_ago = DAYS_AGO[0] + secrets.randbelow(DAYS_AGO[1] - DAYS_AGO[0])
    claim = Claim(
        name=secrets.choice(FAMILY) + given,
        area_code=code,
        phone=f"{PHONE_PREFIX}{secrets.randbelow(10**8):08d}",
        address=f"{name}{1 + secrets.randbelow(40)}幢{1 + secrets.randbelow(6)}0{1 + secrets.randbelow(4)}室",
    )
    return Invented(claim, opened_days_ago=days_ago, follow_up_days=FOLLOW_UP_DAYS)
