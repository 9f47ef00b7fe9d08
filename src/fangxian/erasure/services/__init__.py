"""What is forgotten: by its term, or with the programme. The functions that other apps call stand here."""

from .retaining import forget

__all__ = ["forget"]
