"""Whose stays are asked about, and when: the cases of a question as arrays."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

OPEN_FROM, OPEN_TO = -(1 << 62), 1 << 62


@dataclass(frozen=True, slots=True)
class Spans:
    """One row per case and span in which the case may pass it on.

    case         number of the case
    by           number of the person whose stays are meant: the case, or in the second order a contact
    t_from t_to  epoch seconds; OPEN_FROM and OPEN_TO where it is not known
    """

    case: NDArray[np.int64]
    by: NDArray[np.int64]
    t_from: NDArray[np.int64]
    t_to: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.case)

    @classmethod
    def of(cls, rows: Iterable[tuple[int, int | None, int | None]]) -> Spans:
        """From (person, from, to)."""
        listed = list(rows)
        case = np.array([row[0] for row in listed], np.int64)
        t_from = np.array([OPEN_FROM if row[1] is None else row[1] for row in listed], np.int64)
        t_to = np.array([OPEN_TO if row[2] is None else row[2] for row in listed], np.int64)
        return cls(case, case, t_from, t_to)

    @classmethod
    def of_table(cls, cases: pa.Table) -> Spans:
        """From a table person_id, t_from, t_to of numbers."""
        case = cases["person_id"].to_numpy().astype(np.int64)
        t_from = cases["t_from"].cast(pa.int64()).fill_null(OPEN_FROM).to_numpy()
        t_to = cases["t_to"].cast(pa.int64()).fill_null(OPEN_TO).to_numpy()
        return cls(case, case, t_from, t_to)

    def take(self, rows: NDArray[np.int64] | NDArray[np.bool_]) -> Spans:
        return Spans(self.case[rows], self.by[rows], self.t_from[rows], self.t_to[rows])
