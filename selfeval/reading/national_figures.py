"""Which figures of others stand at the end of a page of a report: those of its school's keepers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from selfeval.calendar.school_years import date_in_england, today
from selfeval.english import full_day, listed, quoted
from selfeval.imports.national_figures_file import FIGURES, OLD, NationalFigure, items_by_id
from selfeval.store.directory import memberships_on
from selfeval.store.national_figures import KeptNationalFigures, figures_for


@dataclass(frozen=True)
class FiguresOfOthers:
    """What one keeper has for one page of a report, as sentences."""

    keeper: str
    """Kept by Wend Valley Trust, last on 3 May 2026."""
    lines: tuple[FigureInWords, ...]


@dataclass(frozen=True)
class FigureInWords:
    """One figure on a page."""

    asked: str
    """“Do you feel safe?” was asked of pupils of Year 9 in England in 2024."""
    figure: str
    source: str
    address: str
    beside: str
    """Which of our questions it was put beside; empty where it is the whole area."""
    old: str


def kept_words(who: str, kept_on: dt.date, on: dt.date) -> str:
    """Who keeps a list, and since when nobody has looked after it. `who`: empty for those who run this."""
    by = f"Kept by {who or 'those who run this service'}, last on {full_day(kept_on)}."
    old = (on - kept_on).days > OLD * 365.25
    return f"{by} That is more than two years ago: newer figures may be there." if old else by


def in_words(figure: NationalFigure, texts: Sequence[str], on: dt.date) -> FigureInWords:
    """`texts`: our questions beside which it stands on this page."""
    return FigureInWords(
        asked=f"{quoted(figure.question)} was asked of {figure.population} in {figure.year}.",
        figure=figure.figure if figure.figure[-1:] in ".!" else f"{figure.figure}.",
        source=figure.source,
        address=figure.address,
        beside=f"It is near to {listed([quoted(text) for text in texts])}, and not the same."
        if texts
        else "",
        old="This figure is older than two years." if figure.is_old(on) else "",
    )


def figures_of(stored: KeptNationalFigures) -> tuple[NationalFigure, ...]:
    """What somebody keeps."""
    return FIGURES.validate_json(stored.figures)


def figures_of_others(session: Session, school_id: int, page: str) -> tuple[FiguresOfOthers, ...]:
    """Of everybody who keeps figures for this school. `page`: id of an area or another score."""
    partnerships = [member.partnership_id for member in memberships_on(session, today(), school_id=school_id)]
    lists = []
    for stored in figures_for(session, partnerships):
        lines = tuple(_on_page(figures_of(stored), page))
        if lines:
            lists.append(FiguresOfOthers(kept_by(stored), lines))
    return tuple(lists)


def kept_by(stored: KeptNationalFigures) -> str:
    """Who keeps them, and when that was last."""
    name = stored.partnership.name if stored.partnership else ""
    return kept_words(name, date_in_england(stored.kept_at), today())


def _on_page(figures: tuple[NationalFigure, ...], page: str) -> Iterator[FigureInWords]:
    for figure in figures:
        near = [
            text
            for item in figure.items
            for area, text in [items_by_id().get(item, ("", ""))]
            if area == page
        ]
        if near or page in figure.areas:
            yield in_words(figure, list(dict.fromkeys(near)), today())
