"""Every table, in one place, so that migrations see them all."""

from selfeval.store import (
    accounts,
    ballots,
    baselines,
    deletions,
    factors,
    judgements,
    lessons,
    links,
    partnerships,
    releases,
    responses,
    schools,
    surveys,
)
from selfeval.store.base import Base

TABLES = (
    accounts,
    ballots,
    baselines,
    deletions,
    factors,
    judgements,
    lessons,
    links,
    partnerships,
    releases,
    responses,
    schools,
    surveys,
)
METADATA = Base.metadata
