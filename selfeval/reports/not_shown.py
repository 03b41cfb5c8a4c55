"""What a report does not show, and why: which table and the reason, never how many people.

Why a line is broken.
"""

from __future__ import annotations

from dataclasses import dataclass

from selfeval.english import in_words, listed, quoted, started
from selfeval.findings.comparisons import Trend, TrendPoint
from selfeval.questionnaires.model import Questionnaire
from selfeval.reports.groups import characteristic_panels, group_panel, unshown_characteristics
from selfeval.reports.questions import statements
from selfeval.reports.series import Series
from selfeval.reports.sources import Sources
from selfeval.reports.voices import Voice
from selfeval.reports.wording import hidden

LEAST = 10
"""People below whom no school shows anything; one may choose more."""


@dataclass(frozen=True)
class Unshown:
    """One thing that is not shown."""

    what: str
    why: str


def unshown(sources: Sources) -> tuple[Unshown, ...]:
    """Everything the report leaves out, school-wide things last."""
    found = [row for voice in sources.voices for row in _of(voice)]
    found += [
        Unshown(
            f"Anything about fewer than {in_words(released.threshold)} people in “{released.survey}”",
            f"The school chose this number. It may not be less than {in_words(LEAST)}.",
        )
        for released in sources.releases
        if released.threshold > LEAST
    ]
    if sources.voices:
        found.append(
            Unshown("Two things at once", "Such as girls in one year group. Never shown for one school.")
        )
    if sources.voices and sources.baseline:
        found.append(Unshown("Changes", "This is the first round. There is nothing to compare with."))
    return tuple(found)


def _of(voice: Voice) -> list[Unshown]:
    threshold = voice.released.threshold
    found = []
    panel = group_panel(voice)
    if panel and panel.why_hidden:
        found.append(Unshown(f"Some groups of {voice.who}", panel.why_hidden))
    found += [
        Unshown(f"{voice.name} by “{table.heading}”, in part", table.why_hidden)
        for table in characteristic_panels(voice)
        if table.why_hidden
    ]
    unshowable = unshown_characteristics(voice)
    if unshowable:
        found.append(
            Unshown(
                f"{voice.name} by {listed([f'“{question}”' for question in unshowable])}",
                "Too few people are in the groups to show one without giving another away.",
            )
        )
    scales = [scale for scale in voice.findings.scales if scale.mean is None]
    if scales:
        names = ", ".join(voice.name_of_scale(scale.scale) for scale in scales)
        reasons = [scale.hidden for scale in scales if scale.hidden]
        found.append(Unshown(f"{voice.name}: {names}", hidden(reasons, threshold)))
    for reason in ("few", "complement"):
        items = [item for item in voice.findings.items if item.hidden == reason]
        if items:
            found.append(Unshown(f"{_questions(len(items))}, {voice.who}", hidden([reason], threshold)))
    alike = [item for item in voice.findings.items if item.hidden == "unanimous"]
    if alike:
        found.append(
            Unshown(
                f"The exact answers to {_questions(len(alike)).lower()}, {voice.who}",
                f"{hidden(['unanimous'], threshold)}{_only(voice)}",
            )
        )
    if voice.findings.spoilt:
        found.append(
            Unshown(
                f"Spoilt ballots, {voice.who}",
                f"{started(in_words(voice.findings.spoilt))} could not be read and "
                f"{'is' if voice.findings.spoilt == 1 else 'are'} not counted.",
            )
        )
    if voice.findings.drawn_out:
        found.append(
            Unshown(
                f"Answers beyond the roll, {voice.who}",
                f"{started(in_words(voice.findings.drawn_out))} more came in than people are on the roll. "
                "So many were drawn out at random and are not counted.",
            )
        )
    return found


def _only(voice: Voice) -> str:
    """What is said of questions that almost everyone answered the same way."""
    said = dict.fromkeys(
        f"“{each.figure.removesuffix(each.deed.then).strip()}”" for each in statements(voice) if each.bounded
    )
    return f" We say only {' or '.join(said)}." if said else ""


def _questions(number: int) -> str:
    return f"{started(in_words(number))} question{'' if number == 1 else 's'}"


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


