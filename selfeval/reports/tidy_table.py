"""Every figure of `selfeval score` as one tidy table; it chooses rows and names of `findings.table`."""

from __future__ import annotations

from collections.abc import Iterator

from selfeval.findings.findings import Findings, RoundFindings
from selfeval.findings.table import Cell, FindingRow, change_rows, gap_rows, round_rows, trend_rows
from selfeval.reports.tables import csv_text, some_blank

TIDY_COLUMNS = (
    "questionnaire", "version", "level", "group", "scale_or_item", "statistic", "value", "low", "high", "n",
    "roll",
)  # fmt: skip
TidyFigure = tuple[str, str | Cell]
"""Statistic, and its figure or what it says."""


def tidy_csv(findings: Findings, *, mark: bool = True) -> str:
    """The figures of a round; of a release those of all its rounds, changes, series and gaps.

    A hidden figure has a line whose statistic is `hidden:` and the reason, and no value. Where everyone
    answered, low and high are the value itself. A gap stands in the pupils' lines, and names staff's.
    """
    lines = (
        (
            of.questionnaire,
            of.version,
            row.by or "whole",
            row.group,
            row.id,
            name,
            *_tidy_cells(cell),
            row.roll,
        )
        for of, row, figures in _tidy_rows(findings)
        for name, cell in figures
    )
    return csv_text(TIDY_COLUMNS, lines, mark=mark)


def _tidy_rows(findings: Findings) -> Iterator[tuple[RoundFindings, FindingRow, Iterator[TidyFigure]]]:
    """Each row with the round that it is about, and its figures."""
    if isinstance(findings, RoundFindings):
        yield from ((findings, row, _tidy(row)) for row in round_rows(findings))
        return
    for round_ in findings.rounds:
        yield from _tidy_rows(round_)
    named = {round_.questionnaire: round_ for round_ in findings.rounds}
    for change in findings.changes:
        yield from ((named[change.questionnaire], row, _tidy(row)) for row in change_rows(change))
    for trends in findings.trends:
        for trend in trends.trends:
            rows = trend_rows(trend, trends.occasions)
            yield from ((named[trends.questionnaire], row, _tidy(row)) for row in rows)
    asked = {round_.digest: round_ for round_ in findings.rounds}
    for gap in findings.gaps:
        staff = asked[gap.staff].questionnaire
        yield from ((asked[gap.pupils], row, _tidy_gap(row, staff)) for row in gap_rows(gap))


def _tidy_cells(figure: str | Cell) -> tuple[object, ...]:
    """Value, low, high, n."""
    if isinstance(figure, str):
        return figure, None, None, None
    if figure.everyone:
        return figure.value, figure.value, figure.value, figure.n
    return figure.value, figure.low, figure.high, figure.n


def _tidy(row: FindingRow) -> Iterator[TidyFigure]:
    since = row.earlier.opens_on if row.earlier else ""
    day = row.later.opens_on if row.later else ""
    match row.kind:
        case "change" | "item_change" | "group_change":
            yield from _tidy_change(row, since)
        case "new_measure":
            yield f"new_measure_from:{day}", row.label
        case "point":
            name = f"linked_on:{day}" if row.link else f"series_on:{day}"
            yield name, row.cells.get("mean", f"hidden:{row.hidden}")
        case "line":
            yield from _tidy_line(row, since)
        case _:
            if row.kind == "careless" and row.label:
                yield f"careless:{row.label}", Cell(n=row.n)
            if row.hidden is not None:
                yield f"hidden:{row.hidden}", Cell(n=row.n)
            if some_blank(row):
                yield "blank:few", Cell()
            for statistic, cell in row.cells.items():
                if statistic == "blank" and cell.value is None:
                    continue
                if cell.value is not None or not statistic.startswith(("item_rest:", "alpha_without:")):
                    yield statistic, cell


def _tidy_gap(row: FindingRow, beside: str) -> Iterator[TidyFigure]:
    """`beside`: the questionnaire of staff."""
    if row.hidden:
        yield f"not_compared_beside:{beside}", row.hidden
        return
    for statistic, cell in row.cells.items():
        yield f"{statistic}_beside:{beside}", cell
    yield f"perception_gap_beside:{beside}", "yes" if "perceived" in row.flags else "no"


def _tidy_change(row: FindingRow, since: str) -> Iterator[TidyFigure]:
    if row.link is not None:
        yield f"common_items_since:{since}", " ".join(row.link.items)
        if row.link.dropped:
            yield f"answered_unlike_since:{since}", " ".join(row.link.dropped)
    if row.hidden:
        yield f"not_compared_since:{since}", row.hidden
        return
    for statistic, cell in row.cells.items():
        yield (
            f"{statistic}:{since}" if statistic in ("before", "after") else f"{statistic}_since:{since}",
            cell,
        )
        if statistic == "change" and row.kind == "item_change":
            yield f"beyond_chance_since:{since}", "yes" if "beyond" in row.flags else "no"
        elif statistic == "change":
            yield f"verdict_since:{since}", _verdict(row)
            yield from _tidy_rests_on(row, since)


def _tidy_rests_on(row: FindingRow, since: str) -> Iterator[TidyFigure]:
    """The items that a verdict hangs on, and what became of the scale without them."""
    if row.rests_on is None:
        return
    yield f"verdict_rests_on_since:{since}", " ".join(row.rests_on.items)
    without = row.rests_on.without
    low, high = (without.interval.low, without.interval.high) if without.interval else (None, None)
    yield f"change_without_them_since:{since}", Cell(without.value, low, high)


def _tidy_line(row: FindingRow, since: str) -> Iterator[TidyFigure]:
    if "line" in row.cells:
        yield f"line_from:{since}", row.cells["line"]
    elif "bent" in row.flags:
        yield f"first_to_last_from:{since}", row.cells["in_all"]
    else:
        return
    verdict = "bent" if "bent" in row.flags else _verdict(row)
    if verdict:
        yield f"line_verdict_from:{since}", verdict
    for statistic in ("q", "q_p", "birge"):
        if statistic in row.cells:
            yield f"line_{statistic}_from:{since}", row.cells[statistic]


def _verdict(row: FindingRow) -> str:
    return f"{row.label}:{row.shade}" if row.shade else row.label
