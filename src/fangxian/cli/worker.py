"""`fangxian worker`: seals the audit, runs what comes next, keeps time. Any number may run."""

from __future__ import annotations

import click

from .environment import ready
from .parents import end_with


@click.command()
@click.option(
    "--concurrency",
    default=4,
    show_default=True,
    type=click.IntRange(2, 32),
    help="同时运行的任务数 / Jobs at a time; one long reaction never holds up the sealer.",
)
@click.option("--with-parent", type=int, hidden=True, help="End when this process is no longer the parent.")
def worker(concurrency: int, with_parent: int | None) -> None:
    """运行后台任务：封存审计、触发后续步骤、到时升级；可同时运行多个。

    Run the background jobs: seal the audit, run what follows from each event, escalate in time.
    Several may run at once, here or on other machines.
    """
    if with_parent:
        end_with(with_parent)
    with ready():
        from procrastinate.contrib.django import app

        from fangxian.reactions import jobs

        jobs.schedule()
        with app.replace_connector(app.connector.get_worker_connector()):  # type: ignore[attr-defined]
            app.run_worker(
                concurrency=concurrency,
                delete_jobs="successful",
                shutdown_graceful_timeout=15,
                stalled_worker_timeout=jobs.STALLED_AFTER_SECONDS,
            )
