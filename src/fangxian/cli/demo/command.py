"""`fangxian demo`: the real arrivals reconciled, a synthetic city with two days behind it, and its site."""

from __future__ import annotations

import os
import socket
import sys
import time
from importlib import import_module
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from fangxian.cli.environment import prepare

from . import extracts, home

SEED = 20200310
_CONSOLE = Console() if Console().is_terminal else Console(width=170)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="监听地址 / Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="端口 / Port.")
@click.option(
    "--home",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=home.DEFAULT,
    show_default=True,
    help="演练数据放在哪里 / Folder that the demonstration lives in.",
)
@click.option(
    "--people", default=400, show_default=True, type=click.IntRange(30, 20_000), help="名单人数 / Travellers."
)
@click.option("--seed", default=SEED, show_default=True, help="随机种子 / Seed of the invented people.")
@click.option("--fresh", is_flag=True, help="丢弃已有的演练城市，重新建立 / Discard the city that is there.")
@click.option("--no-serve", is_flag=True, help="不启动网站 / Do not serve the site.")
def demo(host: str, port: int, folder: Path, people: int, seed: int, fresh: bool, no_serve: bool) -> None:
    """演练：真实数据核对、虚构湖州的两天、网站 / Real data reconciled, a synthetic Huzhou's two days, its site.

    Everybody in the city is invented. A second run uses the same city, whose clock has gone on; one that was
    made by another edition of the software, or half made, is founded anew. Every sum is checked: the
    command fails if one does not hold.
    """
    if os.environ.get("DATABASE_URL"):
        raise click.UsageError("演练只用自带的数据库，请去掉 DATABASE_URL / The demonstration uses its own database.")
    if not no_serve:
        _refuse_a_taken_port(host, port)
    home.use(folder)
    known = home.told(folder)
    if known and not fresh and (known.edition, known.size, known.seed) == (home.edition(), people, seed):
        _say(
            f"沿用 {folder} 中的演练城市；重新建立请加 --fresh",
            f"Using the city in {folder}; found a new one with --fresh",
        )
        told = known
    else:
        if folder.exists():
            _say(f"重新建立 {folder} 中的演练城市", f"Founding the city in {folder} anew")
        told = _found(folder, size=people, seed=seed)
    _show(told, folder=folder)
    if not no_serve:
        _serve(host, port)


def _found(folder: Path, *, size: int, seed: int) -> home.Told:
    """Reconcile the real arrivals, found the city, live its two days, and check every sum."""
    try:
        home.clear(folder)
    except home.NotOurs as problem:
        raise click.UsageError(f"文件夹里有别的东西，未动 / The folder holds something else: {problem}") from None
    reports = extracts.screen_the_real_arrivals(folder / "extracts")
    extracts.show(reports, folder=folder / "extracts", console=_CONSOLE)
    cluster = prepare(durable=False)  # nothing is lost that could not be founded again
    assert cluster is not None
    try:
        told = _live(folder, size=size, seed=seed)
    finally:
        import_module("django.db").connections.close_all()
        cluster.stop()
    home.remember(folder, told)
    return told


def _live(folder: Path, *, size: int, seed: int) -> home.Told:
    started = time.monotonic()

    def tell(zh: str, en: str) -> None:
        _CONSOLE.print(f"[dim]{time.monotonic() - started:5.1f} s[/dim]  {zh} / {en}", soft_wrap=True, highlight=False)

    tell("建立数据库", "making the database")
    import_module("fangxian.cli.database").migrate(verbosity=0)
    story: Any = import_module("fangxian.cli.demo.story")  # after Django is set up
    return story.tell_it(folder=folder, size=size, seed=seed, tell=tell)


def _show(told: home.Told, *, folder: Path) -> None:
    """Print the sums, what to look at, and the log-ins."""
    sums = Table(title="核对：每个合计都成立 / Every sum holds", title_justify="left", show_header=False)
    for line in told.summary:
        sums.add_row(*line)
    _CONSOLE.print(sums)
    log_ins = Table(title=f"登录（密码 / password: {told.password}）", title_justify="left")
    for column in ("工号 / staff number", "岗位 / role", "区域 / area", "姓名 / name"):
        log_ins.add_column(column)
    for row in told.log_ins:
        log_ins.add_row(*row)
    _CONSOLE.print(log_ins)
    if code := told.named.get("file_code"):
        _say(
            f"居民凭信上的编码 {code} 打开自己的档案（/p/）", f"With the letter's code {code} a resident opens her file"
        )
    _say(f"简报在 {folder / 'bulletins'}", f"The bulletins are in {folder / 'bulletins'}")


def _serve(host: str, port: int) -> None:
    """Become `fangxian serve`: the founding leaves nothing behind in its memory."""
    sys.stdout.flush()
    command = [sys.executable, "-m", "fangxian.cli.main", "serve", "--host", host, "--port", str(port)]
    for variable in ("DATABASE_URL", "OWNER_DATABASE_URL", "SEALER_DATABASE_URL", "PUBLICATION_DATABASE_URL"):
        os.environ.pop(variable, None)  # the server starts the same cluster itself, and stops it at its end
    os.execv(sys.executable, command)  # noqa: S606 - our own command


def _refuse_a_taken_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            hint = f"端口 {port} 不能用：演练是否已在运行？ / Port {port} cannot be used; is it running already?"
            raise click.UsageError(f"{hint} ({error.strerror})") from None


def _say(zh: str, en: str) -> None:
    _CONSOLE.print(f"{zh} / {en}", soft_wrap=True, highlight=False)
