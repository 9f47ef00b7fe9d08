"""Everything that happens to a request."""

from .answering import answer, call_back, close, note_on_site, propose_answer, propose_reply, rate, reopen
from .desks import add_desk, end_key, issue_key
from .filing import Handed, discard_file, examples_of, read_file, receive_file, record_file_refusal
from .learning import learn_kinds
from .photos import judge_photo, open_photo, record_look, written_anew
from .receiving import Received, SentBy, Told, is_placed, receive
from .recording import go_on, record_file, resume_files, why_not_record
from .sending import classify, dispatch, link, note_task, separate

__all__ = [
    "Handed",
    "Received",
    "SentBy",
    "Told",
    "add_desk",
    "answer",
    "call_back",
    "classify",
    "close",
    "discard_file",
    "dispatch",
    "end_key",
    "examples_of",
    "go_on",
    "is_placed",
    "issue_key",
    "judge_photo",
    "learn_kinds",
    "link",
    "note_on_site",
    "note_task",
    "open_photo",
    "propose_answer",
    "propose_reply",
    "rate",
    "read_file",
    "receive",
    "receive_file",
    "record_file",
    "record_file_refusal",
    "record_look",
    "reopen",
    "resume_files",
    "separate",
    "why_not_record",
    "written_anew",
]
