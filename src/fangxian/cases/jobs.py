"""Background work on cases: long lists are recorded while people do something else."""

from __future__ import annotations

from uuid import UUID

from procrastinate.contrib.django import app

from fangxian.core import clock

from .services.linelists import go_on


@app.task(name="fangxian.cases.jobs.commit_line_list", queue="imports")
def commit_line_list(line_list_id: str) -> None:
    """Record a list piece by piece. If it dies, the pieces that were done stay done and the rest is taken up again."""
    while go_on(line_list_id=UUID(line_list_id), at=clock.now()):
        pass
