"""Reading a timescale as people type it: `From October 2024 (termly)`. The text stays; none is refused.

What cannot be read has no end, and is never overdue. What can be read in two ways asks.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from selfeval.calendar.terms import ENDS
from selfeval.english import full_day, listed

TimescaleKind = Literal["none", "day", "range", "starts", "occasions", "recurring", "no_end", "asks", "words"]
YearBegins = Literal["september", "april"]
"""In which month `2025-26` begins: of a school, or of a setting that counts by financial years."""


@dataclass(frozen=True)
class Timescale:
    """What was read from a timescale."""

    text: str
    """As typed."""
    kind: TimescaleKind
    start: dt.date | None = None
    end: dt.date | None = None
    """The last day; None where there is none, or none can be read."""
    occasions: tuple[dt.date, ...] = ()
    """Where there are several: the last day of each."""
    per_year: float | None = None
    """How often it comes again: 3 is every term, 0.5 every other year."""
    tentative: bool = False
    """Nobody is held to it: it is never overdue."""
    asks: str = ""
    """The question to whoever typed it; empty where it can be read in one way alone."""

    @property
    def is_recurring(self) -> bool:
        """Whether it is met occasion by occasion."""
        return self.per_year is not None or bool(self.occasions)

    @property
    def in_words(self) -> str:
        """What was read, as the page says it beside the text; the question where there is one."""
        return self.asks or f"{_in_words(self)}{', not certain' if self.tentative and self.end else ''}"


def read_timescale(text: str, *, year_begins: YearBegins = "september") -> Timescale:
    """What can be read from a text. Raises nothing, whatever the text."""
    plain = _plain(text)
    if not plain:
        return Timescale(text, "none")
    clues = _Clues(plain, year_begins)
    tentative = bool(UNCERTAIN.search(plain)) or bool(clues.left_over)
    if clues.asks:
        return Timescale(text, "asks", asks=clues.asks, tentative=True)
    return replace(_read(text, clues), tentative=tentative and bool(clues.days or clues.per_year))


def _read(text: str, clues: _Clues) -> Timescale:
    start, end, occasions = _days(clues)
    if clues.per_year is not None:
        return Timescale(text, "recurring", start, end, occasions, clues.per_year)
    if len(occasions) > 1:
        return Timescale(text, "occasions", start, occasions[-1], occasions)
    if start and end:
        return Timescale(text, "range", start, end)
    if end:
        return Timescale(text, "day", None, end)
    if start:
        return Timescale(text, "starts", start)
    return Timescale(text, "no_end" if clues.goes_on else "words")


def _days(clues: _Clues) -> tuple[dt.date | None, dt.date | None, tuple[dt.date, ...]]:
    """Start, end and occasions."""
    days, joints = clues.days, clues.joints
    if not days:
        return None, None, ()
    if len(days) == 1:
        first, last = days[0]
        if clues.begins or (clues.per_year and not clues.ends and first == last.replace(day=1)):
            return first, None, ()
        if clues.goes_on and not clues.ends:
            return (first, None, ()) if clues.days_first else (None, None, ())
        return (first if clues.is_span and not clues.ends else None), last, ()
    if len(days) == 2 and ("to" in joints or (clues.begins and clues.ends)):
        first, last = days[0][0], days[1][1]
        return (first, last, ()) if first <= last else (None, None, (days[1][1], days[0][1]))
    if clues.begins:
        start = days[0][0]
        return start, None, tuple(sorted(last for _, last in days[1:] if last >= start))
    occasions = tuple(sorted({last for _, last in days}))
    return (None, occasions[0], ()) if len(occasions) == 1 else (None, None, occasions)


MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
YEAR = r"(?P<year>20\d\d)\b"
ORDINAL = r"(?: ?(?:st|nd|rd|th))?\b"
DATES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.ASCII))
    for kind, pattern in (
        ("iso", r"\b(?P<year>20\d\d)-(?P<number>\d\d)-(?P<day>\d\d)(?:[t ]00:00(?::00)?)?\b"),
        ("numbers", r"\b(?P<day>\d{1,2}) ?[/.-] ?(?P<number>\d{1,2}) ?[/.-] ?(?P<year>20\d\d|\d\d)\b"),
        (
            "term",
            r"\b(?P<season>autumn|spring|summer|christmas|easter)(?: term)?(?: ?(?P<half>[12])\b(?!\d))?"
            r"(?: term)?,? ?(?P<year>20\d\d)(?: ?[/-] ?(?P<next>20\d\d|\d\d)\b)?",
        ),
        ("school year", r"(?<![\d/-])(?P<year>20\d\d) ?[/-] ?(?P<next>20\d\d|\d\d)\b(?![/-]\d)"),
        ("short school year", r"(?<![\d/.-])(?P<year>\d\d) ?/ ?(?P<next>\d\d)\b(?!\d?/)"),
        ("day", rf"\b(?P<day>\d{{1,2}}){ORDINAL}(?: of)? ?-?{MONTH},?[ -]?'?(?P<year>20\d\d|\d\d)\b"),
        ("day", rf"\b{MONTH} ?(?P<day>\d{{1,2}}){ORDINAL},? {YEAR}"),
        ("month", rf"\b{MONTH},?[ /-]?{YEAR}"),
        ("month", rf"\b{MONTH} ?'(?P<year>\d\d)\b"),
        ("month or day", rf"\b{MONTH}[ /-]?(?P<two>\d{{1,2}})\b(?! ?(?:st|nd|rd|th))"),
        ("day without year", rf"\b{MONTH} ?(?P<day>\d{{1,2}}){ORDINAL}"),
        ("day without year", rf"\b(?P<day>\d{{1,2}}){ORDINAL}(?: of)? ?-?{MONTH}"),
        ("month alone", rf"\b{MONTH}"),
        ("term alone", r"\b(?P<season>autumn|spring|summer|christmas|easter)\b(?: term)?(?: [12]\b)?"),
        ("year", rf"(?<![\d/]){YEAR}"),
    )
)
"""Ways of writing a day, the surest first: a later one looks only at what the ones before have left."""
ALIKE = {"christmas": "autumn", "easter": "spring"}
HALF_ENDS = {"autumn": (10, 31), "spring": (2, 28), "summer": (5, 31)}
FINANCIAL = re.compile(r"\b(?:financial|fiscal|fy)\b")
RATES: tuple[tuple[float, re.Pattern[str]], ...] = tuple(
    (rate, re.compile(rf"\b(?:{pattern})\b"))
    for rate, pattern in (
        (0.25, r"(?:once )?every (?:four|4) years"),
        (1 / 3, r"(?:once )?every (?:three|3) years"),
        (0.5, r"(?:once )?every (?:two|2|other) years?|biennial(?:ly)?|alternate years"),
        (6, r"(?:once )?(?:every|each|per|a) half[ -]?term|half[ -]?termly|six times (?:a|per) year"),
        (2, r"bi-?annual(?:ly)?|half[ -]?year(?:ly)?|twice (?:a|per|each|every) year|twice yearly"),
        (2, r"six[ -]month(?:ly)?|every (?:six|6) months"),
        (4, r"quarterly|(?:once )?(?:every|each|per|a) quarter|four times (?:a|per) year"),
        (19, r"fortnightly|(?:once )?(?:every|each|per|a) fortnight|every (?:two|2) weeks"),
        (6, r"twice (?:a|per|each|every) term"),
        (3, r"term(?:ly|-ly)|(?:once )?(?:every|each|per|a) term|(?:three|3) times (?:a|per) year"),
        (12, r"monthly|(?:once )?(?:every|each|per|a) month"),
        (38, r"weekly|(?:once )?(?:every|each|per|a) week"),
        (190, r"daily|(?:every|each) day"),
        (1, r"annual(?:ly)?|yearly|(?:once )?(?:every|each|per|a) (?:academic |school )?year|per annum"),
    )
)
"""How often a year; a school has 38 weeks and 190 days."""
GOES_ON = re.compile(r"\b(?:on-?going|continu(?:ed|ing|ous|ously|es?)|throughout|always|permanent(?:ly)?)\b")
BEGINS = re.compile(r"\b(?:from|since|starting|starts?|onwards?|commencing|begins?|beginning)\b")
CLOSES = re.compile(r"\b(?:until|till|to|up to|by|before|ends?|ending)\b")
UNCERTAIN = re.compile(
    r"\?|\b(?:tbc|tbd|tba|to be confirmed|to be decided|provisional(?:ly)?|maybe|possibly|perhaps|approx(?:"
    r"imately)?|around|about|circa|ca|hopefully|if possible)\b"
)
FILLERS = re.compile(
    r"\b(?:in|at|on|of|the|and|then|academic|school|financial|fiscal|fy|ay|year|term|date|dates|deadline|due"
    r"|latest|no later than|early|mid|late|end|complet(?:e|ed|ion)|plan|months?|as|well|again|basis|on a"
    r"|an?|each|every|then|both|once|monday|tuesday|wednesday|thursday|friday|for)\b"
)


class _Clues:
    """What stands in a text: days in their order with what joins them, how often, whether it goes on."""

    def __init__(self, plain: str, year_begins: YearBegins) -> None:
        april = year_begins == "april" or FINANCIAL.search(plain) is not None
        rest, self.per_year = plain, None
        for rate, pattern in RATES:
            if pattern.search(rest):
                self.per_year = rate
                rest = pattern.sub(lambda there: " " * len(there[0]), rest)
                break
        rest, dates = _dates(rest)
        self.days, self.asks = _spans(dates, april=april)
        self.is_span = any(kind in ("school year", "short school year", "term", "year") for kind, _ in dates)
        between = [rest[one.end() : two.start()] for (_, one), (_, two) in pairwise(dates)]
        self.joints = ["to" if re.search(r"-|\b(?:to|until|till)\b", text) else "" for text in between]
        self.goes_on = GOES_ON.search(rest) is not None
        self.begins = BEGINS.search(rest) is not None
        closes = CLOSES.search(rest)
        self.ends = closes is not None
        goes_on = GOES_ON.search(rest)
        self.days_first = bool(dates) and (goes_on is None or dates[0][1].start() < goes_on.start())
        for pattern in (GOES_ON, BEGINS, CLOSES, UNCERTAIN, FILLERS):
            rest = pattern.sub(" ", rest)
        self.left_over = re.findall(r"[^\W_]+", rest)


def _plain(text: str) -> str:
    """In small letters, with one kind of dash and of blank."""
    same = unicodedata.normalize("NFKC", text[:1000]).casefold()
    same = re.sub(r"[\u2010-\u2015\u2212]", "-", same).replace("\u2019", "'").replace("\u2018", "'")
    return " ".join(same.split())


def _dates(rest: str) -> tuple[str, list[tuple[str, re.Match[str]]]]:
    """The text with blanks for the days in it, and the days, in the order in which they stand."""
    dates: list[tuple[str, re.Match[str]]] = []
    for kind, pattern in DATES:
        for there in list(pattern.finditer(rest)):
            if kind == "school year" and not _follows(there):
                continue
            dates.append((kind, there))
            rest = f"{rest[: there.start()]}{' ' * len(there[0])}{rest[there.end() :]}"
    return rest, sorted(dates, key=lambda date: date[1].start())


def _follows(there: re.Match[str]) -> bool:
    """Whether the second of two years comes right after the first; 2020-2024 are two years."""
    return (int(there["year"]) + 1) % 100 == int(there["next"]) % 100


def _spans(
    dates: list[tuple[str, re.Match[str]]], *, april: bool
) -> tuple[list[tuple[dt.date, dt.date]], str]:
    """First and last day of each, and what is to be asked. A month without a year takes that of the next."""
    spans: list[tuple[dt.date, dt.date]] = []
    asks: list[str] = []
    after: dt.date | None = None
    years = sum(kind == "year" for kind, _ in dates) > 1
    for kind, there in reversed(dates):
        span, question = _span(kind, there, after, april=april, years=years)
        if span is None:
            asks.insert(0, question)
        else:
            spans.insert(0, span)
            after = span[0]
    return spans, asks[0] if asks else ""


def _span(
    kind: str, there: re.Match[str], after: dt.date | None, *, april: bool, years: bool
) -> tuple[tuple[dt.date, dt.date] | None, str]:
    """First and last day of one date; or None, and the question."""
    parts = there.groupdict()
    typed = re.sub(r"\b[a-z]", lambda letter: letter[0].upper(), there[0].strip(" .,"))
    which_year = f"Which year is “{typed}”? Write it with its year, such as “{typed} 2026”."
    if kind == "year":
        year = int(parts["year"])
        return (_school_year(year, april) if years and after else _whole(year, april, years)), ""
    if kind in ("school year", "short school year"):
        year = int(parts["year"]) % 100 + 2000
        if not _follows_short(parts):
            return None, f"Which days are “{there[0]}”? Write them as in “4 October 2026” or “2026-27”."
        return _school_year(year, april), ""
    if kind == "term":
        return _term(parts), ""
    if kind == "term alone":
        return None, which_year
    month = MONTHS.index(parts["month"][:3]) + 1 if parts.get("month") else int(parts["number"])
    if kind == "month or day":
        two = int(parts["two"])
        name = dt.date(2000, month, 1).strftime("%B")
        if 1 <= two <= 31:
            th = f"{two}{_th(two)}"
            return None, f"Is “{typed}” {name} {2000 + two}, or the {th} of {name}? Write the year in full."
        return (_month(2000 + two, month) if two else None), which_year
    if kind in ("month alone", "day without year"):
        if after is None:
            return None, which_year
        year = after.year if month <= after.month else after.year - 1
    else:
        year = int(parts["year"]) % 100 + 2000
    if not parts.get("day"):
        return _month(year, month), ""
    try:
        day = dt.date(year, month, int(parts["day"]))
    except ValueError:
        return None, f"“{typed}” is not in the calendar. Which day is meant?"
    return (day, day), ""


def _follows_short(parts: dict[str, str]) -> bool:
    return (int(parts["year"]) + 1) % 100 == int(parts["next"]) % 100


def _month(year: int, month: int) -> tuple[dt.date, dt.date]:
    first = dt.date(year, month, 1)
    return first, (first + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)


def _school_year(year: int, april: bool) -> tuple[dt.date, dt.date]:
    if april:
        return dt.date(year, 4, 1), dt.date(year + 1, 3, 31)
    return dt.date(year, 9, 1), dt.date(year + 1, 8, 31)


def _whole(year: int, april: bool, years: bool) -> tuple[dt.date, dt.date]:
    """A year alone is a calendar year; the second of 2020-2024 is the school year that ends in it."""
    return _school_year(year - 1, april) if years else (dt.date(year, 1, 1), dt.date(year, 12, 31))


def _term(parts: dict[str, str]) -> tuple[dt.date, dt.date]:
    """A term of a year, or of a school year; half of it where 1 or 2 stands behind it."""
    season = ALIKE.get(parts["season"], parts["season"])
    year = int(parts["year"]) + (1 if parts["next"] and season != "autumn" else 0)
    begins = {"autumn": dt.date(year, 9, 1), "spring": dt.date(year, 1, 1), "summer": dt.date(year, 5, 1)}
    if season == "summer" and parts["half"] == "2":
        begins["summer"] = dt.date(year, 6, 1)
    ends = HALF_ENDS[season] if parts["half"] == "1" else ENDS[season]
    return begins[season], dt.date(year, *ends)


def _th(day: int) -> str:
    return "th" if 11 <= day <= 13 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")


HOW_OFTEN = {
    0.25: "every four years",
    1 / 3: "every three years",
    0.5: "every other year",
    1: "once a year",
    2: "twice a year",
    3: "every term",
    4: "four times a year",
    6: "every half-term",
    12: "every month",
    19: "every other week",
    38: "every week",
    190: "every day",
}


def _in_words(scale: Timescale) -> str:
    """What was read, without how sure it is."""
    start = f"from {full_day(scale.start)}" if scale.start else ""
    end = f"until {full_day(scale.end)}" if scale.end else ""
    if scale.kind == "recurring":
        return " ".join(filter(None, [HOW_OFTEN[scale.per_year or 1], start, end]))
    if scale.kind == "occasions":
        return f"{len(scale.occasions)} times, by {listed([full_day(day) for day in scale.occasions])}"
    if scale.kind == "day" and scale.end:
        return f"by {full_day(scale.end)}"
    if scale.kind == "none":
        return "no timescale yet"
    if scale.kind == "words":
        return "no day can be read from this, so it is never overdue"
    return " ".join(filter(None, [start, end])) + ("" if scale.end else f"{', ' if start else ''}no end")
