"""Points of metrics in a table: metric, from, to, numerator, denominator, note. Each row by itself."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from selfeval.calendar.typed_days import day_in_cell
from selfeval.imports.metric_points_table import WORDS, PointColumn, PointTable, likely_columns
from selfeval.improvement.metrics import Metric, MetricKind, Point
from selfeval.improvement.timescales import read_timescale

UNKNOWN = frozenset({"", "c", "x", "z", "u", "low", "n/a", "na", ":", "..", "-", "supp", "suppressed"})
"""What tables of the Department for Education and others write for a number that is not told."""
NUMBER = re.compile(r"([0-9]{1,9}|[0-9]{1,3}([, ][0-9]{3})+)(\.[0-9]{1,6})?")
"""1204, 1,204, 3.5."""
EARLIEST = dt.date(2000, 1, 1)
WRITTEN: tuple[PointColumn, ...] = ("metric", "from", "to", "numerator", "denominator", "note")
"""Columns of rows that are read again alike."""
WHAT_IS_WRONG = "What is wrong"
YEAR_IN_DIGITS = re.compile(r"(20[0-9]{2})([0-9]{2})")
"""202425, as tables of the Department for Education write a school year."""


class NoNumber(Exception):
    """A cell that is neither a number nor one of the signs for an unknown one."""


def known_number(cell: str) -> float | None:
    """What a cell says; None where it is not known, which is never 0. Raises NoNumber."""
    text = cell.strip().lower()
    if text in UNKNOWN:
        return None
    if not NUMBER.fullmatch(text):
        raise NoNumber(cell)
    return float(text.replace(",", "").replace(" ", ""))


def number_faults(kind: MetricKind, numerator: float | None, denominator: float | None) -> dict[str, str]:
    """What is wrong with two known or unknown numbers of a metric: field -> sentence."""
    faults = {}
    if kind in ("share", "events") and numerator is not None and numerator % 1:
        faults["numerator"] = "Use a whole number: people and events are counted."
    if kind == "milestone" and numerator not in (None, 0.0, 1.0):
        faults["numerator"] = "Write 1 if it is reached, 0 if it is not."
    if denominator is not None and denominator <= 0:
        faults["denominator"] = "Use a number above 0. Leave it empty where it is not known."
    if kind == "share" and numerator is not None:
        if denominator is None:
            faults["denominator"] = "Write of how many people this is a share."
        elif numerator > denominator > 0:
            faults["numerator"] = f"This is more than the {denominator:,.0f} that it is a part of."
    return faults


def period_faults(start: dt.date, end: dt.date, today: dt.date) -> dict[str, str]:
    """What is wrong with the days of a point."""
    if start < EARLIEST:
        return {"from": "Use a day from the year 2000 on."}
    if end < start:
        return {"to": "This day is before the first one."}
    return (
        {"to": "This day is still to come. Write a value down when its time is over."} if end > today else {}
    )


@dataclass(frozen=True)
class PointRow:
    """One row that can be taken: its number in the file, its metric, and the point."""

    row: int
    metric: Metric
    point: Point


@dataclass(frozen=True)
class WrongRow:
    """One row that cannot be taken as it is, and everything that is wrong with it."""

    row: int
    cells: tuple[str, ...]
    faults: tuple[str, ...]


@dataclass(frozen=True)
class PointsFile:
    """What a file holds: rows that can be taken, and the others with what is wrong with each."""

    rows: tuple[PointRow, ...]
    broken: tuple[str, ...] = ()
    """What is wrong with the file itself: then there is no row."""
    wrong: tuple[WrongRow, ...] = ()
    unmatched: tuple[str, ...] = ()
    """What no column holds, or more than one, in sentences: then no row is read."""

    @property
    def faults(self) -> tuple[str, ...]:
        """Everything that is wrong, in sentences that name their row."""
        of_rows = (f"Row {one.row}: {fault}" for one in self.wrong for fault in one.faults)
        return (*self.broken, *of_rows)


def points_in_table(
    table: PointTable,
    metrics: Sequence[Metric],
    today: dt.date,
    chosen: Mapping[str, PointColumn | None] | None = None,
    only: Metric | None = None,
) -> PointsFile:
    """Reads a table. `chosen`: heading -> what it holds, where somebody has said so.

    `only`: the metric that all rows are of, where no column names one.
    """
    if not table.headings:
        return PointsFile(
            (), ("No table was found in it. It needs a row for each value, in two columns or more.",)
        )
    columns = columns_of(table, chosen)
    if unmatched := _unmatched(tuple(columns.values()), only):
        return PointsFile((), unmatched=unmatched)
    place_of = {name: place for place, name in columns.items()}
    return _points(table, place_of, metrics, today, only)


def columns_of(
    table: PointTable, chosen: Mapping[str, PointColumn | None] | None = None
) -> dict[int, PointColumn]:
    """Place of a column -> what it holds: as somebody has said, or by its heading."""
    if chosen is None:
        return likely_columns(table.headings)
    return {
        place: column
        for place, heading in enumerate(table.headings)
        if (column := chosen.get(heading)) is not None
    }


def _unmatched(columns: Sequence[PointColumn], only: Metric | None) -> tuple[str, ...]:
    sentences = []
    if "metric" not in columns and only is None:
        sentences.append("Say which column names the metric, or which metric all of it is of.")
    if "period" not in columns and not {"from", "to"} <= set(columns):
        sentences.append("Say which columns hold the first and the last day, or which holds the school year.")
    if "numerator" not in columns:
        sentences.append("Say which column holds how many.")
    twice = [words for column, words in WORDS.items() if columns.count(column) > 1]
    return (*sentences, *(f"“{words}” is chosen for more than one column. Choose one." for words in twice))


def rows_as_text(rows: Sequence[PointRow]) -> str:
    """Rows that were read, as a table that is read again alike."""
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(WRITTEN)
    for row in rows:
        point = row.point
        numbers = ["" if one is None else f"{one:.10g}" for one in (point.numerator, point.denominator)]
        note = " ".join(point.note.split())
        table.writerow([row.metric.title, point.start.isoformat(), point.end.isoformat(), *numbers, note])
    return text.getvalue()


def _points(
    table: PointTable,
    place_of: Mapping[PointColumn, int],
    metrics: Sequence[Metric],
    today: dt.date,
    only: Metric | None,
) -> PointsFile:
    by_title = {_plain(metric.title): metric for metric in metrics}
    points: list[PointRow] = []
    wrong: list[WrongRow] = []
    for number, cells in table.rows:
        texts = {name: cells[place].strip() for name, place in place_of.items()}
        if not any(texts.values()):
            continue
        read = _row(texts, by_title, today, None if "metric" in place_of else only)
        if not isinstance(read, list):
            one = PointRow(number, *read)
            read = [f"its days overlap with {clash}."] if (clash := _clash(points, one)) else []
            if not read:
                points.append(one)
        if read:
            wrong.append(WrongRow(number, tuple(cells), tuple(read)))
    if not points and not wrong:
        return PointsFile((), ("There is no row below the headings.",))
    return PointsFile(tuple(points), wrong=tuple(wrong))


def _row(
    texts: Mapping[PointColumn, str], by_title: Mapping[str, Metric], today: dt.date, only: Metric | None
) -> tuple[Metric, Point] | list[str]:
    faults: list[str] = []
    metric = only or by_title.get(_plain(texts.get("metric", "")))
    if metric is None:
        faults.append(f"no metric is called “{texts['metric'][:60]}”.")
    elif metric.reference is not None or metric.kind in ("mean", "level"):
        faults.append("this metric takes no counts: its values come from results, or are means.")
    start, end = _days(texts, faults)
    numbers: dict[PointColumn, float | None] = {"numerator": None, "denominator": None}
    for name in numbers:
        try:
            numbers[name] = known_number(texts.get(name, ""))
        except NoNumber:
            faults.append(f"“{texts[name][:30]}” is no number.")
    if start and end:
        faults += [_in_row(fault) for fault in period_faults(start, end, today).values()]
    if metric is not None:
        of = number_faults(metric.kind, numbers["numerator"], numbers["denominator"])
        faults += [_in_row(fault) for fault in of.values()]
    if faults or metric is None or start is None or end is None:
        return faults
    note = texts.get("note", "")[:500]
    return metric, Point(start, end, numbers["numerator"], numbers["denominator"], note=note)


def _days(texts: Mapping[PointColumn, str], faults: list[str]) -> tuple[dt.date | None, dt.date | None]:
    """The first and the last day of a row: typed, or those of its school year."""
    if "from" not in texts or "to" not in texts:
        text = texts["period"]
        year = YEAR_IN_DIGITS.fullmatch(text)
        scale = read_timescale(f"{year[1]}-{year[2]}" if year else text)
        if scale.start is None or scale.end is None or scale.tentative:
            faults.append(f"“{text[:30]}” is no school year. Write it as 2025-26.")
            return None, None
        return scale.start, scale.end
    days = [day_in_cell(texts["from"]), day_in_cell(texts["to"])]
    faults += [
        f"“{text[:30]}” is no day. Write it as 2026-09-01 or 1/9/2026."
        for text, day in zip((texts["from"], texts["to"]), days, strict=True)
        if day is None
    ]
    return days[0], days[1]


def _clash(before: Sequence[PointRow], one: PointRow) -> str:
    """What a row shares a day with: a value that stands, or a row above it; empty for neither."""
    values = [
        (f"the value of {point.start:%-d %B %Y} to {point.end:%-d %B %Y}", point)
        for point in one.metric.points
    ]
    above = [(f"row {row.row}", row.point) for row in before if row.metric.id == one.metric.id]
    return next((name for name, point in (*values, *above) if point.overlaps(one.point)), "")


def lines_of_wrong_rows(wrong: Sequence[WrongRow]) -> list[tuple[str, ...]]:
    """Rows that could not be taken, as they stood, and in one more column what is wrong with each."""
    return [(*one.cells, " ".join(one.faults)) for one in wrong]


def _plain(title: str) -> str:
    return " ".join(title.lower().split())


def _in_row(sentence: str) -> str:
    return sentence[0].lower() + sentence[1:]
