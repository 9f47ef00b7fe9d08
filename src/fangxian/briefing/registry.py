"""The boards, in the order in which they are read. To add one, copy a neighbour and list it here."""

from __future__ import annotations

from .boards.around import queries as around
from .boards.contacts import queries as contacts
from .boards.documents import queries as documents
from .boards.duty import queries as duty
from .boards.entries import queries as entries
from .boards.facts import queries as facts
from .boards.feedback import queries as feedback
from .boards.followups import queries as followups
from .boards.gates import queries as gates
from .boards.homes import queries as homes
from .boards.incidents import queries as incidents
from .boards.inquiries import queries as inquiries
from .boards.inspections import queries as inspections
from .boards.leads import queries as leads
from .boards.letters import queries as letters
from .boards.orders import queries as orders
from .boards.posts import queries as posts
from .boards.requests import queries as requests
from .boards.sweeps import queries as sweeps
from .boards.venues import queries as venues
from .boards.voices import queries as voices
from .rules import Board, Figure

BOARDS: tuple[Board, ...] = (
    leads.BOARD,
    facts.BOARD,
    posts.BOARD,
    around.BOARD,
    entries.BOARD,
    gates.BOARD,
    venues.BOARD,
    sweeps.BOARD,
    requests.BOARD,
    voices.BOARD,
    feedback.BOARD,
    letters.BOARD,
    incidents.BOARD,
    followups.BOARD,
    contacts.BOARD,
    homes.BOARD,
    inquiries.BOARD,
    inspections.BOARD,
    documents.BOARD,
    duty.BOARD,
    orders.BOARD,
)
FIGURES: dict[str, Figure] = {figure.key: figure for board in BOARDS for figure in board.figures}
