"""How pairs of case and contact are found, plain or compiled."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec

from fangxian.engine.index import plain
from fangxian.engine.index.lives import Day, Lived
from fangxian.engine.index.plain import Pairs


@dataclass(frozen=True, slots=True)
class Kernels:
    """pairs as `plain.pairs` says."""

    pairs: Callable[[Sequence[Day], Lived, float], Pairs]
    are_compiled: bool


def kernels(compiled: bool | None = None) -> Kernels:
    """The loops asked for; compiled ones where Numba is installed unless said.

    Errors: RuntimeError if compiled ones are wanted where Numba is not installed.
    """
    can = find_spec("numba") is not None
    if compiled and not can:
        raise RuntimeError("compiled loops need the extra `fast`")
    if compiled is False or not can:
        return Kernels(plain.pairs, are_compiled=False)
    from fangxian.engine.index import compiled as fast  # takes a second to import

    return Kernels(fast.pairs, are_compiled=True)
