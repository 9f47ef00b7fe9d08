"""`fangxian backup`: everything as of one moment in one sealed file; the keys apart."""

from __future__ import annotations

from pathlib import Path

import click

from .environment import ready


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, writable=True, path_type=Path))
@click.option(
    "--keys-to",
    "keys_file",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="密钥另存为此文件，不得在备份文件夹内 / Where the wrapped keys go; never within the folder of the backups.",
)
def backup(folder: Path, keys_file: Path) -> None:
    """把数据库和文件备份为一个加密文件；密钥另存，不在其中。

    Write the database and the files, as of one moment, into one encrypted file in FOLDER. The keys
    of people's data are never in it: they are written, wrapped by the master key, to --keys-to.

    To read a backup later you need four things: the file, the key of the backups
    (FANGXIAN_BACKUP_KEY), the file of keys, and the master key (FANGXIAN_MASTER_KEY). Keep the two
    keys of the environment in a safe; without any one of the four, people's identifiers are lost.
    """
    with ready():
        from fangxian.core import clock
        from fangxian.core.actors.rules import Purpose, system
        from fangxian.core.backups.services import make_backup
        from fangxian.core.problems.rules import Refused

        from .problems import as_click_error

        try:
            made = make_backup(place=folder, keys_place=keys_file, by=system(None, Purpose.ADMINISTER), at=clock.now())
        except Refused as refused:
            raise as_click_error(refused) from None
        except OSError as error:
            raise click.FileError(str(error.filename or folder), hint=error.strerror or str(error)) from error
    rows = sum(made.manifest["counts"].values())
    click.echo(f"{made.name}  {made.size_bytes / 1e6:.1f} MB  {rows} 行 / rows  sha256 {made.sha256}")
    click.echo(f"密钥另存 / keys apart: {keys_file}")
