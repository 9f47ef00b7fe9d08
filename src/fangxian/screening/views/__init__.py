"""The screens of the epidemiologist and of those who answer for area lists."""

from .lists import area_list, area_lists, load_list, sign_off, withdraw
from .verdicts import correct, verdict, verdicts

__all__ = ["area_list", "area_lists", "correct", "load_list", "sign_off", "verdict", "verdicts", "withdraw"]
