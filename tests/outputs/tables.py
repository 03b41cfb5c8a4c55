"""Files against what a release holds, cell by cell: the CSV and the workbook’s sheet of the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from selfeval.findings.comparisons import RoundChange
from selfeval.findings.estimates import Difference, Estimate
from selfeval.findings.findings import BY_GROUP, ItemFinding, RoundFindings, ScaleFinding
from selfeval.reports.data_dictionary import COLUMNS
from selfeval.reports.trend_sources import TrendSources

Key = tuple[str, str, str, str, str]
"""Questionnaire, by, group, id, figure."""
ENDS = ("value", "low", "high")


def _estimate(estimate: Estimate | Difference | None) -> tuple[float | None, ...]:
    if estimate is None:
        return (None, None, None)
    ends = estimate.interval
    return (estimate.value, ends.low if ends else None, ends.high if ends else None)


def _scale(scale: ScaleFinding) -> Iterator[tuple[str, tuple[float | None, ...]]]:
    reliability = scale.reliability
    yield "mean", _estimate(scale.mean)
    yield "spread", (scale.sd, None, None)
    yield "spread at most", (scale.spread_below, None, None)
    yield "favourable", _estimate(scale.favourable)
    yield "mean weighted to the roll", _estimate(scale.weighted)
    if scale.reach is not None:
        yield "reach of those who did not answer", (None, scale.reach.low, scale.reach.high)
    if reliability is not None:
        yield "alpha", _estimate(reliability.alpha)
        yield "omega", (reliability.omega, None, None)
        yield "together", (reliability.together, None, None)


def _item(item: ItemFinding) -> Iterator[tuple[str, tuple[float | None, ...]]]:
    yield "favourable", _estimate(item.favourable)
    yield "unfavourable", (item.unfavourable, None, None)
    yield "say it happened", _estimate(item.happened)
    yield "met it", (item.met, None, None)
    for option, share in (item.shares or {}).items():
        yield f"share {option}", (share, None, None)


def held_by(rounds: Iterable[RoundFindings]) -> Mapping[Key, tuple[float | None, ...]]:
    """Everything that a table may tell of these rounds."""
    held: dict[Key, tuple[float | None, ...]] = {}
    for found in rounds:
        name = found.questionnaire
        for scale in found.scales:
            held |= {(name, "everyone", "", scale.scale, figure): ends for figure, ends in _scale(scale)}
        for item in found.items:
            held |= {(name, "everyone", "", item.item, figure): ends for figure, ends in _item(item)}
        if found.careless is not None:
            careless = found.careless
            held[name, "everyone", "", "", "careless"] = (careless.share, None, None)
            for scale in careless.without:
                key = (name, "everyone", "", scale.scale, "mean without careless")
                held[key] = _estimate(scale.mean)
        held[name, "everyone", "", "", "handed in empty"] = (found.blank, None, None)
        for breakdown in found.breakdowns:
            for group in breakdown.groups:
                for scale in group.scales:
                    for figure, ends in _scale(scale):
                        held[name, breakdown.by, group.group, scale.scale, figure] = ends
    return held


def csv_faults(rows: Sequence[Mapping[str, str]], rounds: Sequence[RoundFindings]) -> list[str]:
    """Lines of a year's table with a figure that no round holds."""
    held = held_by(rounds)
    numbers = {found.questionnaire: (found.n, found.roll) for found in rounds}
    faults = []
    for row in rows:
        if row["kind"] in ("gap", "log", "deleted") or row["figure"].startswith("clearly"):
            continue
        key = (row["questionnaire"], row["by"], row["group"], row["id"], row["figure"])
        told = tuple(row[end] for end in ENDS)
        wanted = tuple("" if value is None else f"{value:g}" for value in held.get(key, (None, None, None)))
        if told != wanted:
            faults.append(f"csv: {key} says {told}, the release holds {wanted}")
        n, roll = numbers[row["questionnaire"]]
        if row["by"] == "everyone" and row["roll"] not in ("", str(roll)):
            faults.append(f"csv: {key} says a roll of {row['roll']}, the release {roll}")
        if row["by"] == BY_GROUP and row["answered"].isdecimal() and int(row["answered"]) % 5:
            faults.append(f"csv: {key} says {row['answered']} answers, which is not in fives")
        if row["by"] == "everyone" and row["answered"].isdecimal() and int(row["answered"]) > (n or 0):
            faults.append(f"csv: {key} says {row['answered']} answers of {n}")
    return faults


def sheet_faults(cells: Sequence[Sequence[object]], rows: Sequence[Mapping[str, str]]) -> list[str]:
    """Where the sheet of every figure is not the CSV once more."""
    if len(cells) != len(rows):
        return [f"workbook: {len(cells)} lines, and {len(rows)} in the CSV"]
    faults = []
    for line, row in zip(cells, rows, strict=True):
        for column, cell in zip(COLUMNS, line, strict=False):
            told = f"{cell:g}" if isinstance(cell, float) else str(cell)
            if told.removeprefix("'") != _plain(row[column]):
                faults.append(f"workbook: {column} is {told}, in the CSV {row[column]}")
    return faults


def _plain(text: str) -> str:
    try:
        return f"{float(text):g}"
    except ValueError:
        return text.removeprefix("'")


def trend_faults(rows: Sequence[Mapping[str, str]], trends: TrendSources) -> list[str]:
    """Lines of the table of changes with a figure that no release holds."""
    held: dict[tuple[str, ...], Ends] = {}
    for series in trends.series:
        for change in series.changes:
            held |= _of_change(series.key, change)
        for trend in series.trends:
            for point in trend.points:
                day = series.occasions[point.at].opens_on
                by = "whole" if trend.by == "whole" else trend.by
                held[series.key, "point", by, trend.group, trend.scale, "", day] = _estimate(point.mean)
    faults = []
    for row in rows:
        if row["kind"] not in ("point", "change", "question"):
            continue
        names = ("questionnaire", "kind", "by", "group", "id", "from_opened", "opened")
        key = tuple(row[name] for name in names)
        told = tuple(row[end] for end in ENDS)
        wanted = tuple("" if value is None else f"{value:g}" for value in held.get(key, (None, None, None)))
        if told != wanted:
            faults.append(f"changes csv: {key} says {told}, the release holds {wanted}")
    return faults


Ends = tuple[float | None, ...]


def _of_change(questionnaire: str, change: RoundChange) -> dict[tuple[str, ...], Ends]:
    days = (change.earlier.opens_on, change.later.opens_on)
    held: dict[tuple[str, ...], Ends] = {}
    for scale in change.scales:
        held[questionnaire, "change", "whole", "", scale.scale, *days] = _estimate(scale.difference)
    for group in change.groups:
        for scale in group.scales:
            held[questionnaire, "change", group.by, group.group, scale.scale, *days] = _estimate(
                scale.difference
            )
    for item in change.items:
        held[questionnaire, "question", "", "", item.item, *days] = _estimate(item.difference)
    return held
