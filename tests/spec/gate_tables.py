"""Answers the table of the word at a gate with the rules of the gate."""

from fangxian.engine.tokens.gate import Word
from fangxian.intake.sources.gate.rules import Seen, word_for
from tests.spec.cells import yes
from tests.spec.tables import Row


def words(row: Row) -> dict[str, str]:
    code = Word(row["code"]) if row["code"] else None
    return {"word": word_for(Seen(row["class"], row["way"], code, yes(row["emergency"])))}


RUNNERS = {"word-at-a-gate/words": words}
