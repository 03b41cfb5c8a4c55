"""Words for figures: "44 of 100", and how sure we are in the same breath."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from selfeval.english import out_of, whole
from selfeval.findings.comparisons import Occasion
from selfeval.findings.estimates import Estimate, Interval
from selfeval.questionnaires.audiences import AskedAudience
from selfeval.questionnaires.model import Item, OptionSet

OVER_YEARS = (
    "The bars are there to compare years. They allow for other people being at the school in another year, "
    "so they are long. The ranges in the report of one year are shorter: they say what the score would be if "
    "everyone had answered."
)
"""Beside every chart over the rounds that has bars."""
ACROSS_NEW_QUESTIONS = (
    "Where the questions changed, a change is worked out from those that were asked both times. It may then "
    "differ from the figures beside it."
)
"""Elsewhere a change is the later figure less the earlier one, as both are told."""
NEARLY_ALL = "all or nearly all"
HIDDEN = {
    "few": "Fewer than {threshold} people answered.",
    "complement": "It is held back so that a hidden figure cannot be worked out from the others.",
    "together": "So few people answered that it could show whose answers are whose.",
    "unanimous": "Almost everyone answered the same way, so how each person answered could be guessed.",
    "before": "It was worked out at the count, before the scores were corrected, and cannot be made again.",
    "own": "A score of your own questions is shown for everyone together, and not by group.",
}
"""Reason id -> sentence. None of them may say how many people there are."""


def in_fives(part: int, all_of_them: int | None) -> str:
    """about 25 of 30, for a number to the nearest five; none is told where it would reach the roll"""
    if not all_of_them:
        return f"about {part:,}"
    if reaches(part, all_of_them):
        return f"{NEARLY_ALL} of {all_of_them:,}"
    return f"about {out_of(part, all_of_them)}"


def reaches(part: int, all_of_them: int | None) -> bool:
    """Whether a number to the nearest five is the roll or more, so that it would say that all answered."""
    return bool(all_of_them) and part >= (all_of_them or 0)


def in_hundred(part: int, all_of_them: int) -> int:
    """Per cent, but never 0 or 100 unless it is."""
    if all_of_them <= 0:
        return 0
    share = whole(100 * part / all_of_them)
    return min(max(share, 1 if part else 0), 100 if part >= all_of_them else 99)


def share_in_tenths(per_cent: int) -> str:
    """about 3 in 10"""
    tenths = whole(per_cent / 10)
    if per_cent == 100:
        return "all"
    if tenths in (0, 10):
        return "more than 9 in 10" if tenths else "fewer than 1 in 10"
    return f"about {tenths} in 10"


def span(estimate: Estimate) -> str:
    """41 to 47; empty where there is no interval"""
    return between(estimate.interval).replace(" and ", " to ") if estimate.interval else ""


def between(interval: Interval) -> str:
    """41 and 47"""
    return f"{whole(interval.low)} and {whole(interval.high)}"


def sureness(estimate: Estimate, everyone: str = "") -> str:
    """How sure we are of a figure, to follow it in the same sentence: very likely between 41 and 47.

    `everyone`: whom the interval is about, where their number is known.
    """
    if estimate.everyone:
        return "everyone answered"
    if estimate.interval is None:
        return "how sure we are cannot be worked out"
    likely = f"very likely between {between(estimate.interval)}"
    return f"{everyone}, {likely}" if everyone else likely


def with_span(estimate: Estimate) -> str:
    """52 (51 to 53), for a chart or a table; the figure alone where everyone answered"""
    around = span(estimate)
    return f"{whole(estimate.value)} ({around})" if around else f"{whole(estimate.value)}"


def score_in_words(estimate: Estimate | None) -> str:
    """52, between 51 and 53, for those who hear a chart; not shown"""
    if estimate is None:
        return "not shown"
    if estimate.interval is None:
        return str(whole(estimate.value))
    return f"{whole(estimate.value)}, between {between(estimate.interval)}"


def bounds(estimate: Estimate) -> tuple[float, float]:
    """The interval's ends; the figure itself where everyone answered or nothing is known of its sureness."""
    if estimate.interval is None:
        return estimate.value, estimate.value
    return estimate.interval.low, estimate.interval.high


def level(mean: float, top: int) -> str:
    """2.3 of 4"""
    return f"{whole(mean * 10) / 10:.1f} of {top}"


