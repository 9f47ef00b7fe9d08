"""`fangxian keys`: the keys under which people's data are encrypted. No key is ever printed."""

from __future__ import annotations

from typing import Any

import click

from .environment import change_master_key, forget_previous_master_key, ready
from .problems import refusals_told


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
    """为在行专项生成新一代标识密钥和手机密封密钥；旧数据仍可读。

    Make a new generation of the identifiers key of each live programme, and of the key to which
    phones seal what they could not send yet. What was written or sealed before stays readable.
    Index and audit keys are not rotated: old records could no longer be found.
    """
    with ready():
        from fangxian.core import clock
        from fangxian.core.actors.rules import Purpose, system
        from fangxian.core.audit import services as audit
        from fangxian.core.privacy.services import rotate_field_key, rotate_keys
        from fangxian.core.programmes.queries import live_programmes

        at = clock.now()
        programmes = [p for p in live_programmes(at=at) if programme_id in (None, p.id)]
        if not programmes:
            raise click.ClickException("没有这样的在行专项 / No such live programme.")
        for programme in programmes:
            made = [*rotate_keys(programme_id=programme.id, at=at), rotate_field_key(programme_id=programme.id, at=at)]
            by = system(programme.id, Purpose.ADMINISTER)
            audit.record("privacy.keys_rotated", by=by, at=at, detail={"keys": [str(key.id) for key in made]})
            click.echo(f"{programme.id}  {', '.join(str(key.id) for key in made)}")


@keys.command("tokens")
@click.option("--new-root", is_flag=True, help="换根密钥，手机须重新登记 / A new root: phones enrol again.")
@click.option("--rotate", is_flag=True, help="提前生成下一把签名密钥 / Make the next signing key now.")
@click.option("--distrust", type=click.UUID, help="立即作废一把签名密钥 / Believe this key no more, at once.")
@click.option("--programme", "programme_id", type=click.UUID, help="只处理这一专项 / This programme only.")
def tokens(new_root: bool, rotate: bool, distrust: Any, programme_id: Any) -> None:
    """通行码的签名密钥和根密钥指纹；轮换、作废、换根。

    The keys that sign tokens, and the fingerprint of the root by which phones know them: two people
    compare it with what a phone shows. Keys rotate by themselves; a new one is published 72 hours
    before it signs. A key that was stolen is distrusted: all that it signed asks the duty officer.
    """
    with ready(), refusals_told():
        from fangxian.core import clock
        from fangxian.core.programmes.queries import live_programmes
        from fangxian.core.tokens import queries, services
        from fangxian.engine.tokens.keys import key_id_of

        at = clock.now()
        if distrust is not None:
            services.distrust(distrust, at=at)
        programmes = [p for p in live_programmes(at=at) if programme_id in (None, p.id)]
        if not programmes:
            raise click.ClickException("没有这样的在行专项 / No such live programme.")
        services.keep_keys(at=at)
        for programme in programmes:
            if new_root:
                services.make_root(programme_id=programme.id, at=at)
            if rotate:
                services.make_signing_key(programme_id=programme.id, at=at)
            click.echo(f"{programme.id}  根 / root  {queries.fingerprint(queries.root_of(programme.id))}")
            for one in queries.signing_keys(programme.id):
                until = f"{one.span.signs_until:%Y-%m-%d %H:%M}Z" if one.span.signs_until else "…"
                state = KEY_STATES[one.span.state_at(at)]
                span = f"{one.span.signs_from:%Y-%m-%d %H:%M}Z – {until}"
                click.echo(f"  {one.row_id}  {key_id_of(one.key).hex()}  {span}  {state}")


KEY_STATES = {
    "waits": "已公布，未启用 / published, does not sign yet",
    "signs": "在用 / signs",
    "replaced": "已更换 / replaced, its tokens still count",
    "gone": "到期，将销毁 / run out, is destroyed next",
}


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


