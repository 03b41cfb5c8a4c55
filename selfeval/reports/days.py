"""Days in words, as people write them in England."""

from __future__ import annotations

import datetime as dt


def full_day(date: dt.date) -> str:
    """16 October 2026"""
    return f"{date.day} {date:%B} {date.year}"


def window(first: dt.date, last: dt.date) -> str:
    """5 to 16 October 2026"""
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day} to {full_day(last)}" if first != last else full_day(last)
    if first.year == last.year:
        return f"{first.day} {first:%B} to {full_day(last)}"
    return f"{full_day(first)} to {full_day(last)}"
