"""Year groups by name."""

from __future__ import annotations

from collections.abc import Sequence


def year_name(year: int) -> str:
    """0 -> 'Reception', 3 -> 'Year 3'."""
    return "Reception" if year == 0 else f"Year {year}"


def group_name(years: Sequence[int]) -> str:
    """[5] -> Year 5; [1, 2] -> Years 1 and 2; [3, 4, 5] -> Years 3 to 5; [0, 1] -> Reception and Year 1."""
    if len(years) == 1 or years[0] == 0:
        later = group_name(years[1:]) if len(years) > 1 else ""
        return f"{year_name(years[0])} and {later}" if later else year_name(years[0])
    if len(years) == 2:
        return f"Years {years[0]} and {years[1]}"
    if years[-1] - years[0] == len(years) - 1:
        return f"Years {years[0]} to {years[-1]}"
    return f"Years {', '.join(map(str, years[:-1]))} and {years[-1]}"
