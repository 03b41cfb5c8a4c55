"""The page about change: what it says, in its order. Pure: released series and levels in, words out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from selfeval.english import capitalised, in_words, listed, quoted, whole
from selfeval.findings.comparisons import Trend, TrendPoint
from selfeval.questionnaires.composing import is_own
from selfeval.questionnaires.lineage import changes_between
from selfeval.questionnaires.model import Questionnaire
from selfeval.reports.changes import BASELINE, ChangeSummary, against, change_summary, round_index, terms
from selfeval.reports.leaders_trend import LeadersTable, leaders_table
from selfeval.reports.sources import BaselineMove, Series, TrendSources
from selfeval.reports.verdicts import NAMES, SMALLEST, Kind
from selfeval.reports.voice_trend import VoiceTrend, voice_trend
from selfeval.reports.wording import term

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
    name: str
    when: str
    sentence: str
    questions: tuple[Reworded, ...]


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
        name=series.voice.name_of_scale(scale),
        when=when,
        sentence=" ".join(" ".join(sentences).split()),
        questions=questions,
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


EVERYONE = "everyone"


@dataclass(frozen=True)
class CompareOption:
    """One option of a list that a reader may choose from."""

    value: str
    words: str
    chosen: bool


@dataclass(frozen=True)
class TrendReport:
    """Everything the page says."""

    school: str
    eyebrow: str
    heading: str
    first: bool
    """No series has two rounds."""
    who: tuple[CompareOption, ...]
    compare: tuple[CompareOption, ...]
    summary: ChangeSummary
    voices: tuple[VoiceTrend, ...]
    revisions: tuple[str, ...]
    """What is different in the versions that came in between, in sentences."""
    breaks: tuple[SeriesBreak, ...]
    leaders: LeadersTable | None
    baseline_moves: tuple[tuple[str, BaselineMove], ...]
    """Whose baseline was moved, and how it came to be."""
    meanings: tuple[tuple[Kind, str, str], ...]
    names: tuple[str, ...]
    gone: tuple[str, ...]
    """What became of rounds that are not there any more, in sentences."""
    footer: str


def trend_report(sources: TrendSources, who: str = EVERYONE, compare: str = BASELINE) -> TrendReport:
    """The page as chosen; a choice that does not exist is taken as none."""
    shown = [series for series in sources.series if who in (EVERYONE, series.key)] or list(sources.series)
    wanted = compare if compare in terms(sources.series) else BASELINE
    rounds = [(series, round_index(series, wanted)) for series in shown]
    summary = change_summary(sources.area_names, rounds, against(shown, wanted))
    return TrendReport(
        school=sources.school,
        eyebrow=_eyebrow(sources.series),
        heading=_heading(sources, summary),
        first=all(series.last == 0 for series in sources.series),
        who=_who(sources.series, who),
        compare=_compare(sources.series, wanted),
        summary=summary,
        voices=tuple(
            voice_trend(series, place, scores)
            for (series, place), scores in zip(rounds, summary.scores, strict=True)
            if series.last > 0
        ),
        revisions=tuple(sentence for one in shown for sentence in revisions(one)),
        breaks=tuple(series_break for one in shown for series_break in breaks(one)),
        leaders=leaders_table(sources),
        baseline_moves=tuple(
            (series.voice.name, sources.baseline_moves[series.key])
            for series in shown
            if series.key in sources.baseline_moves
        ),
        meanings=_meanings(shown, summary),
        names=sources.names,
        gone=tuple(_gone(sources, shown)),
        footer=_footer(sources),
    )


def _gone(sources: TrendSources, shown: Sequence[Series]) -> Iterator[str]:
    """Each round that is gone, and what changes are counted from instead."""
    hidden = {series.key for series in sources.series} - {series.key for series in shown}
    for gone in sources.gone:
        if gone.questionnaire not in hidden:
            yield f"{gone.name}, {term(gone.opens_on)}: {gone.words}."
    for series in shown:
        is_first = series.baseline == 0 and series.last > 0 and series.key not in sources.baseline_moves
        if is_first and any(gone.opens_on < series.days[0] for gone in series.gone):
            first = term(series.days[0])
            yield f"{series.voice.name}: changes are counted from {first}, the earliest round that is left."


def _eyebrow(series: Sequence[Series]) -> str:
    days = [day for one in series for day in one.days]
    most = max((one.last + 1 for one in series), default=0)
    if most < 2:
        return "Changes over time"
    return f"Changes over time · {term(min(days))} to {term(max(days))} · {in_words(most)} rounds"


def _heading(sources: TrendSources, summary: ChangeSummary) -> str:
    if not sources.series and sources.gone:
        return "There is nothing left to compare"
    if not sources.series:
        return "Changes over time come with the second round"
    if all(series.last == 0 for series in sources.series):
        return f"One round so far: {term(max(day for series in sources.series for day in series.days))}"
    return summary.heading


def _who(series: Sequence[Series], who: str) -> tuple[CompareOption, ...]:
    if len(series) < 2:
        return ()
    chosen = who if who in {one.key for one in series} else EVERYONE
    every = CompareOption(EVERYONE, "Everyone who was asked", chosen == EVERYONE)
    return (
        every,
        *(CompareOption(one.key, f"{one.voice.name} only", chosen == one.key) for one in series),
    )


def _compare(series: Sequence[Series], compare: str) -> tuple[CompareOption, ...]:
    earlier = terms(series)
    if not earlier:
        return ()
    starts = against(series, BASELINE)
    first = CompareOption(BASELINE, capitalised(starts), compare == BASELINE)
    baselines = {term(one.days[one.baseline or 0]) for one in series if one.last > 0}
    rest = [one for one in earlier if {one} != baselines]
    return (first, *(CompareOption(one, capitalised(one), compare == one) for one in rest))


def _meanings(shown: Sequence[Series], summary: ChangeSummary) -> tuple[tuple[Kind, str, str], ...]:
    smallest = whole(max((series.smallest for series in shown), default=SMALLEST))
    meanings: dict[Kind, str] = {
        "improved": f"Up, beyond chance, and by {smallest} points of 100 or more.",
        "declined": f"Down, beyond chance, and by {smallest} points of 100 or more.",
        "same": f"Any real change is smaller than {max(smallest, 5)} points, up or down.",
        "cannot": "Too few answers: it may have moved or not. This is not the same as “no change”.",
    }
    if any(score.verdict.kind == "none" for scores in summary.scores for score in scores):
        meanings["none"] = "Its questions changed, or one of the two rounds may not be shown."
    return tuple((kind, NAMES[kind], words) for kind, words in meanings.items())


def _footer(sources: TrendSources) -> str:
    releases = "; ".join(
        f"{release.survey}, release {release.number}, {release.on.day} {release.on:%B %Y}"
        + (f", corrected: {release.reason.rstrip('.')}" if release.reason else "")
        for release in sources.releases
    )
    return (
        f"{releases}. Points and bars allow for people coming and going between rounds, so the bars are "
        "wider than in the report of a year."
    )
