"""Answers the table of tokens with the office's reader, from the very codes that the phone's reader is given."""

import json

from fangxian.engine.tokens import TokenRefused
from fangxian.engine.tokens.gate import read_gate_token, word_for
from tests.spec import made_tokens
from tests.spec.tables import Row

CODES = json.loads(made_tokens.FILE.read_text(encoding="utf-8"))["codes"]
WITHDRAWN = made_tokens.withdrawn(made_tokens.cases())


def tokens(row: Row) -> dict[str, str]:
    for column in ("code", "key", "issued", "ends", "withdrawn"):  # they went into the code
        row[column]
    trust = made_tokens.NO_LIST if row["odd"] == "no list" else made_tokens.TRUST
    found: object
    try:
        found = read_gate_token(CODES[row.case], trust=trust, at=made_tokens.moment(row["at"]), withdrawn=WITHDRAWN)
    except TokenRefused as refused:
        found = refused
    word = word_for(found, area_code=row["gate"])
    return {"refused": found.code if isinstance(found, TokenRefused) else "", "word": str(word)}


RUNNERS = {made_tokens.TABLE: tokens}
