"""Tables in plain text, for a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from selfeval.scoring.estimates import Estimate

LONGEST_LABEL = 44
RUNS_ON = ("hidden", "not compared")
"""Beginnings of a reason that stands in a row in the place of its figures."""


def cut(text: str, longest: int = LONGEST_LABEL) -> str:
    """A text cut to fit a column."""
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def table(rows: Sequence[Sequence[str]]) -> str:
    """Columns under their headings, figures to the right; a hidden row's reason runs on to the right."""
    figures = [row for row in rows if not row[1].startswith(RUNS_ON)]
    widths = [max(len(row[column]) for row in figures) for column in range(len(rows[0]))]
    widths[0] = max(len(row[0]) for row in rows)
    lines = []
    for row in rows:
        if row in figures:
            last = len(row) - 1
            cells = [
                cell.ljust(width) if column in (0, last) and not cell[:1].isdigit() else cell.rjust(width)
                for column, (cell, width) in enumerate(zip(row, widths, strict=True))
            ]
            lines.append("  ".join(cells).rstrip())
        else:
            lines.append(f"{row[0].ljust(widths[0])}  {row[1]}")
    lines.insert(1, "-" * max(map(len, lines)))
    return "\n".join(lines)


def value(estimate: Estimate | None, digits: int, unit: str = "") -> str:
    """A figure, or nothing."""
    return "" if estimate is None else f"{estimate.value:.{digits}f}{unit}"


def two_places(figure: float | None) -> str:
    """A correlation, or nothing."""
    return "" if figure is None else f"{figure:.2f}"


def interval(estimate: Estimate | None, digits: int) -> str:
    """Its 95 % interval: 41.2 to 47.0, everyone, or - where there is none."""
    if estimate is None:
        return ""
    if estimate.everyone:
        return "everyone"
    if estimate.interval is None:
        return "-"
    return f"{estimate.interval.low:.{digits}f} to {estimate.interval.high:.{digits}f}"
