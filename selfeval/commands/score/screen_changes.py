"""What changed between rounds, as tables to read in a terminal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from textwrap import fill

from selfeval.commands.score.screen import cut, table
from selfeval.findings.comparisons import ItemChange, Occasion, RoundChange, RoundTrends, ScaleChange, Trend
from selfeval.findings.estimates import Difference
from selfeval.findings.findings import ReleaseFindings
from selfeval.questionnaires.model import Questionnaire, Words

VERDICTS: Mapping[str, str] = {
    "few": "too few to tell",
    "improved": "improved",
    "declined": "declined",
    "same": "about the same",
    "unsure": "cannot tell",
    "small": "clear but very small",
}
BY: Mapping[str, str] = {"group": "same group", "cohort": "same children"}
TELLING = ("improved", "declined")
"""Verdicts of groups that are worth a row; the CSV has them all."""
REASONS: Mapping[str, str] = {
    "few": "too few answers in one of the rounds",
    "not_asked": "not asked in one of the rounds",
    "other_items": "a new measure, fewer than three questions are in both",
    "half": "a new measure, fewer than half of the questions are in both",
    "alpha": "a new measure, the questions in both do not hang together",
    "alpha_unknown": "a new measure, too few answers to see if the questions in both hang together",
    "hidden_items": "a question that both have is hidden in one of the rounds",
    "revised": "revised, and groups are not followed across that",
    "kept": "too little is kept of one of the rounds",
}
MARKS: Mapping[str, str] = {
    "response": "fewer than half of the roll answered",
    "season": "asked at another time of year",
    "mode": "answered in another way",
}
WIDTH = 110


def screen_changes(findings: ReleaseFindings, questionnaire: Questionnaire, published: bool = False) -> str:
    """Change since every earlier round, and the series of all: what comes after `screen`."""
    words = questionnaire.words.get("en") or next(iter(questionnaire.words.values()))
    parts: list[str] = []
    for change in findings.changes:
        parts += _change(change, words, 0 if published else 1)
    for trends in findings.trends:
        parts += _trends(trends, words, 0 if published else 1)
    return "".join(f"\n{part}\n" for part in parts if part)


def _change(change: RoundChange, words: Words, digits: int) -> Iterator[str]:
    yield _heading(change)
    head = ("Scale", "Before", "Now", "Change", "95 % interval", "")
    yield table([head, *(_scale(cut(words.scales[each.scale]), each, digits) for each in change.scales)])
    every = [(group, each) for group in change.groups for each in group.scales]
    telling = [(group, each) for group, each in every if each.label in TELLING]
    if telling:
        rows = [
            _scale(cut(f"{group.group}: {words.scales[each.scale]}"), each, digits) for group, each in telling
        ]
        yield table([("Group", *head[1:]), *rows])
    if every:
        yield f"Groups: {len(telling)} of {len(every)} figures changed clearly."
    moved = sorted((each for each in change.items if each.place), key=lambda each: each.place or 0)
    if moved:
        asked = ("Moved most", "Change", "95 % interval", "")
        yield table([asked, *(_item(each, words, digits) for each in moved)])
    yield "\n".join(fill(line, WIDTH) for line in _links(change, words))


def _heading(change: RoundChange) -> str:
    lines = [
        f"Change since {_day(change.earlier)}: {change.earlier.survey}, version {change.earlier.version}"
    ]
    return "\n".join([*lines, *_marks((change.earlier, change.later))])


def _marks(occasions: Sequence[Occasion]) -> list[str]:
    return [f"{_day(occasion)}: {MARKS[reason]}." for occasion in occasions for reason in occasion.weak]


def _scale(name: str, change: ScaleChange, digits: int) -> tuple[str, ...]:
    if change.hidden or change.difference is None:
        return name, _reason(change.hidden), *[""] * 4
    return (
        name,
        _figure(change.before, digits),
        _figure(change.after, digits),
        _signed(change.difference.value, digits),
        _interval(change.difference, digits),
        VERDICTS[change.shade or change.label],
    )


def _item(change: ItemChange, words: Words, digits: int) -> tuple[str, ...]:
    text = words.items[change.item]
    found = change.difference
    return (
        cut(f"{change.item} {text.short or text.text}"),
        "" if found is None else _signed(found.value, digits),
        "" if found is None else _interval(found, digits),
        "beyond chance" if change.beyond else "",
    )


def _links(change: RoundChange, words: Words) -> Iterator[str]:
    for scale in change.scales:
        if scale.link is not None and scale.link.items:
            common = ", ".join(scale.link.items)
            yield f"{words.scales[scale.scale]}: compared on the questions of both versions: {common}."
        if scale.link is not None and scale.link.dropped:
            yield (
                f"{words.scales[scale.scale]}: left out, because people alike on the rest answered them "
                f"differently in the two rounds: {', '.join(scale.link.dropped)}. Read their wording."
            )


def _trends(trends: RoundTrends, words: Words, digits: int) -> Iterator[str]:
    """The whole first, then groups that moved; a column a round."""
    days = [_day(occasion) for occasion in trends.occasions]
    for groups in (False, True):
        rows = [
            _trend(trend, trends.occasions, words, digits)
            for trend in trends.trends
            if (trend.by != "whole") == groups and (not groups or trend.label in TELLING)
        ]
        if rows:
            yield table(
                [("Group over time" if groups else "Over time", *days, "In all", "95 % interval", ""), *rows]
            )
    broken = {trend.scale for trend in trends.trends if any(point.link for point in trend.points)}
    restarted = {
        (trend.scale, trend.restarted) for trend in trends.trends if trend.by == "whole" and trend.restarted
    }
    lines = _marks(trends.occasions)
    lines += [f"{words.scales[scale]}: linked over a revision, marked *." for scale in sorted(broken)]
    lines += [f"{words.scales[scale]}: {REASONS[reason]}." for scale, reason in sorted(restarted) if reason]
    yield "\n".join(lines)


def _trend(trend: Trend, occasions: Sequence[Occasion], words: Words, digits: int) -> tuple[str, ...]:
    name = words.scales[trend.scale]
    if trend.by != "whole":
        name = f"{trend.group}, {BY.get(trend.by, trend.by)}: {name}"
    cells = [""] * len(occasions)
    linked = False
    for point in trend.points:
        linked = linked or point.link is not None
        value = "-" if point.mean is None else _figure(point.mean.value, digits)
        cells[point.at] = f"{value}*" if linked and point.mean is not None else value
    found = trend.slope.over if trend.slope else trend.first_to_last
    told = ""
    if trend.slope is not None and trend.slope.bent:
        told = "not a straight line"
    elif trend.label:
        told = VERDICTS[trend.shade or trend.label]
    in_all = ("", "") if found is None else (_signed(found.value, digits), _interval(found, digits))
    return cut(name), *cells, *in_all, told


def _day(occasion: Occasion) -> str:
    day = dt.date.fromisoformat(occasion.opens_on)
    return f"{day.day} {day:%b %Y}"


def _reason(hidden: str | None) -> str:
    return f"not compared: {REASONS.get(hidden or 'kept', 'hidden in one of the rounds')}"


def _figure(value: float | None, digits: int) -> str:
    return "" if value is None else f"{value:.{digits}f}"


def _signed(value: float, digits: int) -> str:
    return f"{round(value, digits) + 0.0:+.{digits}f}"  # never -0


def _interval(found: Difference, digits: int) -> str:
    if found.interval is None:
        return "-"
    return f"{_signed(found.interval.low, digits)} to {_signed(found.interval.high, digits)}"
