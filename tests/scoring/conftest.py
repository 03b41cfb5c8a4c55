"""The real answers, which lie outside the project."""

from __future__ import annotations

import os
from pathlib import Path

import pandas as pd
import pytest
from numpy import float64
from numpy.typing import NDArray

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def real_file() -> Path:
    folder = Path(os.environ.get("SELFEVAL_REAL_DATA", ROOT / "../shared/data"))
    found = folder / "timss2015-grade8" / "responses.csv"
    if not found.exists():
        pytest.skip(
            f"The real answers are not at {found}: set SELFEVAL_REAL_DATA to the folder that has them."
        )
    return found


@pytest.fixture(scope="session")
def real_answers(real_file: Path) -> NDArray[float64]:
    """Codes of the 3,000 pupils (rows) to the 16 items, seven on belonging first; NaN where none."""
    return pd.read_csv(real_file, index_col="respondent_id").to_numpy(dtype=float64)
