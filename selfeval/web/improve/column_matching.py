"""What each column of a file was taken for, as somebody says it on a page: of plans and of values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from selfeval.web.site.forms import Form

LEAVE = "leave"
"""The choice of a column that is left out."""
Held = TypeVar("Held", bound=str)


def chosen_columns(form: Form, headings: Sequence[str], columns: Iterable[Held]) -> dict[str, Held | None]:
    """Heading -> what somebody has said that it holds; None: left out. `columns`: what it may hold."""
    by_name = {str(column): column for column in columns}
    chosen: dict[str, Held | None] = {}
    for place, heading in enumerate(headings):
        holds = form.value(f"column-{place}")
        if holds == LEAVE:
            chosen[heading] = None
        elif holds in by_name:
            chosen[heading] = by_name[holds]
    return chosen
