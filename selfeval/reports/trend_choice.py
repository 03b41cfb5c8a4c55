"""What a reader chooses on the page about change: whom, which score, which group, and which two rounds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from selfeval.english import capitalised
from selfeval.reports.changes import BASELINE, against, terms
from selfeval.reports.group_names import group_in_words
from selfeval.reports.sources import WHOLE, Series, SeriesPart
from selfeval.reports.wording import term

EVERYONE, EVERY_SCORE, LATEST = "everyone", "all", "latest"


@dataclass(frozen=True)
class TrendChoice:
    """A choice as an address has it; what does not exist is taken as not chosen."""

    who: str = EVERYONE
    """Id of a questionnaire."""
    area: str = EVERY_SCORE
    """Id of an area or another score."""
    group: str = ""
    """group:Year 5 or about.sex:girl; empty for everyone."""
    compare: str = BASELINE
    """The earlier round: autumn 2024."""
    to: str = LATEST
    """The later round."""


ALL_OF_IT = TrendChoice()


@dataclass(frozen=True)
class TrendOption:
    """One option of a list that a reader may choose from."""

    value: str
    words: str
    chosen: bool


@dataclass(frozen=True)
class ChosenSeries:
    """One set of people as they were chosen: over all rounds, and up to the later of the two compared."""

    every: Series
    until: Series
    """Up to the later round that is compared."""
    since: int | None
    """Place of the earlier one; None where there is none to compare with."""
    why_not: str = ""
    """Why nothing is compared, in a sentence."""


def existing(series: Sequence[Series], wanted: TrendChoice) -> TrendChoice:
    """The choice, with what this school does not have taken out of it."""
    keys = {one.key for one in series}
    scores = {scale.id for one in series for scale in one.voice.definition.scales}
    who = wanted.who if wanted.who in keys else EVERYONE
    shown = of_whom(series, who)
    return TrendChoice(
        who=who,
        area=wanted.area if wanted.area in scores else EVERY_SCORE,
        group=wanted.group if wanted.group in {value for value, _ in _groups(shown)} else "",
        compare=wanted.compare if wanted.compare in _besides_baseline(series) else BASELINE,
        to=wanted.to if wanted.to in later_terms(series) else LATEST,
    )


def of_whom(series: Sequence[Series], who: str) -> list[Series]:
    """The series of one set of people, or all."""
    return [one for one in series if who in (EVERYONE, one.key)]


def part_of(choice: TrendChoice) -> SeriesPart:
    """Whom of a series the chosen group is."""
    by, _, group = choice.group.partition(":")
    return SeriesPart(by, group) if group else SeriesPart()


def later_terms(series: Sequence[Series]) -> tuple[str, ...]:
    """The terms in which any of them had a round after its first, newest first."""
    days = {day for one in series for day in one.days[1:]}
    return tuple(dict.fromkeys(term(day) for day in sorted(days, reverse=True)))


def chosen_series(series: Sequence[Series], choice: TrendChoice) -> list[ChosenSeries]:
    """Each set of people with the two rounds that are compared."""
    return [_chosen(one, choice) for one in of_whom(series, choice.who)]


def _chosen(series: Series, choice: TrendChoice) -> ChosenSeries:
    later = series.last
    if choice.to != LATEST:
        there = [place for place, day in enumerate(series.days) if term(day) == choice.to]
        if not there:
            return ChosenSeries(series, series, None, f"{series.voice.name} had no round in {choice.to}.")
        later = there[-1]
    until = series.until(later)
    since = _earlier(until, choice.compare)
    if since is None:
        before = "before it" if choice.compare == BASELINE else f"in {choice.compare}, or it was not earlier"
        why = f"{series.voice.name} had no round {before}: nothing is compared with {term(until.days[-1])}."
        return ChosenSeries(series, until, None, why if series.last > 0 else "")
    if until.change_since(since) is None:
        why = (
            f"{series.voice.name}: no release compares {term(until.days[since])} with "
            f"{term(until.days[-1])}, and nothing is worked out afterwards."
        )
        return ChosenSeries(series, until, None, why)
    return ChosenSeries(series, until, since)


def _earlier(series: Series, compare: str) -> int | None:
    """The place of the earlier round; of a term with several rounds the last."""
    if compare == BASELINE:
        return None if series.baseline is None or series.baseline >= series.last else series.baseline
    earlier = [place for place, day in enumerate(series.days[:-1]) if term(day) == compare]
    return earlier[-1] if earlier else None


@dataclass(frozen=True)
class TrendOptions:
    """Every list of options; empty where there is nothing to choose."""

    who: tuple[TrendOption, ...]
    area: tuple[TrendOption, ...]
    group: tuple[TrendOption, ...]
    compare: tuple[TrendOption, ...]
    to: tuple[TrendOption, ...]


def options_of(series: Sequence[Series], choice: TrendChoice) -> TrendOptions:
    """In words, with what is chosen."""
    shown = of_whom(series, choice.who)
    who = [(EVERYONE, "Everyone who was asked"), *((one.key, f"{one.voice.name} only") for one in series)]
    scores = {
        scale.id: one.voice.name_of_scale(scale.id) for one in shown for scale in one.voice.definition.scales
    }
    later = later_terms(series)
    to = (
        [(LATEST, f"The latest round, {later[0]}"), *((one, capitalised(one)) for one in later[1:])]
        if later
        else []
    )
    return TrendOptions(
        who=_options(who, choice.who) if len(series) > 1 else (),
        area=_options([(EVERY_SCORE, "Every score"), *scores.items()], choice.area),
        group=_options([("", "All together"), *_groups(shown)], choice.group),
        compare=_options(_compared_with(series), choice.compare),
        to=_options(to, choice.to),
    )


def chosen_words(options: Sequence[TrendOption]) -> str:
    """What a list is set to; empty for its first option, which is everything."""
    return next((option.words for option in options[1:] if option.chosen), "")


def _options(pairs: Sequence[tuple[str, str]], chosen: str) -> tuple[TrendOption, ...]:
    return (
        tuple(TrendOption(value, words, value == chosen) for value, words in pairs) if len(pairs) > 1 else ()
    )


def _compared_with(series: Sequence[Series]) -> list[tuple[str, str]]:
    """The baseline, then every other earlier term."""
    if not terms(series):
        return []
    first = (BASELINE, capitalised(against(series, BASELINE)))
    return [first, *((one, capitalised(one)) for one in _besides_baseline(series))]


def _besides_baseline(series: Sequence[Series]) -> list[str]:
    """The earlier terms, but for the one that is the baseline of all."""
    baselines = {term(one.days[one.baseline or 0]) for one in series if one.last > 0}
    return [one for one in terms(series) if {one} != baselines]


def _groups(series: Sequence[Series]) -> list[tuple[str, str]]:
    """Groups that a release follows or compares: years as they are planned, then characteristics."""
    years = {
        f"{trend.by}:{trend.group}": trend.group
        for one in series
        for trend in one.trends
        if trend.by == "group" and trend.group
    }
    compared = {
        f"{group.by}:{group.group}": capitalised(group_in_words(one.voice, group.by, (group.group,)))
        for one in series
        for change in (*one.changes, *one.earlier_changes)
        for group in change.groups
        if group.by != "group" and group.by != WHOLE and not group.hidden
    }
    return [*years.items(), *sorted(compared.items(), key=lambda pair: pair[0])]
