"""What can be words of an action without asking anybody: overdue, no update, continuing, occasions missed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from selfeval.calendar.terms import term_after, term_ends, term_name, term_of, term_starts, terms_between
from selfeval.english import count_of, full_day
from selfeval.improvement.action_plan import PROGRESS, Action, Progress
from selfeval.improvement.timescales import Timescale, YearBegins, read_timescale

OVER: frozenset[Progress] = frozenset({"done", "stopped"})
MOST_CHECKED = 12
"""Occasions a year that are looked at one by one; what is done every week is not."""


@dataclass(frozen=True)
class DueOccasion:
    """One time that a recurring action is to be done: its last day, what it is called, whether it was."""

    day: dt.date
    name: str
    is_met: bool


@dataclass(frozen=True)
class Status:
    """What stands beside an action."""

    progress: Progress
    overdue_since: dt.date | None = None
    """The last day it had."""
    no_update: bool = False
    """Nothing was written of it for the last edition."""
    continuing: bool = False
    """It has no end, so it is never overdue."""
    occasions: tuple[DueOccasion, ...] = ()
    """Those that are over, and one of this term that is met before it is over; oldest first."""
    done_this_term: bool = False
    """It comes again, and its owner says that it was done in the term that is spoken of."""

    @property
    def missed(self) -> tuple[DueOccasion, ...]:
        """Occasions that are over and were not met."""
        return tuple(occasion for occasion in self.occasions if not occasion.is_met)

    @property
    def words(self) -> tuple[str, ...]:
        """As pages say it, what the owner chose first."""
        words = [PROGRESS[self.progress]]
        if self.overdue_since:
            words.append(f"Overdue since {full_day(self.overdue_since)}")
        if self.continuing:
            words.append("Continuing")
        if self.done_this_term:
            words.append("Done this term")
        if self.occasions:
            met = sum(occasion.is_met for occasion in self.occasions)
            words.append(f"{met} of {count_of(len(self.occasions), 'occasion')} met")
        if self.no_update:
            words.append("No update")
        return tuple(words)


def status_of(
    action: Action,
    day: dt.date,
    *,
    last_edition: str = "",
    term: str = "",
    year_begins: YearBegins = "september",
) -> Status:
    """The status of an action on a day. `last_edition`: the term of the newest one; empty for none yet.

    `term`: the one that is spoken of, where it is not the day's own.
    """
    scale = read_timescale(action.timescale, year_begins=year_begins)
    terms = {update.term for update in action.updates}
    occasions = _occasions(action, scale, day, term or term_of(day))
    if action.progress in OVER:
        return Status(action.progress, occasions=occasions)
    is_over = scale.end is not None and scale.end < day and not scale.tentative
    if scale.is_recurring:
        is_over = is_over and bool(occasions) and not occasions[-1].is_met
    return Status(
        action.progress,
        overdue_since=scale.end if is_over else None,
        no_update=bool(last_edition) and last_edition not in terms,
        continuing=scale.kind in ("no_end", "starts") or (scale.kind == "recurring" and scale.end is None),
        occasions=occasions,
        done_this_term=scale.is_recurring and (term or term_of(day)) in _done(action),
    )


def _done(action: Action) -> set[str]:
    """The terms in which its owner says that it was done."""
    return {update.term for update in action.updates if update.progress == "done"}


def _occasions(action: Action, scale: Timescale, day: dt.date, this: str) -> tuple[DueOccasion, ...]:
    """Occasions that are over by a day. Each is met when its owner words `done` for the time it lies in.

    One that lies in the term `this` counts as soon as it is met: an edition is closed before its term ends.
    """
    done = _done(action)
    if scale.occasions:
        return tuple(
            DueOccasion(one, full_day(one), term_of(one) in done)
            for one in scale.occasions
            if one < day or (term_of(one) == this and this in done)
        )
    if scale.per_year is None or scale.per_year > MOST_CHECKED:
        return ()
    first = (
        term_of(scale.start)
        if scale.start
        else min((one.term for one in action.updates), key=term_ends, default="")
    )
    if not first:
        return ()
    until = min(day, scale.end + dt.timedelta(days=1)) if scale.end else day
    last = term_of(until - dt.timedelta(days=1))
    if scale.end is None or term_starts(this) <= scale.end:
        last = max(last, this, key=term_ends)
    length = 1 if scale.per_year >= 3 else round(3 / scale.per_year)
    terms = list(terms_between(first, last))
    while len(terms) % length:
        terms.append(term_after(terms[-1]))
    groups = (terms[at : at + length] for at in range(0, len(terms), length))
    return tuple(
        DueOccasion(term_ends(together[-1]), _names(together[0], together[-1]), not done.isdisjoint(together))
        for together in groups
        if term_ends(together[-1]) < until or (this in together and not done.isdisjoint(together))
    )


def _names(first: str, last: str) -> str:
    """Autumn 2025; Autumn 2025 to Summer 2026"""
    return term_name(first) if first == last else f"{term_name(first)} to {term_name(last)}"


def is_begun(scale: Timescale, day: dt.date) -> bool:
    """Whether an action with this timescale can have begun by a day."""
    return scale.start is None or scale.start <= day


def must_say(action: Action, term: str) -> bool:
    """Whether its owner is asked about a term: it is not over, and has begun by the end of it."""
    scale = read_timescale(action.timescale)
    return action.progress not in OVER and is_begun(scale, term_ends(term))


def is_unwritten(action: Action, term: str) -> bool:
    """Whether its owner is asked about a term, and has written nothing of it yet."""
    return must_say(action, term) and term not in {update.term for update in action.updates}


def is_owner_of(action: Action, account_id: int, name: str) -> bool:
    """Whether somebody is asked how an action goes: ticked there, or named as its lead."""
    named_so = name.casefold() in action.owners.casefold()
    return account_id in action.owner_account_ids or (bool(name) and named_so)
