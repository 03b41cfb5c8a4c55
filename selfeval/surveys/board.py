"""What may be seen while a survey is open: who has finished, in fives, and nothing about one person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from sqlalchemy.orm import Session

from selfeval.english import day, listed
from selfeval.questionnaires.audiences import ONE_GROUP
from selfeval.store.ballots import (
    CANCELLED,
    UNUSED,
    USED,
    ballots_by_group,
    late_by_group,
    slips_by_group,
    waiting_in,
)
from selfeval.store.surveys import Group, Round, Survey
from selfeval.surveys.fieldwork import takes_late
from selfeval.surveys.lessons import FIVE, finished_words, in_fives
from selfeval.surveys.links import may_have_link

BLOCKS_A_ROW = 25


def slips_words(states: dict[int, int], printed: int = 0) -> str:
    """How many slips of a group are left, told so that it says no more than the finished ones in fives do.

    The lead knows how many were printed. After a second printing the number left, however rounded, could be
    set against the number printed, so it is told in a word. `printed`: at least so many are out, as the lead
    knows; after a link was stopped that is more than were taken.
    """
    used, unused = states.get(USED, 0), states.get(UNUSED, 0)
    out = max(printed, used + unused)
    if not out:
        return "not printed yet"
    if states.get(CANCELLED, 0):
        return "some left" if unused else "none left"
    left = in_fives(out - in_fives(used) + 2)
    return f"about {left}" if left else "few or none"


@dataclass(frozen=True)
class BoardLine:
    """One group on the board. `finished` is in fives."""

    round_id: int
    number: int
    name: str
    roll: int
    finished: int
    slips: str
    printed: bool
    by_link: bool = False
    """Whether it may answer by link."""
    tablets: bool = False
    """Tablet mode: `printed` is then said of the adults' cards."""
    late: bool = False
    """Whether five or more came in under a cancelled card or after their lesson; never how many."""

    @property
    def finished_words(self) -> str:
        return finished_words(self.finished)

    @property
    def under_half(self) -> bool:
        """Whether fewer than half have finished, however many the fives leave out."""
        return 2 * (self.finished + FIVE - 1) < self.roll

    @property
    def over(self) -> bool:
        """Whether more have finished than are on roll: the roll is wrong, or a card was passed on."""
        return self.finished > self.roll

    @property
    def blocks(self) -> list[tuple[int, int, bool]]:
        """One block for five people: its column, its row, whether it is filled."""
        whole = ceil(self.roll / FIVE)
        filled = min(self.finished // FIVE, whole)
        return [(place % BLOCKS_A_ROW, place // BLOCKS_A_ROW, place < filled) for place in range(whole)]

    @property
    def block_rows(self) -> int:
        """Rows that the blocks take."""
        return ceil(self.roll / FIVE / BLOCKS_A_ROW)


@dataclass(frozen=True)
class Board:
    """A survey as its lead sees it on a day."""

    lines: tuple[BoardLine, ...]
    waiting: int = 0
    """Answers that tablets hold during a pause, in fives."""
    waits: bool = False

    @property
    def finished(self) -> int:
        """The sum of the groups' fives: the fives of the sum would say more than the groups do."""
        return sum(line.finished for line in self.lines)

    @property
    def roll(self) -> int:
        return sum(line.roll for line in self.lines)

    @property
    def unprinted(self) -> list[str]:
        """Groups without a single slip."""
        return [line.name for line in self.lines if not line.printed]

    @property
    def late(self) -> list[str]:
        """Groups in which five or more came in under a cancelled card or after their lesson."""
        return [line.name for line in self.lines if line.late]

    @property
    def waiting_words(self) -> str:
        """At least 5 answers; a few answers"""
        return f"at least {self.waiting} answers" if self.waiting else "a few answers"

    @property
    def behind(self) -> list[str]:
        """Groups in which fewer than half have finished."""
        return [line.name for line in self.lines if line.under_half]

    @property
    def over(self) -> list[str]:
        """Groups with more answers than people on roll."""
        return [line.name for line in self.lines if line.over]

    @property
    def finished_words(self) -> str:
        """At least 55 of 79 have finished; the fives of the groups add up to little at first."""
        if self.finished:
            return f"at least {self.finished} of {self.roll} have finished"
        if len(self.lines) == 1:
            return f"fewer than {FIVE} of {self.roll} have finished"
        return f"fewer than {FIVE} have finished in each group"

    def named(self, groups: Sequence[str]) -> str:
        """Some groups in the middle of a sentence; all of them in two words."""
        if len(groups) > 2 and len(groups) == len(self.lines):
            return "all groups"
        whole = {words.title: words.name for words in ONE_GROUP.values()}
        return listed([whole.get(name, name) for name in groups])


def board_of(session: Session, survey: Survey) -> Board:
    """Reads the counts of a survey."""
    lines, waiting = [], 0
    for round_ in survey.rounds:
        finished, slips = ballots_by_group(session, round_.id), slips_by_group(session, round_.id)
        late = late_by_group(session, round_.id)
        waiting += waiting_in(session, round_.id)
        lines += [
            _line(round_, group, finished.get(group.id, 0), slips.get(group.id, {}), late.get(group.id, 0))
            for group in round_.groups
        ]
    return Board(tuple(lines), in_fives(waiting), waiting > 0)


def _line(round_: Round, group: Group, finished: int, states: dict[int, int], late: int) -> BoardLine:
    on_link = group.link_cards - group.link_taken  # left, too: nothing changes when somebody takes one
    left = states | {UNUSED: states.get(UNUSED, 0) + on_link}
    return BoardLine(
        round_id=round_.id,
        number=group.number,
        name=group.name,
        roll=group.roll,
        finished=in_fives(finished),
        slips="on tablets" if group.tablets else slips_words(left, group.slips_printed),
        printed=group.slips_printed_on is not None,
        tablets=group.tablets,
        late=in_fives(late) > 0,
        by_link=may_have_link(round_, group),
    )


def is_overdue(survey: Survey, on: dt.date) -> bool:
    """Whether its last day is over and nobody has closed it."""
    return survey.state == "open" and on > survey.closes_on


def overdue_words(survey: Survey) -> str:
    """The same in a sentence."""
    return f"“{survey.title}” was to end on {day(survey.closes_on)}; nobody has closed it."


def heading(survey: Survey, board: Board, on: dt.date) -> str:
    """Where a survey stands, as the heading of its page."""
    if survey.state == "planned":
        return f"“{survey.title}” is planned. Nobody can answer yet."
    if survey.state == "open":
        if survey.paused:
            return f"“{survey.title}” is paused. No answers are taken."
        if on < survey.opens_on:
            return f"“{survey.title}” is ready for its first day."
        if on > survey.closes_on:
            return overdue_words(survey)
        if not board.finished:
            words = board.finished_words
            return f"“{survey.title}” is open. {words[0].upper()}{words[1:]}."
        return f"At least {board.finished} of {board.roll} have finished."
    if takes_late(survey, on):
        return "The survey is closed. Late answers are still taken."
    if survey.state == "closed":
        return "The survey is closed. The answers wait to be counted."
    if survey.brought_in is not None:
        return f"“{survey.title}” is brought in. The results are ready."
    return "The answers are counted. The results are ready."
