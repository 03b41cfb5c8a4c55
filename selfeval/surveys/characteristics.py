"""What may be kept about the questions about the person, worked out while the ballots lie open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from selfeval.questionnaires.model import Definition
from selfeval.release import Opened, characteristics
from selfeval.scoring.findings import Breakdown
from selfeval.surveys.places import asked_of
from selfeval.surveys.unsealing import Unsealed, kept_rows


def breakdowns_of(
    definition: Definition,
    about: Definition,
    groups: Mapping[int, tuple[str, Sequence[int]]],
    fit: Sequence[Unsealed],
    *,
    by_sex: bool,
    threshold: int,
) -> list[Breakdown]:
    """A table for each question of `about`. `groups`: id -> name and years, in the order of the plan.

    `by_sex`: whether their roll says how many girls and boys there are.
    """
    kept = [sex for _, sex, _ in kept_rows(about, fit, by_sex=by_sex, threshold=threshold)]
    return characteristics(
        definition,
        about,
        [
            Opened(groups[ballot.group_id][0], ballot.answers, ballot.about, sex)
            for ballot, sex in zip(fit, kept, strict=True)
        ],
        {name: asked_of(about, years) for name, years in groups.values()},
        threshold,
    )
