"""What changed between rounds, as tables to read in a terminal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from textwrap import fill

from selfeval.commands.score.screen import cut, signed, table, value
from selfeval.findings.comparisons import LABELS, SHADES, WEAK, Occasion, RoundChange, RoundTrends, Trend
from selfeval.findings.findings import ReleaseFindings
from selfeval.findings.table import EVERYONE, FindingRow, change_rows, trend_rows
from selfeval.questionnaires.model import Questionnaire, Words

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
    "steps": "fewer than 30 answered one of the rounds, so single questions are told in steps",
    "own": "a score of one's own questions is told of everyone together",
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
    rows = list(change_rows(change))
    scales = [row for row in rows if row.kind == "change" and row.by == EVERYONE]
    groups = [row for row in rows if row.kind == "change" and row.by != EVERYONE]
    yield _heading(change)
    head = ("Scale", "Before", "Now", "Change", "95 % interval", "")
    yield table([head, *(_scale(cut(words.scales[row.id]), row, digits) for row in scales)])
    telling = [row for row in groups if row.label in TELLING]
    if telling:
        lines = [_scale(cut(f"{row.group}: {words.scales[row.id]}"), row, digits) for row in telling]
        yield table([("Group", *head[1:]), *lines])
    if groups:
        yield f"Groups: {len(telling)} of {len(groups)} figures changed clearly."
    ranks = {item.item: item.place for item in change.items if item.place}
    moved = [row for row in rows if row.kind == "item_change" and row.id in ranks]
    if moved:
        moved.sort(key=lambda row: ranks[row.id])
        top = ("Moved most", "Change", "95 % interval", "")
        yield table([top, *(_item(row, words, digits) for row in moved)])
    yield "\n".join(fill(line, WIDTH) for line in _links(scales, words))


def _heading(change: RoundChange) -> str:
    lines = [
        f"Change since {_day(change.earlier)}: {change.earlier.survey}, version {change.earlier.version}"
    ]
    return "\n".join([*lines, *_weaknesses((change.earlier, change.later))])


def _weaknesses(occasions: Sequence[Occasion]) -> list[str]:
    return [f"{_day(occasion)}: {WEAK[reason]}." for occasion in occasions for reason in occasion.weak]


def _scale(name: str, row: FindingRow, digits: int) -> tuple[str, ...]:
    change = row.cells["change"]
    if row.hidden or change.value is None:
        return name, _reason(row.hidden), *[""] * 4
    return (
        name,
        value(row.cells["before"], digits),
        value(row.cells["after"], digits),
        *signed(change, digits),
        _verdict(row.label, row.shade),
    )


def _verdict(label: str, shade: str | None) -> str:
    return SHADES[shade] if shade else LABELS[label]


def _item(row: FindingRow, words: Words, digits: int) -> tuple[str, ...]:
    text = words.items[row.id]
    name = cut(f"{row.id} {text.short or text.text}")
    return name, *signed(row.cells["change"], digits), "beyond chance" if "beyond" in row.flags else ""


def _links(scales: Sequence[FindingRow], words: Words) -> Iterator[str]:
    for row in scales:
        if row.link is not None and row.link.items:
            common = ", ".join(row.link.items)
            yield f"{words.scales[row.id]}: compared on the questions of both versions: {common}."
        if row.link is not None and row.link.dropped:
            yield (
                f"{words.scales[row.id]}: left out, because people alike on the rest answered them "
                f"differently in the two rounds: {', '.join(row.link.dropped)}. Read their wording."
            )
        if row.rests_on is not None:
            yield (
                f"{words.scales[row.id]}: “{row.label}” rests on what people alike on the rest answered "
                f"differently in the two rounds: {', '.join(row.rests_on.items)}. Read their wording."
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
    lines = _weaknesses(trends.occasions)
    lines += [f"{words.scales[scale]}: linked over a revision, marked *." for scale in sorted(broken)]
    lines += [f"{words.scales[scale]}: {REASONS[reason]}." for scale, reason in sorted(restarted) if reason]
    yield "\n".join(lines)


def _trend(trend: Trend, occasions: Sequence[Occasion], words: Words, digits: int) -> tuple[str, ...]:
    name = words.scales[trend.scale]
    if trend.by != "whole":
        name = f"{trend.group}, {BY.get(trend.by, trend.by)}: {name}"
    rows = list(trend_rows(trend, occasions))
    cells = [""] * len(occasions)
    linked = False
    for point, row in zip(trend.points, (row for row in rows if row.kind == "point"), strict=True):
        linked = linked or row.link is not None
        mean = value(row.cells.get("mean"), digits)
        cells[point.at] = f"{mean}{'*' if linked else ''}" if mean else "-"
    line = next((row for row in rows if row.kind == "line"), None)
    in_all = line.cells["in_all"] if line else None
    verdict = _verdict(trend.label, trend.shade) if trend.label else ""
    if line is not None and "bent" in line.flags:
        verdict = "not a straight line"
    return cut(name), *cells, *signed(in_all, digits), verdict


def _day(occasion: Occasion) -> str:
    day = dt.date.fromisoformat(occasion.opens_on)
    return f"{day.day} {day:%b %Y}"


def _reason(hidden: str | None) -> str:
    return f"not compared: {REASONS.get(hidden or 'kept', 'hidden in one of the rounds')}"
