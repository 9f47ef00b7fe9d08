"""Numbers that tell people, phones, vehicles and firms apart: checked for slips of the pen, never used to judge.

No answer of this package says where somebody is from. An area prefix, a phone's region and a plate's
province are read by nobody.
"""

from fangxian.engine.identity.documents import is_other_document
from fangxian.engine.identity.enterprises import uscc_is_valid
from fangxian.engine.identity.id_numbers import IdCheck, IdStatus, check_id_number, upgrade_15_digits
from fangxian.engine.identity.phones import Phone, normalise_mobile, normalise_phone
from fangxian.engine.identity.plates import PlateKind, normalise_plate, plate_kind

__all__ = [
    "IdCheck",
    "IdStatus",
    "Phone",
    "PlateKind",
    "check_id_number",
    "is_other_document",
    "normalise_mobile",
    "normalise_phone",
    "normalise_plate",
    "plate_kind",
    "upgrade_15_digits",
    "uscc_is_valid",
]
