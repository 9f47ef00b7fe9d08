"""Files that are either whole or absent."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A path beside `path` to write to; it takes the place of `path` only if the block ends well.

    Errors: click.FileError if the folder is absent or cannot be written to.
    """
    if not path.parent.is_dir():
        raise click.FileError(str(path), hint="the folder does not exist / 文件夹不存在")
    draft = path.with_name(f".{path.stem}.{secrets.token_hex(4)}{path.suffix}")
    try:
        yield draft
        draft.replace(path)
    except OSError as error:
        raise click.FileError(str(path), hint=error.strerror or str(error)) from error
    finally:
        draft.unlink(missing_ok=True)


def refuse_overwriting(output: Path, inputs: Iterator[Path] | tuple[Path, ...]) -> None:
    """Refuse to write over a file that is read. Errors: click.UsageError."""
    for item in inputs:
        if output.resolve() == item.resolve():
            raise click.UsageError(f"{output.name}: the output would replace an input / 输出会覆盖输入文件")
