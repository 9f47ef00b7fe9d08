"""One person, one file, among records without a common number: pairs that are probably one person."""

from fangxian.engine.linkage.fields import PERSON_COLUMNS
from fangxian.engine.linkage.pairs import probable_pairs

__all__ = ["PERSON_COLUMNS", "probable_pairs"]
