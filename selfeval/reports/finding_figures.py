"""The released figure that a sentence of a report rests on, so that an action of it can be measured by it."""

from __future__ import annotations

from collections.abc import Iterator

from selfeval.improvement.metrics import Reference
from selfeval.reports.key_findings import KeyFinding, claim_of
from selfeval.reports.level_gaps import LevelGap
from selfeval.reports.sources import Sources, Voice
from selfeval.reports.year_report import YearReport


def figures_of_sentence(sources: Sources, report: YearReport, sentence: str) -> tuple[Reference, ...]:
    """The figure of a key finding, of a question to ask about it, or of a single question; its score next."""
    for finding in report.key:
        if sentence == finding.sentence or sentence.startswith(f"{finding.headline}. "):
            return _of_finding(sources, finding)
    for voice in sources.voices:
        for statement in voice.statements:
            if statement.favourable is not None and sentence == claim_of(statement):
                return tuple(_of_item(voice, statement.item))
    return ()


def figures_of_gap(sources: Sources, gap: LevelGap) -> tuple[Reference, ...]:
    """The questions that speak against a level, and the scores that they are in."""
    return tuple(
        dict.fromkeys(
            reference
            for statement in gap.statements
            for voice in sources.voices
            if voice.who == statement.who
            for reference in _of_item(voice, statement.item)
        )
    )


def _of_finding(sources: Sources, finding: KeyFinding) -> tuple[Reference, ...]:
    who, name = finding.about
    voice = next((voice for voice in sources.voices if voice.who == who), None)
    if voice is None:
        return ()
    if finding.kind in ("declined", "improved"):
        return (Reference("scale", voice.key, name),)
    if finding.kind == "group":
        by, _, group = name.partition(" ")
        return tuple(
            Reference("scale", voice.key, scale.id, by, group)
            for scale in voice.definition.scales
            if scale.kind == "belonging"
        )
    return tuple(_of_item(voice, name))


def _of_item(voice: Voice, item: str) -> Iterator[Reference]:
    yield Reference("item", voice.key, item)
    for scale in voice.definition.scales:
        if item in scale.items:
            yield Reference("scale", voice.key, scale.id)
