"""Moments in words, in the time of England."""

from __future__ import annotations

import datetime as dt

from selfeval.store.years import ENGLAND


def moment_words(moment: dt.datetime) -> str:
    """3 November 2026 at 02:10"""
    here = moment.astimezone(ENGLAND)
    return f"{here.day} {here:%B %Y} at {here:%H:%M}"
