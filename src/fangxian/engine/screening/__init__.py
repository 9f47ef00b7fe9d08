"""Screening lists of arrivals against dated area lists: who is followed up and why, who is not and why not."""

from fangxian.engine.screening.area_lists import Listing, Listings, ListReading, read_area_list
from fangxian.engine.screening.arrivals import Arrival
from fangxian.engine.screening.fields import ARRIVAL_FIELDS, LIST_FIELDS
from fangxian.engine.screening.judging import Judge, Verdict
from fangxian.engine.screening.messages import REASONS
from fangxian.engine.screening.reconciliation import IdenticalStays, Outcome, Reconciliation
from fangxian.engine.screening.screen import Screening, prepare_screening

__all__ = [
    "ARRIVAL_FIELDS",
    "LIST_FIELDS",
    "REASONS",
    "Arrival",
    "IdenticalStays",
    "Judge",
    "ListReading",
    "Listing",
    "Listings",
    "Outcome",
    "Reconciliation",
    "Screening",
    "Verdict",
    "prepare_screening",
    "read_area_list",
]
