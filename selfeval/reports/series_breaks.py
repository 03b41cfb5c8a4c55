"""Why a line over the rounds is broken: which questions became others, and whether the line goes on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from selfeval.english import capitalised, in_words, listed, quoted
from selfeval.findings.comparisons import Trend, TrendPoint
from selfeval.questionnaires.composing import is_own
from selfeval.questionnaires.lineage import changes_between
from selfeval.questionnaires.model import Questionnaire
from selfeval.reports.sources import Series

LANGUAGE = "en"
WHY_ANEW = {
    "other_items": "A line can be carried across only by three questions or more.",
    "half": "A line can be carried across only where at least half of the questions are the same.",
    "alpha": "Answers to those that stayed often went different ways, so they cannot carry a line across.",
    "alpha_unknown": "Too few answered to see whether those that stayed can carry a line across.",
    "hidden_items": "One of them is not shown in one of the rounds, so they cannot carry a line across.",
}


@dataclass(frozen=True)
class Reworded:
    """One change to a question: what was asked before, what is asked now. Either may be empty."""

    before: tuple[str, ...]
    now: tuple[str, ...]

    @property
    def only_answers(self) -> bool:
        """Whether the question is the same, and the answers to choose from are others."""
        return self.before == self.now


@dataclass(frozen=True)
class SeriesBreak:
    """One score whose questions became others with one round."""

    who: str
    scale: str
    name: str
    when: str
    sentence: str
    questions: tuple[Reworded, ...]
    anew: bool = False
    """The trend starts again, and does not go on with the questions that stayed."""


def breaks(series: Series) -> tuple[SeriesBreak, ...]:
    """Every break in the lines of a series, oldest first."""
    with_place = []
    for scale in series.voice.definition.scales:
        stretches = series.of(scale.id)
        for number, trend in enumerate(stretches):
            for place, point in enumerate(trend.points):
                anew = place == 0 and point.at > 0 and (number > 0 or trend.restarted is not None)
                if anew or point.link is not None:
                    with_place.append((point.at, _break(series, scale.id, trend, point, anew=anew)))
    return tuple(one for _, one in sorted(with_place, key=lambda pair: pair[0]))


def revisions(series: Series) -> Iterator[str]:
    """Every round that was asked a new version, and what is different in it as a whole."""
    for place in range(1, len(series.occasions)):
        version, before = (series.occasions[at].version for at in (place, place - 1))
        difference = series.versions[version].words[LANGUAGE].changed if version != before else ""
        if difference:
            yield f"{series.voice.name}: from {series.names[place]} on, a new version is asked. {difference}"


def _break(series: Series, scale: str, trend: Trend, point: TrendPoint, *, anew: bool) -> SeriesBreak:
    before, now = (series.versions[series.occasions[place].version] for place in (point.at - 1, point.at))
    old, new = _items(before, scale), _items(now, scale)
    questions = changed_questions(before, now, {*old, *new})
    stayed = len([item for item in new if item in old and not _reworded(questions, now, item)])
    when, earlier = series.names[point.at], series.names[point.at - 1]
    sentences = [
        f"In {when} its questions changed; {in_words(stayed) if stayed else 'none'} of {in_words(len(old))} "
        "stayed the same."
    ]
    if anew:
        sentences += [
            WHY_ANEW.get(trend.restarted or "", ""),
            f"So the trend starts again: a score from {when} must not be compared with {earlier}.",
        ]
    else:
        sentences.append(
            "The line goes on with what those did. After the break, points show how far they moved. "
            "They are not the score that the year’s report gives for the new questions."
        )
        if point.link and point.link.dropped:
            left = listed([quoted(now.words[LANGUAGE].items[item].text) for item in point.link.dropped])
            sentences.append(
                f"Left out, though asked alike: {left}. People whose other answers were alike "
                "answered it differently."
            )
    return SeriesBreak(
        who=series.voice.who,
        scale=scale,
        name=series.voice.name_of_scale(scale),
        when=when,
        sentence=" ".join(" ".join(sentences).split()),
        questions=questions,
        anew=anew,
    )


def changed_questions(before: Questionnaire, now: Questionnaire, of: set[str]) -> tuple[Reworded, ...]:
    """What became of these questions from one version to a later one, by the later one's list of changes."""
    old, new = before.words[LANGUAGE].items, now.words[LANGUAGE].items
    items_by_sources: dict[tuple[str, ...], list[str]] = {}
    own = is_own(before.definition.version) or is_own(now.definition.version)
    for change in changes_between(before, now) if own else now.changes:
        if change.kind == "unchanged" or not of & {change.item, *change.sources}:
            continue
        items_now = items_by_sources.setdefault(tuple(change.sources), [])
        if change.kind != "retired":
            items_now.append(change.item)
    return tuple(
        Reworded(
            tuple(quoted(old[item].text) for item in sources if item in old),
            tuple(quoted(new[item].text) for item in items if item in new),
        )
        for sources, items in items_by_sources.items()
    )


def _items(questionnaire: Questionnaire, scale: str) -> tuple[str, ...]:
    return next((one.items for one in questionnaire.definition.scales if one.id == scale), ())


def _reworded(questions: tuple[Reworded, ...], now: Questionnaire, item: str) -> bool:
    return any(quoted(now.words[LANGUAGE].items[item].text) in question.now for question in questions)


@dataclass(frozen=True)
class BreakInRound:
    """All breaks of one set of people with one round: said once, each explained on demand."""

    who: str
    when: str
    sentence: str
    breaks: tuple[SeriesBreak, ...]


MANY_BREAKS = 2
"""Breaks of one round above which they are told in one sentence."""


def breaks_by_round(series_breaks: Sequence[SeriesBreak]) -> tuple[BreakInRound, ...]:
    """Breaks by who and when, in their order."""
    together: dict[tuple[str, str], list[SeriesBreak]] = {}
    for one in series_breaks:
        together.setdefault((one.who, one.when), []).append(one)
    return tuple(
        BreakInRound(who, when, _told_together(who, when, broken), tuple(broken))
        for (who, when), broken in together.items()
    )


def _told_together(who: str, when: str, broken: Sequence[SeriesBreak]) -> str:
    """In 2025 the questions of eight scores changed, pupils. The lines of three go on …"""
    if len(broken) <= MANY_BREAKS:
        return ""
    anew = [one.name for one in broken if one.anew]
    on = len(broken) - len(anew)
    sentences = [f"{capitalised(who)}: in {when} the questions of {in_words(len(broken))} scores changed."]
    if on:
        lines = "line goes" if on == 1 else "lines go"
        sentences.append(f"The {lines} on for {in_words(on)}, by the questions that stayed the same.")
    if len(anew) == len(broken):
        sentences.append("All of them start again.")
    elif anew:
        starts = "start" if len(anew) > 1 else "starts"
        sentences.append(f"{listed([f'“{name}”' for name in anew])} {starts} again.")
    return " ".join(sentences)
