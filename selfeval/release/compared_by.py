"""What releases are compared by beside their figures: change lists of versions, and how each was asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING

from selfeval.findings.comparisons import BROUGHT
from selfeval.findings.findings import ReleaseFindings
from selfeval.questionnaires.catalogue import changes_by_version
from selfeval.questionnaires.model import Change

if TYPE_CHECKING:
    from selfeval.scoring.comparison.released_round import ComparedRound


def change_lists(rounds: Iterable[ComparedRound]) -> dict[str, dict[int, tuple[Change, ...]]]:
    """Of each questionnaire that is there in several versions, what each version has changed."""
    versions: dict[str, set[int]] = defaultdict(set)
    for round_ in rounds:
        versions[round_.shown.questionnaire].add(round_.shown.version)
    return {name: changes_by_version(name) for name, several in versions.items() if len(several) > 1}


def modes_of(releases: Iterable[tuple[ReleaseFindings, str]]) -> dict[str, str]:
    """Digest of a release that was brought in -> that it was; a comparison with it says so."""
    return {digest: BROUGHT for findings, digest in releases if findings.brought_in}