@dataclass(frozen=True)
class Break:
    """One score whose questions became others with one round."""

    who: str
    name: str
    when: str
    sentence: str
    questions: tuple[Reworded, ...]


def breaks(series: Series) -> tuple[Break, ...]:
    """Every break in the lines of a series, oldest first."""
    found = []
    for scale in series.voice.definition.scales:
        stretches = series.of(scale.id)
        for number, trend in enumerate(stretches):
            for place, point in enumerate(trend.points):
                anew = place == 0 and point.at > 0 and (number > 0 or trend.restarted is not None)
                if anew or point.link is not None:
                    found.append((point.at, _break(series, scale.id, trend, point, anew=anew)))
    return tuple(each for _, each in sorted(found, key=lambda pair: pair[0]))


def _break(series: Series, scale: str, trend: Trend, point: TrendPoint, *, anew: bool) -> Break:
    before, now = (series.versions[series.occasions[place].version] for place in (point.at - 1, point.at))
    old, new = _items(before, scale), _items(now, scale)
    questions = changed_questions(before, now, {*old, *new})
    stayed = len([item for item in new if item in old and not _reworded(questions, now, item)])
    when, earlier = series.names[point.at], series.names[point.at - 1]
    told = f"In {when} its questions changed; {in_words(stayed)} of {in_words(len(old))} stayed the same."
    if anew:
        why = WHY_ANEW.get(trend.restarted or "", "")
        told = (
            f"{told} {why} So the trend starts again: a score from {when} must not be set against {earlier}."
        )
    else:
        told = (
            f"{told} The line goes on by what those did: after the break, points show how far they moved, "
            "and not the score that the year’s report gives for the new questions."
        )
        if point.link and point.link.dropped:
            left = listed([quoted(now.words[LANGUAGE].items[item].text) for item in point.link.dropped])
            told += (
                f" Left out, though asked alike: {left}. People alike in the rest answered it differently."
            )
    return Break(
        who=series.voice.who,
        name=series.voice.name_of_scale(scale),
        when=when,
        sentence=" ".join(told.split()),
        questions=questions,
    )


def changed_questions(before: Questionnaire, now: Questionnaire, of: set[str]) -> tuple[Reworded, ...]:
    """What became of these questions from one version to a later one, by the later one's list of changes."""
    old, new = before.words[LANGUAGE].items, now.words[LANGUAGE].items
    found: dict[tuple[str, ...], list[str]] = {}
    for change in now.changes:
        if change.kind == "unchanged" or not of & {change.item, *change.sources}:
            continue
        kept = found.setdefault(tuple(change.sources), [])
        if change.kind != "retired":
            kept.append(change.item)
    return tuple(
        Reworded(
            tuple(quoted(old[item].text) for item in sources if item in old),
            tuple(quoted(new[item].text) for item in items if item in new),
        )
        for sources, items in found.items()
    )


def _items(questionnaire: Questionnaire, scale: str) -> tuple[str, ...]:
    return next((each.items for each in questionnaire.definition.scales if each.id == scale), ())


def _reworded(questions: tuple[Reworded, ...], now: Questionnaire, item: str) -> bool:
    return any(quoted(now.words[LANGUAGE].items[item].text) in each.now for each in questions)


def weak_rounds(series: Series) -> tuple[tuple[str, str], ...]:
    """Name of a weak round -> why it is one, in a sentence."""
    found = []
    for place, occasion in enumerate(series.occasions):
        told = [_weak(series, place, reason) for reason in occasion.weak]
        if told:
            found.append((series.names[place], " ".join(told)))
    return tuple(found)


def _weak(series: Series, place: int, reason: str) -> str:
    n, roll = series.answered[place]
    day = series.days[place]
    if reason == "response" and n is not None and roll:
        return f"Only {n:,} of {roll:,} {series.voice.who} answered."
    if reason == "response":
        return f"Fewer than half of the {series.voice.who} answered."
    if reason == "season":
        return (
            f"{started(series.voice.who)} were asked in {day:%B}, more than six weeks away from the time of "
            "year of the other rounds. Feelings about school change within a year."
        )
    return f"{started(series.voice.who)} answered in another way than in the other rounds."
