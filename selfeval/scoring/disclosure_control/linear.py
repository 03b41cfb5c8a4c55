"""What follows from sums by adding and subtracting: row spaces, null spaces, reduced tables."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]
TINY = 1e-7


def reachable(lines: Matrix, target: Matrix) -> bool:
    """Whether a line is a sum of multiples of others."""
    free = null_space(lines)
    return bool(np.all(np.abs(free @ target) < TINY))


def null_space(lines: Matrix) -> Matrix:
    """Orthonormal rows that are perpendicular to every line."""
    return _decomposed(lines)[1]


def row_space(lines: Matrix) -> Matrix:
    """Orthonormal rows of which every line is a sum of multiples."""
    return _decomposed(lines)[0]


def _decomposed(lines: Matrix) -> tuple[Matrix, Matrix]:
    if not lines.size:
        width = lines.shape[1]
        return np.zeros((0, width)), np.eye(width)
    _, singular, right = np.linalg.svd(lines, full_matrices=True)
    rank = int(np.count_nonzero(singular > TINY))  # not relative: lines of nothing but noise have rank 0
    return right[:rank], right[rank:]


def row_reduce(lines: Matrix) -> tuple[Matrix, list[int]]:
    """Reduced row echelon form without its empty rows, and the column of each leading 1."""
    table = lines.astype(float).copy()
    pivots: list[int] = []
    for column in range(table.shape[1]):
        row = len(pivots)
        if row == len(table):
            break
        best = row + int(np.argmax(np.abs(table[row:, column])))
        if abs(table[best, column]) < TINY:
            continue
        table[[row, best]] = table[[best, row]]
        table[row] /= table[row, column]
        others = table[:, column].copy()
        others[row] = 0
        hit = np.abs(others) > 0
        table[hit] -= np.outer(others[hit], table[row])
        pivots.append(column)
    return table[: len(pivots)], pivots
