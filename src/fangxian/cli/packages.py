"""`fangxian package-key` and `fangxian open-package`: what a recipient needs. No database, no settings."""

from __future__ import annotations

import json
import os
from pathlib import Path

import click

from fangxian.engine import handover

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
def package_key(file: Path) -> None:
    """为接收移交包生成一对密钥：私钥写入 FILE，公钥显示出来交给移交方。

    Make a pair of keys to receive packages: the secret key is written to FILE, which must not
    exist; the public key is printed, to be given to whoever hands over.
    """
    secret, public = handover.new_key()
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise click.ClickException(f"{file}：无法新建 / cannot be made: {error.strerror}") from error
    with os.fdopen(handle, "w") as out:
        out.write(f"# public key: {public}\n{secret}\n")
    click.echo(public)


@click.command()
@click.argument("package", type=FILE)
@click.option("--key", required=True, type=FILE, help="私钥文件 / The file with the secret key.")
@click.option(
    "--into", required=True, type=click.Path(file_okay=False, path_type=Path), help="输出文件夹 / Folder to write to."
)
def open_package(package: Path, key: Path, into: Path) -> None:
    """打开移交包：解密，核对行数与哈希，写出名单、清单和说明。

    Open a hand-over package: decrypt it, check the rows against the manifest's count and hash, and
    write rows, manifest and statement to a folder. Nothing is written if anything does not agree.
    """
    lines = [line.strip() for line in key.read_text(encoding="utf-8").splitlines()]
    secret = next((line for line in lines if line and not line.startswith("#")), "")
    try:
        opened = handover.open_package(package.read_bytes(), secret_key=secret)
    except handover.BadPackage as error:
        raise click.ClickException(f"打不开 / not opened: {error}") from error
    into.mkdir(parents=True, exist_ok=True, mode=0o700)
    content = {
        handover.ROWS: opened.rows,
        handover.MANIFEST: json.dumps(dict(opened.manifest), ensure_ascii=False, indent=1).encode(),
        handover.STATEMENT: opened.statement.encode(),
    }
    for name, part in content.items():
        file = into / name
        file.touch(mode=0o600)
        file.write_bytes(part)
    click.echo(opened.statement)
    click.echo(f"{opened.manifest['row_count']} 行 / rows → {into}")
