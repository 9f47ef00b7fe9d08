"""`fangxian found`: the first programme of an installation and its first administrator."""

from __future__ import annotations

from typing import Any

import click


@click.command("found")
@click.option("--name", required=True, help="名称 / Name of the programme.")
@click.option("--city", required=True, help="城市 / City.")
@click.option("--disease", required=True, help="疾病 / Disease.")
@click.option("--icd10", default="", help="ICD-10.")
@click.option("--area", "areas", multiple=True, required=True, help="区划代码，可重复 / Area code; may be repeated.")
@click.option("--starts", type=click.DateTime(["%Y-%m-%d"]), required=True, help="开始日期 / First day.")
@click.option("--review", type=click.DateTime(["%Y-%m-%d"]), required=True, help="评估日期 / Review date.")
@click.option("--timezone", default="Asia/Shanghai", show_default=True, help="时区 / Time zone of the city.")
@click.option("--demonstration", is_flag=True, help="演示：人员均为虚构 / Everybody in it is invented.")
@click.option("--staff-no", prompt="工号 / Staff number of the administrator")
@click.option("--full-name", prompt="姓名 / Full name of the administrator")
@click.option("--body", prompt="派出单位 / Employing body of the administrator")
def command(staff_no: str, full_name: str, body: str, **terms: Any) -> None:
    """新建第一个任务及其管理员 / Begin the first programme and put its administrator in post.

    Prints the administrator's password for one use, once. Later programmes begin on the web.
    """
    from fangxian.cli.environment import prepare

    prepare()
    import django

    django.setup()
    from fangxian.core.problems.rules import Refused

    try:
        name, password = _found(staff_no=staff_no, full_name=full_name, body=body, **terms)
    except Refused as refused:
        raise click.ClickException(str(refused.problem)) from None
    click.echo(f"任务 / Programme: {name}")
    if password is None:
        click.echo("管理员已有账号 / The administrator has an account already.")
    else:
        click.echo(f"一次性密码 / Password for one use: {password}")


def _found(*, staff_no: str, full_name: str, body: str, **terms: Any) -> tuple[str, str | None]:
    from fangxian.core import clock
    from fangxian.core.actors.rules import Actor, Purpose, Role
    from fangxian.core.staff import rules, services

    first = rules.Appointment(
        staff_no=rules.tidy(staff_no), full_name=rules.tidy(full_name), phone="", body=rules.tidy(body),
        sector="command", unit=rules.tidy(body), role=Role.ADMINISTRATOR, area_code="", title="", starts_on=None,
        ends_on=None,
    )  # fmt: skip
    # whoever can run commands on the server acts as an administrator of no programme yet
    installer = Actor(role=Role.ADMINISTRATOR, purpose=Purpose.ADMINISTER, programme_id=None)
    programme, password = services.found_programme(
        name=terms["name"], city_name=terms["city"], disease_name=terms["disease"], disease_code=terms["icd10"],
        area_codes=list(terms["areas"]), starts_on=terms["starts"].date(), review_on=terms["review"].date(),
        timezone=terms["timezone"], is_demonstration=terms["demonstration"], administrator=first, by=installer,
        at=clock.now(),
    )  # fmt: skip
    return programme.name, password
