"""The areas as groups of questions: what each score is the average of, and how far the questions go together.

An area is six or fewer questions about different things, chosen because the charter names them. Its score is
their average. Whether people who like one thing also like the others is worth knowing, and is no fault.
"""

from __future__ import annotations

from dataclasses import dataclass

from selfeval.reports.sources import Voice, VoiceName
from selfeval.reports.statements import Statement, statements
from selfeval.reports.wording import listed, whole
from selfeval.scoring.findings import Estimate, Reliability, ScaleFinding

TOGETHER, PARTLY = 0.3, 0.15
"""Mean correlation between two questions of an area from which they go together, or partly do (Clark and
Watson 1995). Unlike alpha it does not hang on how many questions there are, and areas have few."""

NOTES = {
    "together": "The answers to these questions mostly went together.",
    "partly": "The answers to these questions only partly went together.",
    "apart": "The answers to these questions had little to do with each other: read them one by one.",
    "": "",
}


@dataclass(frozen=True)
class QuestionGroup:
    """One area of one voice, question by question."""

    name: str
    estimate: Estimate | None
    note: str
    statements: tuple[Statement, ...]


@dataclass(frozen=True)
class QuestionGroups:
    """All areas of one voice."""

    key: str
    voice: VoiceName
    name: str
    groups: tuple[QuestionGroup, ...]


def question_groups(voice: Voice) -> QuestionGroups | None:
    """The areas of a voice; None for one that has no area scores."""
    asked = {each.item: each for each in statements(voice)}
    groups = tuple(
        QuestionGroup(
            voice.name_of_scale(scale.scale),
            scale.mean,
            NOTES[hang(scale.reliability)] if scale.mean else "",
            tuple(asked[item] for item in voice.definition.scale(scale.scale).items if item in asked),
        )
        for scale in voice.scored_areas
    )
    return QuestionGroups(f"areas-of-{voice.key}", voice.voice, voice.name, groups) if groups else None


def hang(found: Reliability | None) -> str:
    """together | partly | apart; empty where too few people or questions could tell."""
    if found is None or found.together is None:
        return ""
    if found.together >= TOGETHER:
        return "together"
    return "partly" if found.together >= PARTLY else "apart"


def cautions(voice: Voice) -> tuple[str, ...]:
    """What must be told of the scores of a voice; those whose questions go together need no words."""
    areas = {scale.scale for scale in voice.scored_areas}
    told = []
    apart = [each for each in voice.scored_areas if each.mean and hang(each.reliability) == "apart"]
    if apart:
        told.append(
            f"{voice.name}: the questions of {_named(voice, apart)} had little to do with each other. "
            f"{'The score is only their average' if len(apart) == 1 else 'These scores are only averages'}: "
            "read the questions one by one."
        )
    for words, sentence in SCALES.items():
        found = [
            each
            for each in voice.findings.scales
            if each.scale not in areas and each.mean and each.reliability and each.reliability.words == words
        ]
        if found:
            told.append(f"{voice.name}: the score {sentence.format(scales=_named(voice, found))}")
    return tuple(told)


SCALES = {
    "weak": "is rough for {scales}: answers to its questions often went different ways. "
    "Read each question before you trust the score.",
    "apart": "says little for {scales}: people who liked what one of its questions asks did not tend to like "
    "the others. Read the questions one by one, and leave out the score.",
}
"""Of scales that are meant to measure one thing, by the word for their alpha."""


def _named(voice: Voice, scales: list[ScaleFinding]) -> str:
    return listed(
        [f"“{voice.name_of_scale(each.scale)}” ({whole(each.mean.value)})" for each in scales if each.mean]
    )
