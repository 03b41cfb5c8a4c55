"""What a lead does next about a survey, soonest first: on its own page and on the start page."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from selfeval.store.surveys import Survey
from selfeval.surveys.closing import takes_late
from selfeval.surveys.days import late_until
from selfeval.web.run.board import Board
from selfeval.web.words import day


@dataclass(frozen=True)
class Step:
    """Something to do: what, where, how long, and why now. Without an address it is done away from here."""

    words: str
    address: str
    minutes: int
    more: str = ""


def steps_of(survey: Survey, board: Board | None, on: dt.date, *, refused: bool = False) -> list[Step]:
    """The steps of one survey; the board is None when it is not open or closed.

    `refused`: its answers are, since its key is missing.
    """
    own, name = f"/surveys/{survey.id}", survey.title
    if survey.state == "planned":
        when = (
            "It is past its last day."
            if on > survey.closes_on
            else f"Its first day is {day(survey.opens_on)}."
        )
        return [Step(f"Open “{name}”", f"{own}/open", 3, f"{when} Cards can be printed once it is open.")]
    if refused:
        more = "Until it is there, no answer is taken or counted. The survey’s page says what is missing."
        return [Step(f"Have the key of “{name}” put back", own, 5, more)]
    if survey.state == "closed":
        return [*_over(own, board), _count(survey, on)]
    if survey.state == "open" and board is not None:
        return _open_steps(survey, board, on)
    return []


def _open_steps(survey: Survey, board: Board, on: dt.date) -> list[Step]:
    own, name = f"/surveys/{survey.id}", survey.title
    steps = []
    if survey.paused:
        held = f"Tablets hold {board.waiting_words}. " if board.waits else ""
        more = f"{held}Nothing is taken until you do. Tablets keep what is answered, and send it then."
        steps.append(Step(f"Go on with “{name}”", f"{own}#change", 1, more))
    if on > survey.closes_on:
        more = f"Its last day was {day(survey.closes_on)}."
        return [*steps, Step(f"Close “{name}”", f"{own}/close", 2, more)]
    if board.unprinted:
        more = "Nobody can answer without a card, or without a tablet that an adult has started."
        steps.append(Step(f"Print cards for {board.named(board.unprinted)}", f"{own}#cards", 5, more))
    steps += _over(own, board)
    if board.late:
        more = (
            "Answers came under cards that were cancelled, or long after their lesson. Tablets may have been "
            "out of reach, or somebody has kept a card. If you did not expect it, print the cards again."
        )
        steps.append(Step(f"Look at the cards of {board.named(board.late)}", f"{own}#cards", 3, more))
    if on < survey.opens_on or board.unprinted:
        return steps
    if not board.finished:
        more = "Shuffle them, and let everyone draw one. This page shows in fives how many have finished."
        if all(line.tablets for line in board.lines):
            more = "Each adult starts the tablets with it. This page shows in fives how many have finished."
        steps.append(Step(f"Give out the cards of “{name}”", own, 5, more))
    elif board.behind:
        more = (
            "Fewer than half have finished. A second time slot for those who were away helps most. "
            f"“{name}” closes on {day(survey.closes_on)}."
        )
        steps.append(Step(f"Remind {board.named(board.behind)}", f"{own}#groups", 5, more))
    return steps


def _over(own: str, board: Board | None) -> list[Step]:
    if board is None or not board.over:
        return []
    more = (
        "There are more answers than people on roll. If the roll is right, some people have answered twice."
    )
    return [Step(f"Correct the roll of {board.named(board.over)}", f"{own}/rolls", 2, more)]


def _count(survey: Survey, on: dt.date) -> Step:
    address = f"/surveys/{survey.id}/count"
    if takes_late(survey, on):
        until = day(late_until(survey.closes_on))
        more = f"Best after {until}: until then, answers that wait on a tablet are still taken."
        if survey.counts_itself:
            more = f"It is counted by itself after {until}, when late answers are in. You need do nothing."
        return Step(f"Count “{survey.title}”", address, 3, more)
    return Step(
        f"Count “{survey.title}”", address, 3, "The answers are opened, shuffled and put into figures."
    )
