"""Evidence of an indicator in lines: what it is, whether it backs the level, and what was answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from selfeval.self_evaluation.document import (
    Document,
    DocumentedEvidence,
    DocumentedIndicator,
    backs_of,
    evidence_at,
)
from selfeval.self_evaluation.evidence import STRONG
from selfeval.self_evaluation.judgements import STRENGTHS


@dataclass(frozen=True)
class FiguresBeside:
    """Published figures that stand beside a document when it is read, and what is deleted since.

    They are in no document: deleted results are then gone from every signed one, too.
    """

    answers: Mapping[int, str] = field(default_factory=dict)
    """Number of a piece that is an answer from a survey -> 25 of 100 pupils agree with “…”."""
    gone: frozenset[int] = frozenset()
    """Numbers of pieces that somebody has deleted: of these the name is shown, and not what was in them."""
    gaps: Mapping[str, str] = field(default_factory=dict)
    """Id of an indicator -> the answers that speak against its level, in the same words."""


def note_of(piece: DocumentedEvidence, beside: FiguresBeside) -> str:
    """What was written down; empty once it is deleted."""
    return "" if piece.number in beside.gone else piece.note


NO_FIGURES = FiguresBeside()


def evidence_lines(
    document: Document, indicator: DocumentedIndicator, beside: FiguresBeside = NO_FIGURES
) -> tuple[str, ...]:
    """A line for each piece, in their order."""
    return tuple(
        evidence_at(indicator, piece, beside.answers.get(piece.number, ""))
        for piece in document.evidence_of(indicator)
    )


def unnamed_evidence(strength: str) -> str:
    """Said where no piece is named: Judged as: some evidence. No piece is named."""
    judged = f"Judged as: {STRENGTHS[strength].lower()}. " if strength in STRENGTHS else ""
    return f"{judged}No piece is named."


def against(document: Document, indicator: DocumentedIndicator) -> tuple[DocumentedEvidence, ...]:
    """The pieces of an indicator that point the other way."""
    return tuple(
        piece for piece in document.evidence_of(indicator) if backs_of(indicator, piece) == STRONG["against"]
    )
