"""Two people in one row: what only one of them changed is kept, what both changed is asked about."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from selfeval.store.plan_reading import PlanRow
from selfeval.store.plan_saving import superseded_texts, text_columns


@dataclass(frozen=True)
class TwoTexts:
    """What somebody typed beside what stands there now."""

    together: Mapping[str, object]
    """Columns with the changes of both; where both changed one, as it was typed."""
    both: tuple[str, ...]
    """Columns that both changed, differently."""
    theirs: tuple[str, ...]
    """Columns that only somebody else changed."""


def two_texts(session: Session, row: PlanRow, seen: int, typed: Mapping[str, object]) -> TwoTexts:
    """`seen`: the version that was on the page when typing began; `row`: as it stands now."""
    now = text_columns(row)
    base = next(
        (json.loads(one.content) for one in superseded_texts(session, row) if one.version == seen), None
    )
    before = plain(now) if base is None else base
    stored, mine = plain(now), plain(typed)
    together = dict(typed)
    both, theirs = [], []
    for name in typed:
        changed = stored.get(name) != before.get(name)
        if mine[name] == stored.get(name) or (not changed and base is not None):
            continue
        if mine[name] == before.get(name) and base is not None:
            together[name] = now[name]
            theirs.append(name)
        else:
            both.append(name)
    return TwoTexts(together, tuple(both), tuple(theirs))


def plain(columns: Mapping[str, object]) -> dict[str, object]:
    """As it is kept: JSON."""
    read: dict[str, object] = json.loads(json.dumps(columns, default=str))
    return read
