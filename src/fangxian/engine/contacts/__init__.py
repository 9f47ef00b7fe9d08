"""Who shared a place with whom, for how long: the definition, as expressions that any engine of Ibis runs."""

from fangxian.engine.contacts.copresence import Window, close_contacts, second_order
from fangxian.engine.contacts.fields import CASE_COLUMNS, LEG_COLUMNS, STAY_COLUMNS
from fangxian.engine.contacts.same_service import same_service_pairs

__all__ = [
    "CASE_COLUMNS",
    "LEG_COLUMNS",
    "STAY_COLUMNS",
    "Window",
    "close_contacts",
    "same_service_pairs",
    "second_order",
]
