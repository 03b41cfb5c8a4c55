"""What governors may ask of a year's figures, and what a sound answer to each would hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from selfeval.english import whole
from selfeval.reports.explained_gaps import ExplainedGap
from selfeval.reports.key_findings import KeyFinding, Kind, one_of_each_kind
from selfeval.reports.response_rates import LOW_TURNOUT, answered, non_respondents, turnout
from selfeval.reports.series import panels_of
from selfeval.reports.sources import Sources
from selfeval.reports.wording import bounds

MOST_ASKED = 6
MOST_OF_FINDINGS = 3


@dataclass(frozen=True)
class QuestionToAsk:
    """A question that the figures raise, and what to listen for."""

    text: str
    sound: str
    """What a sound answer would hold."""


ASKED: dict[Kind, tuple[str, str]] = {
    "level_above": (
        "What explains it?",
        "It says what leaders saw that these people did not, and what will be done by when. "
        "It does not say that the answers are wrong.",
    ),
    "answers": (
        "What will we do, and by when?",
        "It names one thing, who does it and by when, and how we shall see next year whether it helped.",
    ),
    "event": (
        "What does our own log say, and what came of it?",
        "It gives the number in the log and what was done. More in the log than last year can be good news.",
    ),
    "group": (
        "What do they say it is like, and what would help?",
        "It says how they were asked, without singling anyone out, and what was changed because of it.",
    ),
    "declined": (
        "What else changed for them in that time?",
        "It names what changed in that time and what people were asked about it. "
        "It does not call it chance: that was tested.",
    ),
    "improved": (
        "What did we do, and might it have risen anyway?",
        "It names what was done before the rise, and says what else may have caused it.",
    ),
    "level_below": (
        "What do leaders see that these people do not?",
        "It says what is still missing for the next level, or that the level will be looked at again.",
    ),
}
EXPLAINED = (
    "Does the school’s explanation hold?",
    "It says what the explanation rests on, and what would show it to be wrong.",
)
MISSING = "It says who is often away or left out, and how they were heard in another way."
LOWEST = "It names what was done, and says whether the score moved by more than chance since."
RECORDS = QuestionToAsk(
    "Do our records of bullying and prejudice tell the same story as the answers?",
    "It sets the number in the log beside what people say happened, and does not treat few entries as proof.",
)


def questions_to_ask(
    sources: Sources, key: Sequence[KeyFinding], gaps: Sequence[ExplainedGap]
) -> tuple[QuestionToAsk, ...]:
    """At most six: what is most important first."""
    explained = {gap.gap.indicator for gap in gaps if gap.explanation}
    asked = [
        *(_of(finding, explained) for finding in one_of_each_kind(key)[:MOST_OF_FINDINGS]),
        *_who_is_missing(sources),
        *_what_was_lowest(sources),
        *((RECORDS,) if sources.voices else ()),
    ]
    return tuple(asked[:MOST_ASKED])


def _of(finding: KeyFinding, explained: set[str]) -> QuestionToAsk:
    ask, sound = EXPLAINED if finding.indicator in explained else ASKED[finding.kind]
    return QuestionToAsk(f"{finding.headline}. {ask}", sound)


def _who_is_missing(sources: Sources) -> Iterator[QuestionToAsk]:
    """Not asked where so few are silent that it would send somebody to look for them."""
    shares = [
        (share, voice)
        for voice in sources.voices
        if (share := turnout(voice)) is not None and non_respondents(voice) >= voice.released.threshold
    ]
    if shares:
        share, voice = min(shares, key=lambda pair: pair[0])
        how = "Only " if share < LOW_TURNOUT else ""
        who = f"{how}{answered(voice)} {voice.who} answered"
        yield QuestionToAsk(f"{who}. Who did not, and how do we hear them?", MISSING)


def _what_was_lowest(sources: Sources) -> Iterator[QuestionToAsk]:
    """The area that pupils (or staff) surely scored lowest a round ago: what came of it?"""
    for series in sources.series:
        areas = {scale.id for scale in series.voice.definition.scales if scale.kind == "area"}
        before = [
            (point.estimate, point.name, panel)
            for panel in panels_of(series)
            if panel.scale in areas
            and len(there := [point for point in panel.points if not point.gone]) > 1
            and (point := there[-2]).estimate
        ]
        if len(before) < 2:
            continue
        (lowest, when, panel), *others = sorted(before, key=lambda score: bounds(score[0])[1])
        if all(bounds(other)[0] > bounds(lowest)[1] for other, *_ in others):
            sentence = f"In {when}, “{panel.name}” was lowest among {panel.who} ({whole(lowest.value)})"
            yield QuestionToAsk(f"{sentence}. What did we do about it?", LOWEST)
            return