@keys.command("re-encrypt")
@click.option("--programme", "programme_id", type=click.UUID, help="只处理这一专项 / This programme only.")
@click.option("--at-once", default=1000, show_default=True, type=click.IntRange(1, 20000), help="每批数量 / At a time.")
def re_encrypt(programme_id: Any, at_once: int) -> None:
    """用最新密钥重新加密旧密钥加密的数据；可随时中断，再次运行即继续。

    Seal with the newest key what is still sealed with an older one, while everything else goes on.
    May be stopped at any moment and run again. Afterwards the older key can be destroyed.
    """
    with ready(), refusals_told():
        from fangxian.core import clock
        from fangxian.core.actors.rules import Purpose, system
        from fangxian.core.audit import services as audit
        from fangxian.core.privacy import queries
        from fangxian.core.privacy.services import reseal

        _need_owner()
        for one in [programme_id] if programme_id else queries.programmes_with_old_keys():
            counts: dict[str, list[int]] = {}
            for portion in reseal(programme_id=one, at_once=at_once):
                done = counts.setdefault(portion.column, [0, 0])
                done[0] += portion.resealed_count
                done[1] += portion.lost_count
                click.echo(f"{portion.column}: {done[0]}", err=True)
            total, lost = (sum(done[n] for done in counts.values()) for n in (0, 1))
            by = system(one, Purpose.ADMINISTER)
            audit.record("privacy.resealed", by=by, at=clock.now(), count=total, detail={"lost": lost})
            click.echo(f"{one}  重新加密 / re-encrypted: {total}, 无法读取 / cannot be read: {lost}")


@keys.command("destroy-old")
@click.argument("key_id", type=click.UUID)
def destroy_old(key_id: Any) -> None:
    """销毁一把已被替换、且不再有数据使用的旧密钥；不可恢复。

    Destroy a replaced key that nothing is sealed with any more; refused while anything is. It
    cannot be undone. Backups made before still hold values under it: they become unreadable.
    """
    with ready(), refusals_told():
        from django.db import transaction

        from fangxian.core import clock
        from fangxian.core.actors.rules import Purpose, system
        from fangxian.core.audit import services as audit
        from fangxian.core.backups.services import renew_keys_copies
        from fangxian.core.privacy.services import destroy_key

        at = clock.now()
        with transaction.atomic():
            row = destroy_key(key_id, at=at)
            by = system(row.programme_id, Purpose.ADMINISTER)
            audit.record("privacy.key_destroyed", by=by, at=at, detail={"key": str(row.id)})
        renewed = renew_keys_copies(at=at)
    click.echo(f"已销毁 / destroyed: {key_id}" + "".join(f"\n密钥副本已更新 / copy renewed: {p}" for p in renewed))


FATES = {
    "open": "可读 / opens",
    "destroyed": "密钥已销毁 / its key is destroyed",
    "lost": "密钥遗失：本处没有这把密钥 / LOST: no such key is here",
    "altered": "密钥在，但打不开：数据被改动 / ALTERED: the key is here and does not open it",
    "no_master": "缺主密钥 / its key is wrapped with a master key that is not given here",
}


@keys.command()
@click.option(
    "--sample", default=20, show_default=True, type=click.IntRange(1, 10000), help="每列每把密钥抽查数 / Values."
)
def check(sample: int) -> None:
    """抽查每个加密列、每把密钥能否打开；有问题时以 1 退出。

    Open some values of every encrypted column under every key. Says plainly which cannot be opened
    and why; ends with 1 if a key is lost, a value altered or the master key missing. Prints no value.
    """
    with ready():
        from fangxian.core.privacy.fields import try_to_open
        from fangxian.core.privacy.queries import programmes_with_keys

        bad = 0
        for programme_id in programmes_with_keys():
            for one in try_to_open(programme_id, sample=sample):
                bad += one.fate not in ("open", "destroyed")
                click.echo(
                    f"{one.column}  {one.key_id}  {one.value_count} 个值 / values, "
                    f"{one.opened_count}/{one.tried_count}  {FATES[one.fate]}"
                )
    if bad:
        raise click.ClickException(f"{bad} 处打不开 / cannot be opened")
    click.echo("都可读 / Everything that has a key opens.")


def _need_owner() -> None:
    from django.conf import settings

    if "owner" not in settings.DATABASES:
        raise click.ClickException("需要数据库所有者 / The owner of the database is needed: OWNER_DATABASE_URL.")
