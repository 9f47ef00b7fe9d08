"""`fangxian stand-down`: plan the end of a programme, declare it, erase it when its thirty days are over."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from .environment import home, ready


@click.command()
@click.option("--programme", "programme_id", type=click.UUID, help="哪个任务 / Which programme, if there are several.")
@click.option("--plan", "action", flag_value="plan", default=True, help="只看计划（默认）/ Show the plan only.")
@click.option("--declare", "action", flag_value="declare", help="按生效的命令宣布 / Declare, by an order in force.")
@click.option("--run", "action", flag_value="run", help="到期则销毁并出证明 / Erase what is due, and certify.")
@click.option("--certificate", "action", flag_value="certificate", help="输出证明 / Print the certificate again.")
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), help="证明的文件夹 / Folder for the certificate."
)
@click.option(
    "--at", "at", type=click.DateTime(["%Y-%m-%dT%H:%M"]),
    help="演练任务可指定时刻 / A moment of the city, for a demonstration programme only.",
)  # fmt: skip
def command(programme_id: Any, action: str, out: Path | None, at: datetime | None) -> None:
    """解除应急响应：计划、宣布、销毁、证明。

    The end of a programme. From the moment that is declared every measure, post and registration has ended
    and nothing is collected; a day later staff sees nobody; thirty days later everything about people but the listed
    holds is erased, the keys are destroyed and a certificate is printed. There is no way back.
    """
    with ready():
        programme = _programme(programme_id)
        moment = _moment(programme, at)
        try:
            if action == "declare":
                _declare(programme, at=moment)
            if action == "run":
                _run(programme, at=moment)
        except _refused() as refused:
            raise click.ClickException(str(refused.problem)) from None
        if action in {"plan", "declare"}:
            _show_plan(programme, at=moment)
        else:
            _show_certificate(programme, out)


def _refused() -> type[Any]:
    from fangxian.core.problems.rules import Refused

    return Refused


def _programme(programme_id: Any) -> Any:
    from fangxian.core.programmes.models import Programme

    found = [p for p in Programme.objects.order_by("starts_on") if programme_id in (None, p.id)]
    if len(found) != 1:
        raise click.ClickException("请用 --programme 指明一个任务 / Name one programme with --programme.")
    return found[0]


def _moment(programme: Any, at: datetime | None) -> datetime:
    from fangxian.core import clock

    if at is None:
        return clock.now()
    if not programme.is_demonstration:
        raise click.ClickException("只有演练任务可以指定时刻 / Only a demonstration programme takes a moment.")
    return at.replace(tzinfo=programme.zone)


def _declare(programme: Any, *, at: datetime) -> None:
    """Declare by the order in force; a demonstration without one gets a fictional one, signed by its own posts."""
    from fangxian.core.actors.rules import Purpose, Role
    from fangxian.core.staff.queries import actor_of, posts_held
    from fangxian.erasure import services
    from fangxian.erasure.queries import standing_down as queries

    orders = queries.orders_that_end(programme.id, at=at)
    if not orders and programme.is_demonstration:
        orders = [_fictional_order(programme, at=at)]
    if not orders:
        raise click.ClickException("没有生效的解除命令 / No order in force stands the programme down.")
    commander = posts_held(at=at).filter(programme=programme, role=Role.COMMANDER).first()
    if commander is None:
        raise click.ClickException("指挥长空缺，无人可以宣布 / Nobody is in post who may declare it.")
    services.declare(programme=programme, order=orders[0], by=actor_of(commander, purpose=Purpose.COMMAND), at=at)
    programme.refresh_from_db()


def _fictional_order(programme: Any, *, at: datetime) -> Any:
    from fangxian.core.actors.rules import Purpose, Role
    from fangxian.core.orders import services as orders
    from fangxian.core.staff.queries import actor_of, posts_held

    held = posts_held(at=at).filter(programme=programme)
    drafter = held.filter(role=Role.ADMINISTRATOR).first()
    signers = list(held.filter(role=Role.SIGNATORY).order_by("user__username")[:2])
    if drafter is None or len(signers) < 2:
        raise click.ClickException("缺起草人或两名签发人 / A drafter and two signatories are needed in post.")
    drafted = orders.draft_order(
        programme=programme, number="演练解除令", title="演练：解除应急响应", text="演练用虚构命令。",
        issuer=programme.city_name, level="city", legal_basis=["ERL-2024-86"],
        scope_area_codes=list(programme.area_codes), enables=["stand_down"], effective_from=at,
        expires_at=at + orders.rules.REVIEW_WITHIN, by=actor_of(drafter, purpose=Purpose.ADMINISTER), at=at,
    )  # fmt: skip
    order = orders.review_order(order=drafted, by=actor_of(signers[0], purpose=Purpose.ADMINISTER), at=at)
    for signer in signers:
        orders.sign_order(order=order, by=actor_of(signer, purpose=Purpose.ADMINISTER), at=at)
    return order


def _run(programme: Any, *, at: datetime) -> None:
    from fangxian.core.actors.rules import Purpose, system
    from fangxian.erasure import services

    from .demo.home import forget

    services.erase(programme=programme, by=system(programme.id, Purpose.ADMINISTER), at=at)
    programme.refresh_from_db()
    forget(home())


def _show_plan(programme: Any, *, at: datetime) -> None:
    from fangxian.core.screens.rules import label_of
    from fangxian.erasure.queries import standing_down as queries
    from fangxian.erasure.rules import standing_down as rules

    state = queries.state_of(programme, at=at)
    click.echo(f"{programme.name}  {label_of('erasure.state', state).text}")
    begins_at = programme.stood_down_at or at
    for step in rules.steps(begins_at=begins_at, at=at):
        click.echo(f"  {step.at.astimezone(programme.zone):%Y-%m-%d %H:%M}  {rules.STEP_WORDS[step.key]}")
    total = 0
    for line in queries.plan(programme.id, at=at):
        total += line.rows
        click.echo(f"  {line.table:<34} {line.rows:>9}" + (f"  保留 / held {line.held}" if line.held else ""))
    click.echo(f"将销毁 / rows that will go: {total}")
    click.echo(f"未答复的申诉 / appeals not answered: {queries.open_remedies(programme.id)}")


def _show_certificate(programme: Any, out: Path | None) -> None:
    from fangxian.erasure.export.certificate import html, word
    from fangxian.erasure.queries.standing_down import stand_down_of

    found = stand_down_of(programme.id)
    if found is None or found.certificate is None:
        raise click.ClickException("还没有证明 / There is no certificate yet.")
    click.echo(json.dumps(found.certificate, ensure_ascii=False, indent=1))
    click.echo(f"sha256 {found.certificate_sha256}")
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        (out / "certificate.json").write_text(json.dumps(found.certificate, ensure_ascii=False, indent=1), "utf-8")
        (out / "certificate.html").write_text(html(found), "utf-8")
        (out / "certificate.docx").write_bytes(word(found))
        click.echo(f"证明写在 / written to {out}")
