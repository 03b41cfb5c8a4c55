"""Series set against a chosen round: the verdict of every score, since when, and all in one table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from selfeval.english import count_in_words, count_of, in_words, listed, lowered, whole
from selfeval.findings.comparisons import GroupChange, ScaleChange
from selfeval.reports.sources import EVERYBODY, Series, SeriesPart
from selfeval.reports.verdicts import (
    ORDER,
    SMALLEST,
    ChangeVerdict,
    verdict_of,
    verdict_on_people,
    verdict_since,
)
from selfeval.reports.wording import ACROSS_NEW_QUESTIONS, BROUGHT_IN, VoiceName, term

MOST_CLEAR = 4
"""Scores that are named in a sentence; the table below has all."""
BASELINE = "baseline"
LONGEST_HEADING = 120
"""Characters; of two voices that changed, the second is then left to the text below."""


@dataclass(frozen=True)
class ComparedScore:
    """One score of one series since the chosen round, or since its questions last became others."""

    series: Series
    scale: str
    name: str
    verdict: ChangeVerdict
    since: int
    """Place of the round that it is set against."""
    change: ScaleChange | None = None

    @property
    def kind(self) -> str:
        """area, belonging, attitudes or other"""
        return self.series.voice.definition.scale(self.scale).kind

    @property
    def restarted(self) -> bool:
        """Whether its questions became others after the chosen round."""
        stretches = self.series.of(self.scale)
        return len(stretches) > 1 and stretches[-1].points[0].at == self.since > 0


def terms(series: Sequence[Series]) -> tuple[str, ...]:
    """The terms in which any of them had a round before its last, newest first: autumn 2025, autumn 2024 …"""
    days = {day for one in series for day in one.days[:-1]}
    return tuple(dict.fromkeys(term(day) for day in sorted(days, reverse=True)))


def round_index(series: Series, compare: str) -> int | None:
    """The round of that term; the baseline for BASELINE. None where there was none before the latest."""
    if compare == BASELINE:
        return None if series.baseline is None or series.baseline >= series.last else series.baseline
    earlier = [place for place, day in enumerate(series.days[:-1]) if term(day) == compare]
    return earlier[-1] if earlier else None


def against(series: Sequence[Series], compare: str) -> str:
    """What a page is set against: the baseline, autumn 2023; or the term that was chosen."""
    if compare != BASELINE:
        return compare
    starts = {term(one.days[place]) for one in series if (place := round_index(one, BASELINE)) is not None}
    return f"the baseline, {starts.pop()}" if len(starts) == 1 else "the baseline of each"


def compared_scores(
    series: Series, since: int, part: SeriesPart = EVERYBODY, only: str = ""
) -> tuple[ComparedScore, ...]:
    """Every score of a series or of one group, in the order of the questionnaire; `only`: this one."""
    scales = [scale.id for scale in series.voice.definition.scales if only in ("", scale.id)]
    return tuple(_compared(series, scale, since, part) for scale in scales)


def _compared(series: Series, scale: str, since: int, part: SeriesPart) -> ComparedScore:
    name = series.voice.name_of_scale(scale)
    stretches = series.of(scale, part)
    began = stretches[-1].points[0].at if stretches and stretches[-1].restarted else 0
    if began > since and began == series.last:
        sentence = f"Its questions changed in {series.names[began]}: the trend starts again there."
        return ComparedScore(
            series, scale, name, ChangeVerdict("none", sentence=sentence, brief="new questions"), since
        )
    asked, since = since, max(since, began)
    change = scale_change(series, scale, since, part)
    texts = {item: words.text for item, words in series.voice.words.items.items()}
    verdict = verdict_of(change, series.names[since], series.smallest, texts)
    if series.voice.definition.scale(scale).kind == "attitudes":
        verdict = verdict_on_people(verdict)
    if since > asked:
        verdict = verdict_since(verdict, series.names[since])
    return ComparedScore(series, scale, name, verdict, since, change)


def scale_change(series: Series, scale: str, since: int, part: SeriesPart = EVERYBODY) -> ScaleChange | None:
    """What became of one scale, of everyone or of one group."""
    change = series.change_since(since)
    if change is None:
        return None
    scales = change.scales
    if not part.is_whole:
        group = next((one for one in change.groups if (one.by, one.group) == (part.by, part.group)), None)
        if group is None:
            return None
        if group.hidden:
            return ScaleChange(scale, hidden=group.hidden)
        scales = group.scales
    return next((one for one in scales if one.scale == scale), None)


def group_changes(series: Series, since: int) -> tuple[GroupChange, ...]:
    """What became of the year groups since a round."""
    change = series.change_since(since)
    return tuple(group for group in change.groups if group.by == "group") if change else ()


def clear_changes(scores: Sequence[ComparedScore]) -> tuple[ComparedScore, ...]:
    """What improved and what declined, the largest first; what people think themselves does neither."""
    return tuple(score for score in by_verdict(scores) if score.verdict.clear and not score.verdict.of_people)


def by_verdict(scores: Sequence[ComparedScore]) -> tuple[ComparedScore, ...]:
    """Improved and declined, the largest first; then about the same and cannot tell, in their own order."""

    def place(score: ComparedScore) -> tuple[int, int]:
        return ORDER.index(score.verdict.kind), -score.verdict.size if score.verdict.clear else 0

    return tuple(sorted(scores, key=place))


def detectable_change(scores: Sequence[ComparedScore]) -> int | None:
    """Points that a change needs to be seen with so many answers, four times in five: 1.43 times the half of
    a 95 % interval (2.8 standard errors; MEASUREMENT 7). The middle one of all scores; None without any.
    """
    halves = sorted(
        (change.interval.high - change.interval.low) / 2
        for score in scores
        if score.change and (change := score.change.difference) and change.interval
    )
    return whole(2.8 / 1.96 * halves[len(halves) // 2]) if halves else None


def nothing_told(scores: Sequence[ComparedScore]) -> str:
    """One sentence where of no score anything can be told; empty else, and for a single one."""
    kinds = {score.verdict.kind for score in scores}
    if len(scores) < 2 or not kinds <= {"cannot", "none"} or "cannot" not in kinds:
        return ""
    seen = detectable_change(scores)
    bar = f" A change must be about {seen} points before it can be seen." if seen else ""
    return f"Too few answered to tell whether any of these {in_words(len(scores))} scores has changed.{bar}"


def change_heading(by_series: Sequence[Sequence[ComparedScore]], since: str) -> str:
    """What heads a page about change. `by_series`: for each series, its scores."""
    sentences = [_moved_in(scores) for scores in by_series]
    clear = [sentence for sentence in sentences if sentence]
    if clear:
        both = ". ".join(clear[:2])
        return both if len(both) <= LONGEST_HEADING else clear[0]
    kinds = {score.verdict.kind for scores in by_series for score in scores}
    rounds = {score.verdict.since or since for scores in by_series for score in scores}
    when = f" since {rounds.pop()}" if len(rounds) == 1 else ""
    if kinds <= {"none"}:
        return "There is nothing to compare yet"
    if "same" in kinds and "cannot" not in kinds:
        return f"Answers have stayed about the same{when}"
    if "same" in kinds:
        return f"Nothing has clearly changed{when}"
    return f"Too few answers to tell what has changed{when}"


def _moved_in(scores: Sequence[ComparedScore]) -> str:
    """Pupils: “B” declined, “A” and one more score improved: what is bad for people first."""
    moved = clear_changes(scores)
    names = {
        kind: [score.name for score in moved if score.verdict.kind == kind]
        for kind in ("declined", "improved")
    }
    most = 1 if all(names.values()) else 2
    parts = [f"{_named(scores, most)} {kind}" for kind, scores in names.items() if scores]
    return f"{scores[0].series.voice.name}: {', '.join(parts)}" if parts else ""


def _named(names: Sequence[str], most: int) -> str:
    """“A”, “B” and two more scores"""
    quoted_names = [f"“{name}”" for name in names[:most]]
    left = len(names) - most
    return listed([*quoted_names, count_in_words(left, "more score")] if left > 0 else quoted_names)


@dataclass(frozen=True)
class SummaryRow:
    """One score with its verdict in each series; None where that series has no such score."""

    name: str
    verdicts: tuple[ChangeVerdict | None, ...]


class ClearChange(NamedTuple):
    """One score that moved: “A” (pupils) improved, up 7 points of 100 (very likely 4 to 10)."""

    what: str
    verdict: str
    moved: str


@dataclass(frozen=True)
class ChangeSummary:
    """Series set against an earlier round."""

    against: str
    """the baseline, autumn 2023"""
    since: str
    """The same in short, of the first series that has one: 2023."""
    heading: str
    columns: tuple[tuple[VoiceName, str], ...]
    rows: tuple[SummaryRow, ...]
    scores: tuple[tuple[ComparedScore, ...], ...]
    """For each column, its scores; empty where it had no earlier round."""
    criterion: str
    """What a change must be to be named, and what it is worked out from."""

    @property
    def compared_columns(self) -> tuple[int, ...]:
        """Places of the columns of which anything is told: not those where nobody can tell of any score."""
        return tuple(place for place, scores in enumerate(self.scores) if not nothing_told(scores))

    @property
    def compared_rows(self) -> tuple[SummaryRow, ...]:
        """Rows with a verdict in one of these columns."""
        return tuple(row for row in self.rows if any(row.verdicts[place] for place in self.compared_columns))

    @property
    def unsure(self) -> tuple[str, ...]:
        """Once for each of the other columns."""
        return tuple(
            f"{name}: {lowered(sentence)}"
            for (_, name), scores in zip(self.columns, self.scores, strict=True)
            if (sentence := nothing_told(scores))
        )

    @property
    def compared_with(self) -> str:
        """compared with the baseline, autumn 2023; with what is set against a later round"""
        anew = {score.verdict.since for scores in self.scores for score in scores if score.verdict.since}
        if not anew:
            return f"compared with {self.against}"
        return (
            f"compared with {self.against}; where the questions changed after it, with the first round "
            "of the new ones"
        )

    def of(self, series: str) -> tuple[ComparedScore, ...]:
        """The scores of one voice."""
        return next((scores for scores in self.scores if scores and scores[0].series.key == series), ())

    def verdict(self, series: str, scale: str) -> ChangeVerdict | None:
        """Of one score; None where that voice had no earlier round."""
        return next((score.verdict for score in self.of(series) if score.scale == scale), None)

    def became(self, series: str, scale: str) -> str:
        """What became of one score, in a sentence; empty where that voice had no earlier round."""
        verdict = self.verdict(series, scale)
        return f"{verdict.name}: {lowered(verdict.sentence)}" if verdict else ""

    @property
    def clear(self) -> tuple[ComparedScore, ...]:
        """What improved and what declined."""
        return tuple(score for scores in self.scores for score in clear_changes(scores))

    @property
    def clear_in_words(self) -> tuple[ClearChange, ...]:
        """The first few of these."""
        return tuple(
            self._in_words(score, first=place == 0) for place, score in enumerate(self.clear[:MOST_CLEAR])
        )

    def _in_words(self, score: ComparedScore, *, first: bool) -> ClearChange:
        verdict = score.verdict
        who = f" ({score.series.voice.who})" if len(self.columns) > 1 else ""
        unit = " points of 100" if first else ""
        since = f" since {verdict.since}" if verdict.since else ""
        likely = f" (very likely {verdict.range})" if verdict.range else ""
        return ClearChange(
            f"“{score.name}”{who}", verdict.name.lower(), f"{verdict.beside}{unit}{since}{likely}"
        )

    @property
    def after_clear(self) -> str:
        """What is said after them, or in their place."""
        more = len(self.clear) - MOST_CLEAR
        start = "" if self.clear else "There is no score that we can be sure improved or declined. "
        start += f"{count_of(more, 'more change')} below. " if more > 0 else ""
        return f"{start}Everything is {self.compared_with}."


def change_summary(
    area_names: Mapping[str, str],
    rounds: Sequence[tuple[Series, int | None]],
    against: str,
    part: SeriesPart = EVERYBODY,
    only: str = "",
) -> ChangeSummary:
    """`rounds`: each series with the place of the round that it is set against, or None.

    `part`, `only`: the group and the score that are looked at.
    """
    scores = tuple(
        compared_scores(series, place, part, only) if place is not None else () for series, place in rounds
    )
    since = next((series.names[place] for series, place in rounds if place is not None), "")
    return ChangeSummary(
        against=against,
        since=since,
        heading=change_heading([of_series for of_series in scores if of_series], since),
        columns=tuple((series.voice.voice, series.voice.name) for series, _ in rounds),
        rows=_rows(area_names, scores),
        scores=scores,
        criterion=_criterion([series for series, _ in rounds]),
    )


def _rows(
    area_names: Mapping[str, str], by_series: Sequence[Sequence[ComparedScore]]
) -> tuple[SummaryRow, ...]:
    """Areas in their order, then belonging, attitudes and what else was scored."""
    by_scale = [{score.scale: score for score in scores} for scores in by_series]
    every = [score for scores in by_series for score in scores]
    names = {score.scale: score.name for score in every}
    return tuple(
        SummaryRow(
            names[scale],
            tuple(scores[scale].verdict if scale in scores else None for scores in by_scale),
        )
        for scale in dict.fromkeys([*area_names, *(score.scale for score in every)])
        if scale in names
    )


def _criterion(series: Sequence[Series]) -> str:
    smallest = max((one.smallest for one in series), default=SMALLEST)
    least = f"at least {whole(smallest)} points of 100"
    anew = ACROSS_NEW_QUESTIONS if any(map(has_new_questions, series)) else ""
    brought = map(brought_in_rounds, series)
    named = f"A change is named only if it is beyond chance and {least}."
    return " ".join(filter(None, (named, anew, *brought)))


def has_new_questions(series: Series) -> bool:
    """Whether a score has other questions in one of its rounds than in the round before."""
    return any(point.link for trend in series.trends for point in trend.points)


def brought_in_rounds(series: Series) -> str:
    """That rounds of a series were brought in, and what this means for a comparison; else empty."""
    rounds = [place for place, how in enumerate(series.brought_in) if how]
    return " ".join(f"{series.voice.name}: {brought_in_words(series, place)}" for place in rounds)


def brought_in_words(series: Series, place: int) -> str:
    """What a round that was brought in is, in sentences."""
    year = series.names[place].removesuffix(f" {BROUGHT_IN}")
    return (
        f"{year} was asked elsewhere ({series.brought_in[place]}) and brought in, not by our ballot. People "
        "may answer otherwise when they are asked in another way, so part of a difference may come from that."
    )
