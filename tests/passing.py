"""Gates and phones for tests of tokens: what a keeper's phone holds, and what it says to a code."""

from __future__ import annotations

from datetime import datetime

from fangxian.core.tokens import queries
from fangxian.engine.tokens import TokenRefused, TrustList, WithdrawnTokens
from fangxian.engine.tokens.gate import Word, read_gate_token, word_for
from tests.city import GRID, City


class Keeper:
    """A keeper's phone at a gate, with the lists as it fetched them last; it asks no server."""

    def __init__(self, city: City, *, area_code: str = GRID) -> None:
        self.city, self.area_code = city, area_code
        self.root = queries.root_of(city.programme.id)
        self.fetch(at=city.at)

    def fetch(self, *, at: datetime) -> Keeper:
        """Signal is back for a moment: both lists come in, opened with the root that was pinned."""
        programme_id = self.city.programme.id
        signed = queries.trust_list(programme_id).signed(root=self.root)
        self.trust = TrustList.opened(signed, root=self.root)
        listed = queries.withdrawn_tokens(programme_id, at=at).signed(root=self.root)
        self.withdrawn = WithdrawnTokens.opened(listed, root=self.root)
        return self

    def refusal(self, text: str, *, at: datetime) -> str:
        """Why this phone refuses a code; "" if it does not."""
        try:
            read_gate_token(text, trust=self.trust, at=at, withdrawn=self.withdrawn)
        except TokenRefused as refused:
            return refused.code
        return ""

    def says(self, text: str, *, at: datetime) -> Word:
        """The word on the screen."""
        try:
            token = read_gate_token(text, trust=self.trust, at=at, withdrawn=self.withdrawn)
        except TokenRefused as refused:
            return word_for(refused, area_code=self.area_code)
        return word_for(token, area_code=self.area_code)