def hidden(reasons: Iterable[str], threshold: int) -> str:
    """Why figures are hidden, each reason once; it must not give away how many people there are."""
    listed_reasons = [reason for reason in HIDDEN if reason in set(reasons)]
    return (
        " ".join(HIDDEN[reason] for reason in listed_reasons).format(threshold=threshold)
        or "It may not be shown."
    )


@dataclass(frozen=True)
class Deed:
    """What people did who gave the favourable answer."""

    now: str
    """agree | disagree | say yes | say no"""
    then: str
    """agreed | disagreed | said yes | said no"""
    before_quote: str
    """agree with | disagree with | say yes to | say no to"""
    doing: str
    """agreeing | disagreeing | saying yes | saying no"""
    against: Saying
    """The same four of the opposite deed."""


Saying = tuple[str, str, str, str]
AGREE: Saying = ("agree", "agreed", "agree with", "agreeing")
DISAGREE: Saying = ("disagree", "disagreed", "disagree with", "disagreeing")


def deed(item: Item, options: OptionSet) -> Deed:
    """The deed that counts as favourable for this item: for a reversed one, to disagree."""
    ids = {option.id for option in options.options}
    if "agree" in ids:
        good, other = AGREE, DISAGREE
    elif {"yes", "no"} <= ids:
        good, other = _say("yes"), _say("no")
    else:
        return Deed(*_answer("favourably"), _answer("unfavourably"))
    return Deed(*other, good) if item.reversed else Deed(*good, other)


def _say(word: str) -> Saying:
    return f"say {word}", f"said {word}", f"say {word} to", f"saying {word}"


def _answer(how: str) -> Saying:
    return f"answer {how}", f"answered {how}", f"answer {how} to", f"answering {how}"


MOST_FROM = 200 / 3
ABOUT_HALF = 10
"""Points on either side of half."""


def share_in_words(estimate: Estimate) -> str:
    """Most, more than half, fewer than half …: by the whole interval, so that noise cannot choose the word.

    Most begins at two thirds. About half has its whole interval within ten points of half.
    """
    low, high = bounds(estimate)
    if low > 50:
        return "most" if low >= MOST_FROM else "more than half"
    if high < 50:
        return "fewer than half"
    down, up = low < 50 - ABOUT_HALF, high > 50 + ABOUT_HALF
    if down and up:
        return "somewhere around half"
    return "about half or fewer" if down else "about half or more" if up else "about half"


SEASONS = {9: "autumn", 10: "autumn", 11: "autumn", 12: "autumn", 1: "spring", 2: "spring", 3: "spring"}
"""Month -> term of an English school; all others are the summer term."""


def opened(occasion: Occasion) -> dt.date:
    return dt.date.fromisoformat(occasion.opens_on)


def term(day: dt.date) -> str:
    """autumn 2026"""
    return f"{SEASONS.get(day.month, 'summer')} {day.year}"


BROUGHT_IN = "(brought in)"
"""What stands beside the year of a round that is not our ballot, wherever it is named."""


def names_of_rounds(days: Sequence[dt.date], brought_in: Container[dt.date] = ()) -> tuple[str, ...]:
    """2023, 2024 …; autumn 2023 where a year has two rounds; the day where a term has two.

    `brought_in`: the days of those that were asked elsewhere, which is said with the name.
    """
    names = _plain_names(days)
    return tuple(
        f"{name} {BROUGHT_IN}" if day in brought_in else name for day, name in zip(days, names, strict=True)
    )


def _plain_names(days: Sequence[dt.date]) -> tuple[str, ...]:
    for name_of in (lambda day: str(day.year), term):
        names = tuple(name_of(day) for day in days)
        if len(set(names)) == len(names):
            return names
    return tuple(f"{day.day} {day:%B} {day.year}" for day in days)


def short_names(name: str, *, many: bool) -> str:
    """For under an axis: 2023, or ’23 where there are many; ’23 * for one that was brought in."""
    if many and name.isdecimal():
        return f"’{name[2:]}"
    if name.endswith(BROUGHT_IN):
        year = short_names(name.removesuffix(f" {BROUGHT_IN}"), many=many)
        return f"{year} *"
    season, _, year = name.partition(" ")
    return f"{season[:3]} ’{year[2:]}" if season in ("autumn", "spring", "summer") else name


VoiceName = Literal[AskedAudience, "leaders"]
