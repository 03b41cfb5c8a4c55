"""Gaps between voices: what staff and pupils of one school year said to the questions that both were asked.

Part of the findings of the release that came second. Neither side is right; the voices are never averaged.
"""

from __future__ import annotations

from dataclasses import dataclass

from selfeval.scoring.comparisons import Technical
from selfeval.scoring.estimates import Difference


@dataclass(frozen=True)
class ScaleGap:
    """One area, or belonging, on the questions that both voices were asked; means on 0-100."""

    scale: str
    """Id of the pupils' scale."""
    pairs: tuple[tuple[str, str], ...]
    """(pupils' item, staff's item): the same question, or its mirror."""
    pupils: float | None = None
    staff: float | None = None
    difference: Difference | None = None
    """Staff less pupils."""
    perceived: bool = False
    """A perception gap: beyond chance, and of ten points or more."""
    hidden: str | None = None
    """A key of comparisons.UNSHOWN."""
    technical: Technical | None = None


@dataclass(frozen=True)
class VoiceGap:
    """Staff beside the pupils of one band."""

    pupils: str
    """Digest of the questionnaire of each."""
    staff: str
    release: str
    """Digest of the earlier of the two releases; the later one holds this."""
    scales: tuple[ScaleGap, ...]
