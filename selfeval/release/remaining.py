"""Series over the rounds that are left: made anew where no release has one over just these.

A release has the series over every round released before it. Once one of those is deleted or corrected, or
was counted late, the series of what is left is made here, by what makes those of a release, from figures that
every round in it has released.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from selfeval.findings.comparisons import series_over
from selfeval.findings.findings import ReleaseFindings, release_from_json, to_json
from selfeval.release.compared_by import change_lists, modes_of
from selfeval.release.release import compared_rounds, other_release
from selfeval.store.database import Database, DuplicateRow
from selfeval.store.releases import (
    Release,
    RemainingSeries,
    newest_releases,
    remaining_digest,
    remaining_series,
)
from selfeval.store.surveys import Survey

FEWEST_ROUNDS = 2


@dataclass(frozen=True)
class _Missing:
    """A series that no release has: what its rounds are released in, oldest first."""

    questionnaire: str
    releases: Sequence[Release]

    @property
    def digests(self) -> set[str]:
        return {release.digest for release in self.releases}

    @property
    def digest(self) -> str:
        return remaining_digest(self.questionnaire, self.digests)


def complete_series(database: Database, school_id: int) -> int:
    """Makes and keeps every series of a school that is missing; how many there were."""
    with database.reading() as session:
        missing = list(_missing(session, school_id))
        made = [(series, _made(session, series)) for series in missing]
    if not made:
        return 0
    with suppress(DuplicateRow), database.writing() as session:  # another process has made them meanwhile
        there = {release.digest for release in newest_releases(session, school_id)}
        session.add_all(
            RemainingSeries(school_id=school_id, digest=series.digest, findings=findings)
            for series, findings in made
            if series.digests <= there
        )
    return len(made)


def _missing(session: Session, school_id: int) -> Iterator[_Missing]:
    """Of each questionnaire the series that a report needs: up to the last round of each school year."""
    by_questionnaire: dict[str, list[tuple[Release, ReleaseFindings]]] = {}
    for release in newest_releases(session, school_id):
        findings = release_from_json(release.findings)
        for round_ in findings.rounds:
            by_questionnaire.setdefault(round_.questionnaire, []).append((release, findings))
    for name, history in by_questionnaire.items():
        for year in sorted({release.year for release, _ in history}):
            rounds = [(release, findings) for release, findings in history if release.year <= year]
            if len(rounds) < FEWEST_ROUNDS:
                continue
            last, newest = max(rounds, key=lambda pair: (pair[0].released_on, pair[0].id))
            before = {release.digest for release, _ in rounds} - {last.digest}
            series = _Missing(name, [release for release, _ in rounds])
            if (
                series_over(newest.trends, name, before) is None
                and remaining_series(session, school_id, series.digest) is None
            ):
                yield series


def _made(session: Session, series: _Missing) -> str:
    """Its findings, as canonical JSON: a release with nothing in it but series."""
    from selfeval.scoring.comparison.series import trends

    rounds = [
        round_
        for release in series.releases
        for round_ in compared_rounds(other_release(session, release, {series.questionnaire}))
        if round_.shown.questionnaire == series.questionnaire
    ]
    newest = release_from_json(series.releases[-1].findings)
    smallest = session.get_one(Survey, series.releases[-1].survey_id).smallest_change
    left = {"", *(release.digest for release in series.releases)}
    compared = [change for change in newest.changes if {change.earlier.release, change.later.release} <= left]
    modes = modes_of((release_from_json(release.findings), release.digest) for release in series.releases)
    remaining = trends(
        rounds[-1:], rounds[:-1], change_lists(rounds), smallest=smallest, modes=modes, compared=compared
    )
    return to_json(replace(newest, rounds=(), changes=(), gaps=(), trends=remaining))
