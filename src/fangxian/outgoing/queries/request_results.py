"""What came of each request that another desk handed over by file, for that desk: by the rows of its own file (F49).

The desk has words, places and callers; none of them goes back. Rows received are rows answered and rows still open.
"""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from fangxian.core.actors.rules import Actor
from fangxian.intake.sources.service_request.models import RequestFile, RequestFileRow
from fangxian.intake.sources.service_request.queries import desk_files, lead_of
from fangxian.intake.sources.service_request.rules import files

from .results import ANSWERED, ASKED_BACK, FORGOTTEN, NOT_READ, WAITING, Result


def files_with_results(by: Actor) -> QuerySet[RequestFile]:
    """Files of the reader's desk whose rows are recorded, the newest first."""
    if not by.can("requests.take"):
        return RequestFile.objects.none()
    return desk_files(by).filter(committed_at__isnull=False)


def results_of(file_id: UUID, *, programme_id: UUID) -> list[Result]:
    """A result for every row of a file, in the order of the file; one that repeats another row has that one's."""
    rows = list(
        RequestFileRow.objects.filter(file_id=file_id, programme_id=programme_id)
        .select_related("request__duplicate_of")
        .defer("record")
        .order_by("number")
    )
    became = {bytes(row.desk_index): row for row in rows if row.desk_index and row.outcome == files.ACCEPTED}
    return [_result_of(row, became.get(bytes(row.desk_index), row) if row.desk_index else row) for row in rows]


def _result_of(row: RequestFileRow, counted: RequestFileRow) -> Result:
    if row.outcome in (files.QUARANTINED, files.REJECTED):
        return Result(row.number, ASKED_BACK if row.outcome == files.QUARANTINED else NOT_READ)
    request = row.request or counted.request
    if request is None:
        return Result(row.number, FORGOTTEN)
    if request.answered_at is None:
        return Result(row.number, WAITING, request_number=request.number)
    answer = lead_of(request).answer or ""
    return Result(row.number, ANSWERED, request.answered_at, request_number=request.number, answer=answer)
