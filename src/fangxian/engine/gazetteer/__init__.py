"""Area codes and names: which area is meant, which areas contain it, and what it is called."""

from fangxian.engine.gazetteer.codes import (
    GRAINS_FINEST_FIRST,
    Grain,
    canonical,
    containing,
    contains,
    grain_of,
    padded,
)
from fangxian.engine.gazetteer.divisions import Area, CodeSet, Divisions, code_set_on, divisions
from fangxian.engine.gazetteer.places import Place, PlaceNote, PlaceProblem, place_by_code, place_by_name

__all__ = [
    "GRAINS_FINEST_FIRST",
    "Area",
    "CodeSet",
    "Divisions",
    "Grain",
    "Place",
    "PlaceNote",
    "PlaceProblem",
    "canonical",
    "code_set_on",
    "containing",
    "contains",
    "divisions",
    "grain_of",
    "padded",
    "place_by_code",
    "place_by_name",
]
