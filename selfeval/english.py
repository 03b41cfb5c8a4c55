"""English that every page and file writes alike: numbers, lists, days and moments."""

from __future__ import annotations

import datetime as dt
import math
import unicodedata
from collections.abc import Sequence

from selfeval.calendar.school_years import ENGLAND, date_in_england, today

SMALL_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


APOSTROPHES = "'’‘‛ʼʹ′`´＇"
LETTERS = str.maketrans({"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})
"""Those that are no letter with an accent to Unicode."""
ALIKE = {"saint": "st", "saints": "st", "ss": "st", "sts": "st"}


LONGEST_FOLDED = 1_000
"""Characters that are put in Unicode's order. It takes as long as the square of the accents on one letter,
and Python lets nobody else work meanwhile: of 500,000 for hours."""


def folded(name: str) -> str:
    """A name as it is searched for: St Thérèse’s and Saint Thereses are alike, and so are & and and."""
    bare = "".join(mark for mark in name[:LONGEST_FOLDED].replace("&", " and ") if mark not in APOSTROPHES)
    letters = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", bare).casefold())
    plain = "".join(
        mark if mark.isalnum() else " "
        for mark in letters.translate(LETTERS)
        if not unicodedata.combining(mark)
    )
    return " ".join(ALIKE.get(word, word) for word in plain.split())


_DRAWN_ALIKE = {
    "a": "\u0410\u0391\u0430\u03b1\u0251",
    "b": "\u0412\u0392",
    "c": "\u0421\u03f9\u0441\u03f2",
    "d": "\u0501",
    "e": "\u0415\u0395\u0401\u0435\u0451",
    "g": "\u0261",
    "h": "\u041d\u0397\u04bb",
    "j": "\u0408\u0458\u03f3",
    "k": "\u041a\u039a\u03ba\u043a",
    "l": "\u0406\u0399\u04c0\u0456\u0457\u03b9\u04cf\u0131i1",
    "m": "\u041c\u039c",
    "n": "\u039d\u043f",
    "o": "\u041e\u039f\u043e\u03bf\u03c3\u06f00",
    "p": "\u0420\u03a1\u0440\u03c1",
    "q": "\u051b",
    "r": "\u0433",
    "s": "\u0405\u0455",
    "t": "\u0422\u03a4",
    "u": "\u03c5",
    "v": "\u03bd\u0475",
    "w": "\u051d\u0461\u03c9",
    "x": "\u0425\u03a7\u0445\u03c7",
    "y": "\u0423\u04ae\u03a5\u0443\u04af\u03b3",
    "z": "\u0396",
}
"""Latin letter -> Cyrillic, Greek and other marks that are drawn like it or nearly so."""
_SEEN_AS = {ord(mark): letter for letter, drawn in _DRAWN_ALIKE.items() for mark in drawn}


def appearance(name: str) -> str:
    """The same for names that look alike, in whatever alphabet; it may be for some that do not quite."""
    bare = "".join(filter(str.isalnum, unicodedata.normalize("NFKD", name[:LONGEST_FOLDED])))
    seen = bare.translate(_SEEN_AS).casefold()
    return folded(seen).translate(_SEEN_AS).replace("rn", "m").replace("vv", "w").replace(" ", "")


def whole(value: float) -> int:
    """To the nearest whole number, halves up: as people round."""
    return math.floor(value + 0.5)


def in_words(number: int) -> str:
    """Up to ten in words, then in figures."""
    return SMALL_NUMBERS[number] if 0 <= number < len(SMALL_NUMBERS) else f"{number:,}"


def listed(words: Sequence[str]) -> str:
    """One, two and three; with semicolons where one of them has a comma and no quotation marks."""
    if len(words) < 2:
        return "".join(words)
    comma = "; " if any("," in word and "“" not in word for word in words) else ", "
    return f"{comma.join(words[:-1])}{';' if comma == '; ' else ''} and {words[-1]}"


def count_in_words(number: int, one: str, many: str | None = None) -> str:
    """one pupil, 214 pupils"""
    return f"{in_words(number)} {one if number == 1 else many or one + 's'}"


def capitalised(sentence: str) -> str:
    """With a capital letter first."""
    return sentence[:1].upper() + sentence[1:]


def ended(sentence: str) -> str:
    """With a full stop, unless it ends with one, as names and titles may."""
    return sentence if sentence.endswith((".", "?", "!", "…")) else f"{sentence}."


def lowered(sentence: str) -> str:
    """With a small letter first."""
    return sentence[:1].lower() + sentence[1:]


def out_of(part: int, all_of_them: int) -> str:
    """398 of 612"""
    return f"{part:,} of {all_of_them:,}"


def quoted(text: str) -> str:
    """A question in quotation marks, ready to stand inside a sentence."""
    return f"“{text.strip().rstrip('.')}”"


def shortened(text: str, longest: int, rest: str = " …") -> str:
    """On one line, cut between words where there is a blank near the end; `rest` says that there is more."""
    line = " ".join(text.split())
    if len(line) <= longest:
        return line
    before, blank, _ = line[:longest].rpartition(" ")
    short = before if blank and len(before) > longest // 2 else line[:longest]
    return f"{short.rstrip('.,;:')}{rest}"


def full_day(date: dt.date) -> str:
    """16 October 2026; of a moment its day in England."""
    if isinstance(date, dt.datetime):
        date = date_in_england(date)
    return f"{date.day} {date:%B} {date.year}"


def window(first: dt.date, last: dt.date) -> str:
    """5 to 16 October 2026"""
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day} to {full_day(last)}" if first != last else full_day(last)
    if first.year == last.year:
        return f"{first.day} {first:%B} to {full_day(last)}"
    return f"{full_day(first)} to {full_day(last)}"


def moment_words(at: dt.datetime) -> str:
    """3 November 2026 at 02:10"""
    here = at.astimezone(ENGLAND)
    return f"{here.day} {here:%B %Y} at {here:%H:%M}"


def day(date: dt.date) -> str:
    """Friday 16 October; of a moment its day in England."""
    if isinstance(date, dt.datetime):
        date = date_in_england(date)
    return f"{date:%A} {date.day} {date:%B}"


def count_of(number: int, one: str, many: str | None = None) -> str:
    """1 pupil, 2 pupils"""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def long(minutes: int) -> str:
    """5 minutes; 2.5 hours"""
    if minutes < 100:
        return count_of(minutes, "minute")
    return f"{round(minutes / 30) / 2:g} hours"


def moment(at: dt.datetime) -> str:
    """24 November 2026 at 10:42, in England"""
    here = at.astimezone(ENGLAND)
    return f"{full_day(here.date())} at {here.hour}:{here:%M}"


def seen(at: dt.datetime | None) -> str:
    """today; yesterday; 16 October 2026; never"""
    if at is None:
        return "never"
    date = date_in_england(at)
    recent = {0: "today", 1: "yesterday"}
    return recent.get((today() - date).days, full_day(date))


def bytes_in_words(size: int) -> str:
    """64 kB; 2.1 MB"""
    return f"{size / 1_000_000:.3g} MB" if size >= 1_000_000 else f"{size // 1_000:,} kB"
