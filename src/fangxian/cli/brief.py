"""`fangxian brief`: the bulletin of a day, or of a period, as Word and as a page that needs nothing else."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .environment import ready
from .outputs import replacing

if TYPE_CHECKING:
    from fangxian.briefing.models import Bulletin
    from fangxian.core.programmes.models import Programme

CODES = {"zh": "zh-hans", "en": "en"}
_DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.option("--date", "day", type=_DAY, help="哪一天 / The day.")
@click.option("--from", "from_on", type=_DAY, help="时段起始日 / First day of a period.")
@click.option("--to", "until_on", type=_DAY, help="时段截止日（含） / Last day of a period.")
@click.option("--lang", "language", type=click.Choice(["zh", "en", "both"]), default="zh", show_default=True)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    help="写到哪个文件夹 / Folder to write to.",
)
@click.option("--programme", "programme_name", help="行动名称，只有一个时可省略 / Needed if several programmes run.")
@click.option("--reason", default="", help="再次发布同一天的简报须说明理由 / Why a bulletin of these days is restated.")
def brief(
    day: datetime | None,
    from_on: datetime | None,
    until_on: datetime | None,
    language: str,
    out: Path,
    programme_name: str | None,
    reason: str,
) -> None:
    """写出防控简报（Word 和网页） / Write the bulletin of prevention and control (Word and HTML).

    A bulletin that is out is written as it stood; figures are computed only for days that have none, or
    anew with --reason, as a further version. Exit code: 0 done; 2 a day that cannot be told of.
    """
    first_on, last_on = _period(day, from_on, until_on)
    with ready():
        programme = _programme(programme_name)
        issue = _issue(programme, first_on, last_on, reason=reason)
        out.mkdir(parents=True, exist_ok=True)
        for code in CODES if language == "both" else (language,):
            for path in write(issue, programme, folder=out, language=code):
                click.echo(str(path))


def write(issue: Bulletin, programme: Programme, *, folder: Path, language: str) -> list[Path]:
    """Write one issue in one language as Word and HTML; returns the files."""
    from fangxian.briefing import export
    from fangxian.briefing.registry import BOARDS

    boards = export.frozen_boards(issue, BOARDS)
    name = f"{export.file_name(issue)}.{language}"
    made = {
        folder / f"{name}.docx": export.word(issue, boards, programme=programme, language=CODES[language]),
        folder / f"{name}.html": export.page(issue, boards, programme=programme, language=CODES[language]).encode(),
    }
    for path, content in made.items():
        with replacing(path) as draft:
            draft.write_bytes(content)
    return list(made)


def _period(day: datetime | None, from_on: datetime | None, until_on: datetime | None) -> tuple[date, date]:
    if day and not (from_on or until_on):
        return day.date(), day.date()
    if from_on and until_on and not day:
        return from_on.date(), until_on.date()
    raise click.UsageError("请给出 --date，或同时给出 --from 和 --to / Give --date, or both --from and --to.")


def _programme(name: str | None) -> Programme:
    from fangxian.core import clock
    from fangxian.core.programmes.queries import live_programmes

    found = list(live_programmes(at=clock.now()))
    if name:
        found = [programme for programme in found if programme.name == name]
    if len(found) == 1:
        return found[0]
    if not found:
        raise click.UsageError("没有正在进行的行动 / There is no such programme under way.")
    names = "; ".join(programme.name for programme in found)
    raise click.UsageError(f"请用 --programme 指明 / Say which with --programme: {names}")


def _issue(programme: Programme, first_on: date, last_on: date, *, reason: str) -> Bulletin:
    """The issue that is out, or a new one by the post of the command line. Errors: click.UsageError saying why not."""
    from fangxian.briefing.queries import latest_bulletin
    from fangxian.briefing.registry import BOARDS
    from fangxian.briefing.services import issue_bulletin
    from fangxian.core import clock
    from fangxian.core.actors.rules import Actor, Purpose, Role
    from fangxian.core.problems.rules import Refused

    by = Actor(role=Role.COMMANDER, purpose=Purpose.COMMAND, programme_id=programme.id)
    known = latest_bulletin(by, first_on=first_on, last_on=last_on)
    if known is not None and not reason:
        return known
    try:
        return issue_bulletin(
            programme=programme, boards=BOARDS, first_on=first_on, last_on=last_on, restates_reason=reason,
            by=by, at=clock.now(),
        )  # fmt: skip
    except Refused as refused:
        raise click.UsageError(_in_both(refused)) from None


def _in_both(refused: object) -> str:
    from django.utils import translation

    from fangxian.core.screens.views import problem_text

    texts = []
    for code in CODES.values():
        with translation.override(code):
            texts.append(problem_text(refused.problem))  # type: ignore[attr-defined]
    return " / ".join(dict.fromkeys(texts))
