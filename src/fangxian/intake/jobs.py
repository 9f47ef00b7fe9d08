"""Background work of intake: long lists are read and committed while people do something else."""

from __future__ import annotations

import logging
from uuid import UUID

from procrastinate.contrib.django import app

from fangxian.core import clock

from .sources.pushed_list import queries, services
from .sources.service_request.services import go_on

log = logging.getLogger(__name__)


@app.task(name="fangxian.intake.jobs.read_list", queue="imports")
def read_list(import_id: str) -> None:
    """The dry run of one list."""
    list_id = UUID(import_id)
    try:
        services.read_list(list_id=list_id, at=clock.now())
    except Exception as error:
        # the text of an error may quote a row, so only its kind is written down
        log.error("reading list %s broke off: %s", import_id, type(error).__name__)
        services.fail_reading(
            source_list=queries.list_by_id(list_id),
            code="broke_off",
            zh=f"读取中断（{type(error).__name__}），请重试或联系管理员",
            en=f"the reading broke off ({type(error).__name__}); try again or call the administrator",
            at=clock.now(),
        )
        raise


@app.task(name="fangxian.intake.jobs.commit_list", queue="imports")
def commit_list(import_id: str) -> None:
    """Record a list piece by piece. If it dies, the pieces that were done stay done and the rest is taken up again."""
    list_id = UUID(import_id)
    with services.alone_with(list_id) as alone:
        if not alone:
            return
        while services.commit_next_chunk(list_id=list_id, at=clock.now()) is not None:
            pass
        services.finish_commit(list_id=list_id, at=clock.now())


@app.task(name="fangxian.intake.jobs.record_request_file", queue="imports")
def record_request_file(file_id: str) -> None:
    """Record the rows of a file of requests piece by piece; after a death the rest is taken up again."""
    while go_on(file_id=UUID(file_id), at=clock.now()):
        pass
