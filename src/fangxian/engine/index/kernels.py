"""The two inner loops of the index, plain or compiled: which entries overlap a stay, and what they add up to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

from fangxian.engine.index import plain


@dataclass(frozen=True, slots=True)
class Kernels:
    """gather and fold as `plain` describes them."""

    gather: Callable[..., Any]
    fold: Callable[..., Any]
    are_compiled: bool


def kernels(compiled: bool | None = None) -> Kernels:
    """The loops asked for; compiled ones where Numba is installed unless said.

    Errors: RuntimeError if compiled ones are wanted where Numba is not installed.
    """
    can = find_spec("numba") is not None
    if compiled and not can:
        raise RuntimeError("compiled loops need the extra `fast`")
    if compiled is False or not can:
        return Kernels(plain.gather, plain.fold, are_compiled=False)
    from fangxian.engine.index import compiled as fast  # takes a second to import

    return Kernels(fast.gather, fast.fold, are_compiled=True)
