"""Answers of R's simulated pilot, and what R makes of them (`reference/make.R`)."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

REFERENCE = Path(__file__).parent / "reference"


@cache
def answers() -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Schools (n,), and answers of 0 to 4 to eight questions (n, 8); 3, 5 and 7 share a wording."""
    with (REFERENCE / "answers.csv").open() as file:
        rows = np.array([list(map(int, row)) for row in list(csv.reader(file))[1:]], dtype=np.int64)
    return rows[:, 0], rows[:, 1:]


@cache
def results() -> Mapping[str, Mapping[str, float]]:
    """Model -> name of a figure -> what R gave."""
    figures: dict[str, dict[str, float]] = {}
    with (REFERENCE / "lavaan.csv").open() as file:
        for row in csv.DictReader(file):
            figures.setdefault(row["model"], {})[row["name"]] = float(row["value"])
    return figures
