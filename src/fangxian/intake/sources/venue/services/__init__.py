"""What happens at a dense place: it is listed, counted, and checked into where an order asks for it."""

from .checking_in import Entered, check_in, check_out
from .counting import count_heads, land_head_counts
from .venues import VenueTerms, edit_venue, list_venue, renew_code, unlist_venue

__all__ = [
    "Entered",
    "VenueTerms",
    "check_in",
    "check_out",
    "count_heads",
    "edit_venue",
    "land_head_counts",
    "list_venue",
    "renew_code",
    "unlist_venue",
]
