"""Corrections for many comparisons as statsmodels makes them."""

from __future__ import annotations

import gc
from typing import Any

from statsmodels.stats import multitest


def multipletests(p: Any, *, method: str) -> Any:
    """The same. It looks for garbage in the whole process each time, which late in a run takes seconds.

    So what is there already is put out of its sight.
    """
    gc.freeze()
    return multitest.multipletests(p, method=method)
