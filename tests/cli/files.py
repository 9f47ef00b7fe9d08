"""Small lists for the command line's tests, and running the command."""

import json
import os
from pathlib import Path

from click.testing import CliRunner, Result

from fangxian.cli.main import main

AREAS = (
    "area_code,level,listed_from,listed_until,source\n"
    "420100,high,2020-01-10,2020-03-01,通告一\n"
    "421126,low,2020-01-20,,通告二\n"
    "421100,medium,2020-01-20,,通告一\n"
)
ARRIVALS = (
    "姓名,手机号码,出发地编码,离开日期,到达日期\n"
    "甲,13800138000,420100,2020-01-20,2020-01-21\n"
    "乙,13800138001,420100,2020-01-20,2020-01-21\n"
)
SHARED = Path(os.environ.get("FANGXIAN_SHARED_DATA", Path(__file__).resolve().parents[3] / "shared" / "data"))


def put(folder: Path, name: str, content: str | bytes) -> Path:
    """A file in a folder."""
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def run(*arguments: object) -> Result:
    """One call of the command; an exception that is not the command's own comes through."""
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def screened(folder: Path, arrivals: str | bytes, areas: str | bytes = AREAS, *options: object) -> dict:
    """What screening these lists prints as JSON."""
    result = run("screen", put(folder, "a.csv", arrivals), "--areas", put(folder, "l.csv", areas), "--json", *options)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)
