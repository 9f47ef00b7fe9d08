"""`fangxian keys`: the keys under which people's data are encrypted. No key is ever printed."""

from __future__ import annotations

import click

from .environment import change_master_key, forget_previous_master_key, ready


@click.group()
def keys() -> None:
    """查看、轮换密钥 / List and rotate keys."""


@keys.command("list")
def list_() -> None:
    """列出各专项的密钥（不显示密钥本身）/ List the keys of each programme, never the keys themselves."""
    with ready():
        from fangxian.core.privacy.queries import keys_listed

        rows = keys_listed()
        if not rows:
            click.echo("还没有密钥：建立专项时生成 / No keys yet: they are made with a programme.")
        for row in rows:
            fate = f"已销毁 / destroyed {row.destroyed_at:%Y-%m-%d %H:%M}Z" if row.destroyed_at else "在用 / living"
            click.echo(f"{row.programme_id}  {row.purpose:<12} {row.id}  {row.made_at:%Y-%m-%d %H:%M}Z  {fate}")


@keys.command()
@click.option("--programme", "programme_id", type=click.UUID, help="只轮换这一专项 / This programme only.")
def rotate(programme_id: object) -> None:
    """为在行专项生成新一代标识密钥；旧数据仍可读。

    Make a new generation of the identifiers key of each live programme. What was written before
    stays readable. Index and audit keys are not rotated: old records could no longer be found.
    """
    with ready():
        from fangxian.core import clock
        from fangxian.core.actors.rules import Purpose, system
        from fangxian.core.audit import services as audit
        from fangxian.core.privacy.services import rotate_keys
        from fangxian.core.programmes.queries import live_programmes

        at = clock.now()
        programmes = [p for p in live_programmes(at=at) if programme_id in (None, p.id)]
        if not programmes:
            raise click.ClickException("没有这样的在行专项 / No such live programme.")
        for programme in programmes:
            made = rotate_keys(programme_id=programme.id, at=at)
            by = system(programme.id, Purpose.ADMINISTER)
            audit.record("privacy.keys_rotated", by=by, at=at, detail={"keys": [str(key.id) for key in made]})
            click.echo(f"{programme.id}  {', '.join(str(key.id) for key in made)}")


@keys.command("new-master")
def new_master() -> None:
    """第一步：换主密钥（仅限保存在 FANGXIAN_HOME 的）。

    First of two steps: change the master key that is kept in FANGXIAN_HOME. The old one stays
    readable. Then restart the servers and workers and run `fangxian keys rewrap`.

    If FANGXIAN_MASTER_KEY comes from the environment, set PREVIOUS_FANGXIAN_MASTER_KEY to the old
    value and FANGXIAN_MASTER_KEY to the new one, restart, and run `fangxian keys rewrap`.
    """
    change_master_key()
    click.echo("已换。重启后运行 / Changed. Restart everything, then run: fangxian keys rewrap")


@keys.command()
def rewrap() -> None:
    """第二步：用新主密钥重新包裹全部密钥 / Second step: wrap every key with the new master key."""
    with ready():
        from django.conf import settings

        from fangxian.core.privacy.services import rewrap_keys

        changed = rewrap_keys()
    if settings.PREVIOUS_MASTER_KEY:
        forget_previous_master_key()
    click.echo(f"重新包裹 / rewrapped: {changed}")
