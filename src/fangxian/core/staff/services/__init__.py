"""What happens to staff: appointed, relieved, reset, imported; and how a programme gets its first people."""

from .appointments import appoint, end_post, record_leaver, record_password_change, record_sign_in, reset_password
from .imports import Credential, commit_import, discard_import, judge_again, rehearse_import, rows_of
from .programmes import found_programme
from .sponsorships import end_sponsorship, name_sponsor
from .telling import tell_posts

__all__ = [
    "Credential",
    "appoint",
    "commit_import",
    "discard_import",
    "end_post",
    "end_sponsorship",
    "found_programme",
    "judge_again",
    "name_sponsor",
    "record_leaver",
    "record_password_change",
    "record_sign_in",
    "rehearse_import",
    "reset_password",
    "rows_of",
    "tell_posts",
]
