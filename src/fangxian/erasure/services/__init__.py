"""What is forgotten: by its term, or with the programme. The functions that other apps call stand here."""

from .erasing import end_holds, erase, erase_due
from .retaining import forget
from .standing_down import approve_hold, declare, lift_hold, propose_hold, undo

__all__ = ["approve_hold", "declare", "end_holds", "erase", "erase_due", "forget", "lift_hold", "propose_hold", "undo"]
