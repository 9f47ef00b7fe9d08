"""Which label a text probably has, learned from texts that people labelled; it is only ever a suggestion.

Pure: `learn` reads pairs and needs scikit-learn, which it imports when it is called; what it gives is plain numbers, so
that a suggestion is made without it, and can be stored as JSON. A text that resembles nothing learned gets no label.
"""

from .learning import Share, learn, measure
from .suggesting import Suggester, Suggestion

__all__ = ["Share", "Suggester", "Suggestion", "learn", "measure"]
