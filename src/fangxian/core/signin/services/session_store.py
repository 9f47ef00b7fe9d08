"""Sessions as Django keeps them, read with a prepared question: every request reads one."""

from __future__ import annotations

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session

from fangxian.core.prepared import Question

KEPT = Question(
    "SELECT {s} FROM django_session s WHERE s.session_key = %(key)s AND s.expire_date > statement_timestamp()",
    s=Session,
)


class SessionStore(db.SessionStore):
    def _get_session_from_db(self) -> Session | None:
        kept = KEPT.ask(key=self.session_key)
        if not kept:
            self._session_key = None  # as Django does: an id that was not given by us is not taken over
            return None
        ((session,),) = kept
        return session
