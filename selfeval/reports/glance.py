"""What changed at a glance: a verdict for every score and every voice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from selfeval.reports.following import Compared, clear, compared, headline
from selfeval.reports.series import Series
from selfeval.reports.verdicts import SMALLEST, Verdict
from selfeval.reports.voices import VoiceName
from selfeval.reports.wording import ROUNDED, whole


@dataclass(frozen=True)
class GlanceRow:
    """One score with its verdict in each series; None where that series has no such score."""

    name: str
    verdicts: tuple[Verdict | None, ...]


@dataclass(frozen=True)
class Glance:
    """Series set against an earlier round."""

    against: str
    """the baseline, autumn 2023"""
    since: str
    """The same in short, of the first series that has one: 2023."""
    heading: str
    columns: tuple[tuple[VoiceName, str], ...]
    rows: tuple[GlanceRow, ...]
    found: tuple[tuple[Compared, ...], ...]
    """For each column, its scores; empty where it had no earlier round."""
    bar: str
    """What a change must be to be named, and how it is rounded."""

    def of(self, series: str) -> tuple[Compared, ...]:
        """The scores of one voice."""
        return next((scores for scores in self.found if scores and scores[0].series.key == series), ())

    def verdict(self, series: str, scale: str) -> Verdict | None:
        """Of one score; None where that voice had no earlier round."""
        return next((each.verdict for each in self.of(series) if each.scale == scale), None)

    @property
    def clear(self) -> tuple[Compared, ...]:
        """What improved and what declined."""
        return tuple(each for scores in self.found for each in clear(scores))


def glance_at(
    area_names: Mapping[str, str], places: Sequence[tuple[Series, int | None]], against: str
) -> Glance:
    """`places`: each series with the round that it is set against, or None."""
    found = tuple(compared(each, place) if place is not None else () for each, place in places)
    since = next((each.names[place] for each, place in places if place is not None), "")
    return Glance(
        against=against,
        since=since,
        heading=headline([scores for scores in found if scores], since),
        columns=tuple((each.voice.voice, each.voice.name) for each, _ in places),
        rows=_rows(area_names, found),
        found=found,
        bar=_bar([each for each, _ in places]),
    )


def _rows(area_names: Mapping[str, str], found: Sequence[Sequence[Compared]]) -> tuple[GlanceRow, ...]:
    """Areas in their order, then belonging, attitudes and what else was scored."""
    by_scale = [{each.scale: each for each in scores} for scores in found]
    every = [each for scores in found for each in scores]
    names = {each.scale: each.name for each in every}
    return tuple(
        GlanceRow(
            names[scale],
            tuple(scores[scale].verdict if scale in scores else None for scores in by_scale),
        )
        for scale in dict.fromkeys([*area_names, *(each.scale for each in every)])
        if scale in names
    )


def _bar(series: Sequence[Series]) -> str:
    smallest = max((each.smallest for each in series), default=SMALLEST)
    least = f"at least {whole(smallest)} points of 100"
    return f"A change is named only if it is beyond chance and {least}. {ROUNDED}"
