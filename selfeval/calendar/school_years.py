"""What day it is in England, school years from 1 September to 31 August, and year groups by name."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Literal
from zoneinfo import ZoneInfo

_story_time: ContextVar[dt.datetime | None] = ContextVar("story_time", default=None)


def now() -> dt.datetime:
    """This moment in UTC, to the second."""
    return (_story_time.get() or dt.datetime.now(dt.UTC)).replace(microsecond=0)


@contextmanager
def at(moment: dt.datetime) -> Iterator[None]:
    """In this block, and in no other thread, it is `moment` (with its zone)."""
    before = _story_time.set(moment.astimezone(dt.UTC))
    try:
        yield
    finally:
        _story_time.reset(before)


ENGLAND = ZoneInfo("Europe/London")


def date_in_england(at: dt.datetime) -> dt.date:
    """The day in England at a moment, which is not always that of its UTC."""
    return at.astimezone(ENGLAND).date()


def today() -> dt.date:
    """The date in England at this moment."""
    return date_in_england(now())


def school_year(day: dt.date) -> int:
    """The school year a day lies in, named by the calendar year of its September."""
    return day.year if day.month >= 9 else day.year - 1


YearBy = Literal["most", "first", "last"]
"""What says which school year a survey counts for: most of its days, its first day or its last day."""


YEARS_BY: tuple[YearBy, ...] = ("most", "first", "last")


def year_of_days(first: dt.date, last: dt.date, by: YearBy = "most") -> int:
    """The school year of these days. Where as many lie on each side of 1 September, that of the first day."""
    if by == "last":
        return school_year(last)
    after = last - dt.date(last.year if last.month >= 9 else last.year - 1, 9, 1) + dt.timedelta(days=1)
    most_are_after = by == "most" and 2 * after.days > (last - first).days + 1
    return school_year(last) if most_are_after else school_year(first)


def year_label(year: int) -> str:
    """2026 -> '2026/27'."""
    return f"{year}/{(year + 1) % 100:02d}"


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


LAST_YEAR = 13
NURSERY = "nursery children are not asked"
MIXED = "nursery and older children are counted together; give them separately"
NO_NAME = "it is not the name of a year group"
RECEPTION = frozenset(
    {
        *("r", "rec", "reception", "yr", "y r", "year r", "yr r", "f2", "f 2", "fs2", "fs 2"),
        *("foundation 2", "foundation stage 2", "eyfs2", "eyfs 2"),
    }
)
IN_NURSERY = re.compile(
    r"n|n[12]|nur|nursery( [12])?|pre-?school|(f|fs|foundation( stage)?|eyfs) ?1|(year|y) ?n[12]?"
)
FOUNDATION = re.compile(r"(early years )?foundation( stage| year)?|eyfs|early years")
TWICE = re.compile(r"([^()]+?) ?\(([^()]+)\)")
"""Rec (F2): the same year by two names."""
SIXTH_FORM = re.compile(r"(sixth|6th) form|ks ?5|key stage 5")
LOWER_SIXTH = re.compile(
    r"(lower|l)[ -]?(6|sixth|vi)(th)?( form)?|(6|sixth|6th|vi)[ -]?lower|(sixth|6th|vi)[ -]?l|6[.]1"
)
UPPER_SIXTH = re.compile(
    r"(upper|u)[ -]?(6|sixth|vi)(th)?( form)?|(6|sixth|6th|vi)[ -]?upper|(sixth|6th|vi)[ -]?u|6[.]2"
)
CLASS_OR_SIXTH = re.compile(r"0?6[ -]?[lu]")
IN_LETTERS = (
    *("one", "two", "three", "four", "five", "six", "seven"),
    *("eight", "nine", "ten", "eleven", "twelve", "thirteen"),
)
PREFIX = re.compile(r"^(nc |curriculum )?(year groups?|years?|yrs?|y)\.? ?")
NUMBER = re.compile(r"0*([0-9]{1,2})(\.0+)?")
IN_CLASSES = re.compile(r"(0*[0-9]{1,2}|r|rec|reception)[ ./-]?(?!yrs?$|yo$)([a-z]{1,3}[0-9]?)")
"""10A, 7-B2: a class of a year; its letters say which. Of Reception only RA to RD, or Rec A."""
RANGE = re.compile(r"(.+?) ?(?:-|–| to ) ?(.+)")
MONTH = "(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
DATE = re.compile(rf"[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}.*|[0-9]{{1,2}}[- /]{MONTH}|{MONTH}[- /][0-9]{{2,4}}")
SCHOOL_YEAR = re.compile(r"20[0-9]{2} ?[/-] ?(20)?[0-9]{2}|20[0-9]{2}")


class NoYear(Exception):
    """Words that name no year group; the message says why, in the middle of a sentence."""


class Nursery(NoYear):
    """A year group below Reception."""


def years_in(words: str) -> tuple[int, ...]:
    """'Year 07' -> (7,); 'Rec' -> (0,); '12/13' -> (12, 13); '10A' -> (10,). Raises NoYear."""
    plain = " ".join(words.casefold().split())
    if not plain:
        raise NoYear("it does not say which year")
    if SIXTH_FORM.fullmatch(plain):
        return (12, 13)
    if plain in RECEPTION:
        return (0,)
    if FOUNDATION.fullmatch(plain):
        raise NoYear("it can be nursery and Reception together; write Reception if it is that year alone")
    if both := TWICE.fullmatch(plain):
        return _by_two_names(both[1], both[2])
    if DATE.fullmatch(plain):
        raise NoYear("a spreadsheet has made a date of it; write it in words, such as Years 3 and 4")
    if SCHOOL_YEAR.fullmatch(plain):
        raise NoYear("this is a school year, not a year group")
    parts = re.sub(r" ?(?:/|&|\+|,| and ) ?", "/", plain).split("/")
    young = [part for part in parts if IN_NURSERY.fullmatch(part)]
    if young:
        raise Nursery(NURSERY) if young == parts else NoYear(MIXED)
    if len(parts) == 1 and _of_class(plain) is None and (span := RANGE.fullmatch(plain)):
        first, last = _year(span[1]), _year(span[2])
        if first < last:
            return tuple(range(first, last + 1))
        raise NoYear(NO_NAME)
    return tuple(sorted({_year(part) for part in parts}))


def _by_two_names(words: str, others: str) -> tuple[int, ...]:
    years = years_in(words)
    try:
        same = years_in(others) == years
    except Nursery:
        raise NoYear(MIXED) from None
    except NoYear:
        same = False
    if not same:
        raise NoYear(NO_NAME)
    return years


def _of_class(word: str) -> int | None:
    """'10a' -> 10; 'ra' -> 0; None for what is no class."""
    bare = PREFIX.sub("", word)
    parts = IN_CLASSES.fullmatch(bare)
    if bare in RECEPTION or any(form.fullmatch(bare) for form in (LOWER_SIXTH, UPPER_SIXTH, SIXTH_FORM)):
        return None
    if parts is None:
        return None
    if parts[1].isdigit():
        return int(parts[1]) if 0 < int(parts[1]) <= LAST_YEAR else None
    return 0 if re.fullmatch(r"[a-d][0-9]?", parts[2]) else None


def is_class(words: str) -> bool:
    """Whether words name one class of a year, such as 10A."""
    return _of_class(" ".join(words.casefold().split())) is not None


def _year(word: str) -> int:
    bare = PREFIX.sub("", word)
    if word in RECEPTION or bare in RECEPTION:
        return 0
    for form, year in ((LOWER_SIXTH, 12), (UPPER_SIXTH, 13)):
        if form.fullmatch(word) or form.fullmatch(bare):
            return year
    if CLASS_OR_SIXTH.fullmatch(bare):
        raise NoYear("it can be a class of Year 6, or the sixth form; write Year 6, Year 12 or Year 13")
    if (of_class := _of_class(word)) is not None:
        return of_class
    if bare in IN_LETTERS:
        return IN_LETTERS.index(bare) + 1
    if re.fullmatch(r"(ks|key stage) ?[1-4].*", word):
        raise NoYear("this is a key stage; give each year by itself")
    number = NUMBER.fullmatch(bare)
    if number is None:
        raise NoYear(NO_NAME)
    if int(number[1]) > LAST_YEAR:
        raise NoYear(f"year groups go from Reception to Year {LAST_YEAR}")
    return int(number[1])
